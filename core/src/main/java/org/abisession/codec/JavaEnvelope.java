package org.abisession.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.io.WriteAbortedException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes Java serialization inside JSON: {@code {"@type":"java","class":"com.acme.Cart","data":"<base64>"}}.
 * The class is there for people and messages; what may be read is decided by the stream's own names.
 */
final class JavaEnvelope {
    static final String TYPE = "java";

    private static final Logger LOG = LoggerFactory.getLogger(JavaEnvelope.class);
    private static final int MOST_LOGGED = 100;
    /** The index of the type of the first object in a stream, after the stream's header. */
    private static final int TYPE_INDEX = 4;

    private final AttributeClassFilter filter;
    /** The classes of the exceptions that were logged already. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

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
        byte[] bytes = writeOrDetach(value);
        return new JsonText()
                .raw("{\"" + ValueWriter.MARKER + "\":\"" + TYPE + "\",\"class\":")
                .string(ClassNames.stored(value.getClass()))
                .raw(",\"data\":\"")
                .raw(Base64.getEncoder().encodeToString(bytes))
                .raw("\"}")
                .toUtf8();
    }

    /** Writes a value; what can't be stored as it is, is tried once more without the exceptions in it that can't. */
    private byte[] writeOrDetach(Object value) throws IOException {
        try {
            return writeStream(value, null);
        } catch (IOException | RuntimeException | LinkageError | AssertionError e) {
            DetachedThrowables throwables = new DetachedThrowables(this);
            byte[] bytes = writeDetached(value, throwables);
            if (bytes == null || throwables.detached().isEmpty()) {
                throw e;
            }
            throwables.detached().forEach(this::say);
            return bytes;
        }
    }

    private byte @Nullable [] writeDetached(Object value, DetachedThrowables throwables) {
        try {
            return writeStream(value, throwables);
        } catch (IOException | RuntimeException | LinkageError | AssertionError e) {
            return null; // the first failure is the one to tell
        }
    }

    private void say(String className) {
        if (LOG.isDebugEnabled() && logged.size() < MOST_LOGGED && logged.add(className)) {
            LOG.debug(
                    "An exception of {} is stored in a session by its type and message: as a whole it can't be. This is"
                            + " logged once for each class.",
                    className);
        }
    }

    /** Returns the object as Java serializes it; {@code throwables} says what replaces the exceptions in it. */
    byte[] writeStream(Object value, @Nullable DetachedThrowables throwables) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (AttributeOutput out = new AttributeOutput(bytes, filter, throwables, value)) {
            out.writeAttribute(value);
            out.check(bytes.size());
        }
        if (bytes.size() > StreamLimits.MAX_BYTES) {
            throw StreamLimitException.bytes(bytes.size());
        }
        return bytes.toByteArray();
    }

    /** Returns the object in an envelope with these fields. */
    Object read(Map<String, @Nullable Object> fields) throws IOException {
        if (!(fields.get("data") instanceof String data)) {
            throw new MalformedValueException("a Java object without data");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new MalformedValueException("a Java object whose data are not base64");
        }
        return read(bytes, fields.get("class") instanceof String name ? name : null);
    }

    /**
     * Returns the object that Java reads from these bytes.
     *
     * @param className what they say that it is, for messages
     */
    Object read(byte[] bytes, @Nullable String className) throws IOException {
        return Objects.requireNonNull(guarded(bytes, className, false).get(0));
    }

    /**
     * Returns all objects of such bytes; for one that its writer could not write, the exception that it wrote instead.
     */
    List<@Nullable Object> readAll(byte[] bytes) throws IOException {
        return guarded(bytes, null, true);
    }

    private List<@Nullable Object> guarded(byte[] bytes, @Nullable String className, boolean all) throws IOException {
        if (bytes.length > StreamLimits.MAX_BYTES) {
            throw StreamLimitException.bytes(bytes.length);
        }
        try {
            return readDeep(bytes, all);
        } catch (IOException
                | ClassNotFoundException
                | RuntimeException
                | LinkageError
                | AssertionError
                | StackOverflowError
                | OutOfMemoryError e) {
            throw new JavaReadException(className, e);
        }
    }

    /** Reads on a larger stack what does not fit into this one: what one thread could write any other must read. */
    private List<@Nullable Object> readDeep(byte[] bytes, boolean all) throws IOException, ClassNotFoundException {
        try {
            return readStream(bytes, all);
        } catch (StackOverflowError e) {
            return LargeStackThread.call(() -> readStream(bytes, all));
        }
    }

    /** Returns the object that Java reads from these bytes. */
    Object readStream(byte[] bytes) throws IOException, ClassNotFoundException {
        return Objects.requireNonNull(readStream(bytes, false).get(0));
    }

    private List<@Nullable Object> readStream(byte[] bytes, boolean all) throws IOException, ClassNotFoundException {
        StreamLimits limits = new StreamLimits(bytes.length);
        try (AttributeInput in = new AttributeInput(new ByteArrayInputStream(bytes), filter, limits)) {
            List<@Nullable Object> objects = all ? objects(in) : List.of(object(in));
            if (!limits.wasAsked() && !isText(bytes)) {
                throw StreamLimitException.unasked();
            }
            return objects;
        } catch (IOException e) {
            IOException reason = limits.reason();
            throw reason == null ? e : reason;
        }
    }

    private static Object object(AttributeInput in) throws IOException, ClassNotFoundException {
        Object value = in.readObject();
        if (value == null) {
            throw new MalformedValueException("a Java object that is null");
        }
        return value;
    }

    private static List<@Nullable Object> objects(AttributeInput in) throws IOException, ClassNotFoundException {
        List<@Nullable Object> objects = new ArrayList<>();
        while (true) {
            try {
                objects.add(in.readObject());
            } catch (WriteAbortedException e) {
                objects.add(e);
            } catch (EOFException e) {
                return objects;
            }
        }
    }

    /** Returns true for a text alone, which the JVM reads without asking a filter. */
    private static boolean isText(byte[] bytes) {
        return bytes.length > TYPE_INDEX
                && (bytes[TYPE_INDEX] == ObjectStreamConstants.TC_STRING
                        || bytes[TYPE_INDEX] == ObjectStreamConstants.TC_LONGSTRING);
    }
}
