package org.abisession.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes Java serialization inside JSON: {@code {"@type":"java","class":"com.acme.Cart","data":"<base64>"}}. The
 * class is there for people and messages; what may be read is decided by the stream's own names.
 */
final class JavaEnvelope {
    static final String TYPE = "java";

    private final AttributeClassFilter filter;

    JavaEnvelope(AttributeClassFilter filter) {
        this.filter = filter;
    }

    /**
     * Returns the UTF-8 text of the envelope.
     *
     * @throws java.io.NotSerializableException if something in it is not Serializable
     * @throws ClassRefusedException if something in it could not be read back
     * @throws StreamLimitException if it is larger or deeper than what is read back
     */
    byte[] write(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (AttributeOutput out = new AttributeOutput(bytes, filter)) {
            out.writeAttribute(value);
            out.check(bytes.size());
        }
        if (bytes.size() > StreamLimits.MAX_BYTES) {
            throw StreamLimitException.bytes(bytes.size());
        }
        return new JsonText()
                .raw("{\"" + JsonWriter.MARKER + "\":\"" + TYPE + "\",\"class\":")
                .string(ClassNames.stored(value.getClass()))
                .raw(",\"data\":\"")
                .raw(Base64.getEncoder().encodeToString(bytes.toByteArray()))
                .raw("\"}")
                .toUtf8();
    }

    /** Returns the object in an envelope with these fields. */
    Object read(Map<String, @Nullable Object> fields) throws IOException, ClassNotFoundException {
        if (!(fields.get("data") instanceof String data)) {
            throw new MalformedValueException("a Java object without data");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new MalformedValueException("a Java object whose data are not base64");
        }
        if (bytes.length > StreamLimits.MAX_BYTES) {
            throw StreamLimitException.bytes(bytes.length);
        }
        try {
            return readDeep(bytes);
        } catch (IOException
                | ClassNotFoundException
                | RuntimeException
                | LinkageError
                | AssertionError
                | StackOverflowError
                | OutOfMemoryError e) {
            throw new JavaReadException(fields.get("class") instanceof String name ? name : null, e);
        }
    }

    /** Reads on a larger stack what does not fit into this one: what one thread could write any other must read. */
    private Object readDeep(byte[] bytes) throws IOException, ClassNotFoundException {
        try {
            return readStream(bytes);
        } catch (StackOverflowError e) {
            return LargeStackThread.call(() -> readStream(bytes));
        }
    }

    private Object readStream(byte[] bytes) throws IOException, ClassNotFoundException {
        StreamLimits limits = new StreamLimits(bytes.length);
        try (AttributeInput in = new AttributeInput(new ByteArrayInputStream(bytes), filter, limits)) {
            Object value = in.readObject();
            if (!limits.wasAsked()) {
                throw StreamLimitException.unasked();
            }
            if (value == null) {
                throw new MalformedValueException("a Java object that is null");
            }
            return value;
        } catch (IOException e) {
            IOException reason = limits.reason();
            throw reason == null ? e : reason;
        }
    }
}
