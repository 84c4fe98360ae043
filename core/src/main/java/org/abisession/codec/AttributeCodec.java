package org.abisession.codec;

import java.io.IOException;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the values of attributes into UTF-8 JSON text and back. Safe for several threads.
 *
 * <ul>
 *   <li><b>Plain JSON</b> is for null, String, Boolean, Integer, finite Double, ArrayList, and HashMap or
 *       LinkedHashMap with String keys of such values: any program reads and writes it.
 *   <li><b>Typed JSON</b> is for other values of the JDK, anywhere inside collections: an object that names the
 *       type, {@code {"@type":"long","value":5}}.
 *   <li><b>Java serialization in JSON</b> is for any other Serializable, as a whole: the envelope names the class,
 *       {@code {"@type":"java","class":"com.acme.Cart","data":"<base64>"}}. Cycles and shared references survive;
 *       a collection that needs it for one element takes it for all.
 * </ul>
 *
 * <p>A value comes back equal and of the same class; only a HashMap comes back as LinkedHashMap, and a LinkedHashMap
 * in access order in the order that it had. No class is named to the JVM that the filter does not allow: values of
 * the JDK, the application's own classes ({@code WEB-INF/classes}, not {@code WEB-INF/lib}), and
 * {@code abi.session.allowed-classes}. Such a class is refused when it is stored, not only when it is read.
 *
 * <p>What a value takes to read is bounded: memory by a part of the JVM's heap, time by its length and, where it
 * was made to be slow to hash, by the square of that. Whoever may write to the store can still make long ones.
 *
 * <p>A value that was decoded and left as it is gives the same bytes again, but for the order in sets and maps that
 * have none, and the capacity of those in Java serialization: both settle after one more round. Whoever compares
 * bytes to find a change may see one where there is none, never the other way round.
 */
public final class AttributeCodec {
    private static final int TRIES = 5;

    private final AttributeClassFilter filter;
    private final JavaEnvelope java;

    private AttributeCodec(Builder builder) {
        this.filter = new AttributeClassFilter(
                builder.application, builder.container, new ClassPatterns(builder.allowedClasses), builder.ownClasses);
        this.java = new JavaEnvelope(filter);
    }

    /** Returns a builder of a codec for the application that this class loader belongs to. */
    public static Builder builder(ClassLoader application) {
        return new Builder(application);
    }

    /**
     * Returns the rule of {@code abi.session.allowed-classes} that an entry breaks, beginning with "must"; empty if it
     * breaks none.
     */
    public static Optional<String> brokenRule(String allowedClass) {
        return ClassPatterns.brokenRule(allowedClass);
    }

    /** Returns what to do about an entry that breaks a rule, in a whole sentence with the names of all profiles. */
    public static String actionForBrokenRule() {
        return ClassPatterns.action();
    }

    /**
     * Returns the value as UTF-8 JSON text.
     *
     * @throws UnstorableAttributeException if something in it is not Serializable (naming attribute, class and the path
     *     to the field, such as {@code cart.items[3].connection}), or could not be read back
     */
    public byte[] encode(String attribute, @Nullable Object value) {
        Objects.requireNonNull(attribute, "attribute");
        for (int left = TRIES - 1; ; left--) {
            try {
                byte[] json = new ValueWriter(filter).write(value);
                if (json == null) {
                    json = java.write(Objects.requireNonNull(value));
                    HeapLimits.check(json);
                } else {
                    ValueReader.checkHeap(json);
                }
                return json;
            } catch (ConcurrentModificationException e) {
                if (left == 0) {
                    throw CodecErrors.unstorable(attribute, Objects.requireNonNull(value), e);
                }
            } catch (IOException
                    | RuntimeException
                    | LinkageError
                    | AssertionError
                    | StackOverflowError
                    | OutOfMemoryError e) {
                throw CodecErrors.unstorable(attribute, Objects.requireNonNull(value), e);
            }
        }
    }

