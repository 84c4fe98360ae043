package org.abisession.codec;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says what is stored in place of the exceptions in a value that can't be stored as it is. Frameworks keep the failure
 * of a login and the like in the session for the next page, and on an exception anything may hang.
 *
 * <p>An exception stays if it can be stored, perhaps with other causes; else a {@link DetachedException} takes its
 * place. Used for one value.
 */
final class DetachedThrowables {
    private final JavaEnvelope envelope;
    private final IdentityHashMap<Throwable, Throwable> decided = new IdentityHashMap<>();
    private final Set<Throwable> inWork = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> detached = new TreeSet<>();

    DetachedThrowables(JavaEnvelope envelope) {
        this.envelope = envelope;
    }

    /** Returns the names of the classes of the exceptions that were replaced. */
    Set<String> detached() {
        return detached;
    }

    /** Returns true if this exception is the whole value that is being written to find out whether it can be stored. */
    boolean isTried(Throwable thrown, Object whole) {
        return thrown == whole && inWork.contains(thrown);
    }

    /** Returns what is stored in place of this one: itself if that is possible. */
    Throwable storable(Throwable original) {
        Throwable known = decided.get(original);
        if (known == null && inWork.add(original)) {
            known = canBeStored(original) ? original : detach(original);
            decided.put(original, known);
            inWork.remove(original);
        }
        return known == null ? original : known;
    }

    private Throwable detach(Throwable original) {
        Throwable cause = cause(original);
        detached.add(original.getClass().getName());
        return DetachedException.of(original, cause == null || inWork.contains(cause) ? null : storable(cause));
    }

    private static @Nullable Throwable cause(Throwable original) {
        try {
            return original.getCause();
        } catch (RuntimeException | LinkageError e) {
            return null; // a class of the application
        }
    }

    /**
     * Returns true if it can be stored as it is, or else with what takes the place of its causes: where that doesn't
     * fit, it can't be read back.
     */
    private boolean canBeStored(Throwable original) {
        return isReadBack(original, null) || isReadBack(original, this);
    }

    private boolean isReadBack(Throwable original, @Nullable DetachedThrowables causes) {
        try {
            return envelope.readStream(envelope.writeStream(original, causes)) instanceof Throwable;
        } catch (IOException
                | ClassNotFoundException
                | RuntimeException
                | LinkageError
                | AssertionError
                | StackOverflowError
                | OutOfMemoryError e) {
            return false;
        }
    }
}
