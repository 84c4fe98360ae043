package org.abisession.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.net.URL;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes Java serialization and refuses what {@link AttributeInput} would refuse to read. */
final class AttributeOutput extends ObjectOutputStream {
    /**
     * The number of objects after which the depth is checked again: a chain that is too deep is noticed within as many
     * levels.
     */
    private static final int LOOK_EVERY = 256;

    /** The number of classes that a message names at most. */
    private static final int MOST_NAMES = 20;

    private static final StackWalker STACK = StackWalker.getInstance();

    private final AttributeClassFilter filter;
    private final HashCostLimit hashing = new HashCostLimit();
    private final @Nullable DetachedThrowables throwables;
    private final Object whole;
    private long objects;
    /** The elements of {@code Collections.nCopies}: such a list has any length and takes a few bytes. */
    private long copies;

    private boolean hasException;
    /** The first refusal that no setting undoes. */
    private @Nullable ClassRefusedException refused;

    /** The refusals of the classes that the setting would allow, by their names in the order of the stream. */
    private final Map<String, ClassRefusedException> notAllowed = new LinkedHashMap<>();

    /**
     * Makes a stream that writes one object.
     *
     * @param throwables replaces the exceptions inside of the object, but for the object itself where that is one which
     *     is tried; null if all are written as they are
     */
    AttributeOutput(
            OutputStream bytes, AttributeClassFilter filter, @Nullable DetachedThrowables throwables, Object whole)
            throws IOException {
        super(bytes);
        this.filter = filter;
        this.throwables = throwables;
        this.whole = whole;
        enableReplaceObject(true);
    }

    /**
     * Checks that what has been written, so many bytes, is not refused on reading for what it would take.
     *
     * @throws StreamLimitException if it is
     * @throws ClassRefusedException if the filter of the JVM refuses it
     */
    void check(long bytes) throws IOException {
        hashing.check(bytes);
        if (copies > StreamLimits.places(bytes)) {
            throw StreamLimitException.arrays();
        }
        ClassRefusedException byJvm = JvmFilter.refusal(objects, bytes);
        if (byJvm != null) {
            throw byJvm;
        }
    }

    /**
     * Writes the one object of this stream. What is refused is thrown at the end: an exception on the way would itself
     * be written to the stream and be refused, and hide the first.
     */
    void writeAttribute(Object value) throws IOException {
        writeObject(value);
        flush();
        if (refused != null) {
            throw refused;
        }
        if (!notAllowed.isEmpty()) {
            ClassRefusedException first = notAllowed.values().iterator().next();
            throw notAllowed.size() == 1
                    ? first
                    : ClassRefusedException.notAllowed(first.className(), notAllowed.keySet());
        }
    }

    @Override
    protected void annotateClass(Class<?> type) {
        hashing.found(type);
        if (refused == null) {
            refused = JvmFilter.refusal(type, -1, objects);
        }
        if (refused == null) {
            try {
                if (TextUrls.named(type.getName()) == null) {
                    filter.check(type);
                }
            } catch (ClassRefusedException e) {
                if (!e.isForTheSetting()) {
                    refused = e;
                } else if (notAllowed.size() < MOST_NAMES) {
                    notAllowed.putIfAbsent(e.className(), e);
                }
            }
        }
    }

    @Override
    protected void annotateProxyClass(Class<?> type) {
        annotateClass(type);
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
        if (++objects % LOOK_EVERY == 0 && depth() > StreamLimits.MAX_WRITE_DEPTH) {
            throw StreamLimitException.depth();
        }
        hasException |= object instanceof Throwable;
        if (hasException && object != null && FailedLogin.isRequest(object)) {
            return null;
        }
        if (object instanceof Throwable thrown && throwables != null && !throwables.isTried(thrown, whole)) {
            return throwables.storable(thrown);
        }
        if (object != null) {
            hashing.countWritten(object);
            copies += object.getClass() == HashCostLimit.COPIES ? ((Collection<?>) object).size() : 0;
            if (refused == null && object.getClass().isArray()) {
                refused = JvmFilter.refusal(object.getClass(), Array.getLength(object), objects);
            }
            if (refused == null && object instanceof URL url && !TextUrls.isReadable(url)) {
                refused = ClassRefusedException.notAllowed(URL.class.getName());
            }
            if (refused == null && object instanceof IdentityHashMap<?, ?> map) {
                refused = IdentityKeys.check(map);
            }
        }
        return object;
    }

    private static long depth() {
        return STACK.walk(frames -> frames.filter(frame -> frame.getMethodName().equals("writeObject0")
                        && frame.getClassName().equals(ObjectOutputStream.class.getName()))
                .count());
    }
}