    /**
     * Returns the value of such a text, or of any JSON that another program wrote: an integer as Integer, Long or
     * BigInteger, whichever holds it, any other number as Double, arrays as ArrayList, objects as LinkedHashMap.
     *
     * @throws UnreadableAttributeException if it is none, or names a class that is gone or not allowed
     */
    public @Nullable Object decode(String attribute, byte[] stored) {
        Objects.requireNonNull(attribute, "attribute");
        try {
            return new ValueReader(new TypedReader(filter, java)).read(stored);
        } catch (IOException
                | ClassNotFoundException
                | RuntimeException
                | LinkageError
                | StackOverflowError
                | OutOfMemoryError e) {
            throw CodecErrors.unreadable(attribute, e);
        }
    }

    /**
     * Returns the value of Java serialization that another program wrote, under the rules for values of this codec.
     *
     * @throws UnreadableAttributeException if it is none, or names a class that is gone or not allowed
     */
    public Object decodeJava(String attribute, byte[] serialized) {
        Objects.requireNonNull(attribute, "attribute");
        try {
            return java.read(serialized, null);
        } catch (IOException | RuntimeException e) {
            throw CodecErrors.unreadable(attribute, e);
        }
    }

    /**
     * Returns all objects of a stream of Java serialization that another program wrote one after the other, under the
     * rules for values of this codec. For an object that was not Serializable there is the WriteAbortedException that
     * stands in its place.
     *
     * @param subject what the stream is, for messages
     * @throws UnreadableAttributeException if it is none, or names a class that is gone or not allowed
     */
    public List<@Nullable Object> decodeJavaObjects(String subject, byte[] serialized) {
        try {
            return java.readAll(serialized);
        } catch (IOException | RuntimeException e) {
            throw CodecErrors.unreadable("A value of the " + subject, subject, e);
        }
    }

    /**
     * Returns whether a value can change in place, so that it must be encoded again at the end of a request. False for
     * String, boxed values, enums, java.time and their like, and for unmodifiable collections of such.
     */
    public boolean isMutable(@Nullable Object value) {
        return Mutability.of(value);
    }

    /** Returns whether the stored text is plain JSON that any reader understands: no type marker anywhere in it. */
    public boolean isPlain(byte[] stored) {
        return ValueReader.isPlain(stored);
    }

    /**
     * Returns true if a value was refused for what it is in itself, and not since it is of a class that can't be
     * stored.
     */
    public static boolean isTooLarge(IllegalArgumentException refusal) {
        return !(refusal instanceof UnstorableAttributeException unstorable)
                || unstorable.code() == RefusalCode.TOO_LARGE
                || unstorable.code() == RefusalCode.NOT_PLAIN;
    }

    /** Collects the settings of a codec. */
    public static final class Builder {
        private final ClassLoader application;
        private @Nullable ClassLoader container;
        private List<String> allowedClasses = List.of();
        private List<Class<?>> ownClasses = List.of();

        private Builder(ClassLoader application) {
            this.application = Objects.requireNonNull(application, "application");
        }

        /**
         * Sets what may be stored beside values of the JDK and the application's own classes: {@code com.acme.Cart}
         * (one class), {@code com.acme.*} (one package), {@code com.acme.**} (a package and all below it), or a
         * profile: {@code spring-security}, {@code tomcat}, {@code jetty}. Replaces what was given before; none by
         * default.
         */
        public Builder allowedClasses(List<String> patterns) {
            this.allowedClasses = List.copyOf(patterns);
            return this;
        }

        /**
         * Sets classes of the application itself, one of each place that it was packed into. All that lies beside one
         * of them is the application's own.
         */
        public Builder ownClasses(List<Class<?>> examples) {
            this.ownClasses = List.copyOf(examples);
            return this;
        }

        /** Sets a second loader to try, for login state of the container's classes. Those must be allowed, too. */
        public Builder containerLoader(ClassLoader loader) {
            this.container = Objects.requireNonNull(loader, "loader");
            return this;
        }

        /**
         * Returns a codec with these settings.
         *
         * @throws IllegalArgumentException if an entry of {@link #allowedClasses} is none or too wide
         */
        public AttributeCodec build() {
            return new AttributeCodec(this);
        }
    }
}
