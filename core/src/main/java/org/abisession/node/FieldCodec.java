package org.abisession.node;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.abisession.codec.AttributeCodec;
import org.abisession.codec.ClassNames;
import org.abisession.codec.RefusalCode;
import org.abisession.codec.UnreadableAttributeException;
import org.abisession.codec.UnstorableAttributeException;
import org.abisession.node.AttributeField.Former;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes and decodes the fields of one session, tells values that they are activated and passivated, and finds out
 * whether a value was changed in place. Runs code of the application: no lock may be held when it is called. Safe for
 * use by several threads.
 */
final class FieldCodec {
    private static final Logger LOG = LoggerFactory.getLogger(FieldCodec.class);
    private static final int ENCODE_TRIES = 20;
    private static final long PAUSE_NANOS = 100_000;
    /** The call of a value, before or after it is encoded, that this thread is in. */
    private static final ThreadLocal<@Nullable Call> CURRENT = new ThreadLocal<>();

    private final AttributeCodec codec;
    private final SharedAttributes shared;
    private final AttributeCipher cipher;
    private volatile ActivationEvents events = ActivationEvents.NONE;
    private volatile boolean called;

    /** A call of a value, which may lead to one of another value. */
    private record Call(
            FieldCodec codec, Object value, @Nullable Call outer) {}

    FieldCodec(AttributeCodec codec, SharedAttributes shared, AttributeCipher cipher) {
        this.codec = codec;
        this.shared = shared;
        this.cipher = cipher;
    }

    /** Registers the listener to call when a value is activated or passivated. */
    void setListener(ActivationEvents listener) {
        events = listener;
    }

    /** Returns true if this thread is in a call of a value of the session that is being encoded. */
    boolean isCalling() {
        for (Call call = CURRENT.get(); call != null; call = call.outer) {
            if (call.codec == this) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCalled(Object value) {
        for (Call call = CURRENT.get(); call != null; call = call.outer) {
            if (call.value == value) {
                return true;
            }
        }
        return false;
    }

    /** Returns true if values of the session were called when they were encoded. */
    boolean hasCalled() {
        return called;
    }

    private void call(Object value, Consumer<Object> event) {
        Call outer = CURRENT.get();
        CURRENT.set(new Call(this, value, outer));
        called = true;
        try {
            tell(value, event);
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** Calls a value of the application; what it throws is logged, whatever it is, and the request goes on. */
    private static void tell(Object value, Consumer<Object> event) {
        try {
            event.accept(value);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error(
                    "The listener {} failed; the request goes on",
                    value.getClass().getName(),
                    e);
        }
    }

    boolean isActivated(String name, Object value) {
        return FieldNames.attribute(name).isPresent() && events.isListening(value);
    }

    void activated(String name, Object value) {
        if (FieldNames.attribute(name).isPresent()) {
            tell(value, events::didActivate);
        }
    }

    /** Returns true if the value can change in place, or if another request changes it so that this is not known. */
    boolean isMutable(Object value) {
        try {
            return codec.isMutable(value);
        } catch (RuntimeException e) {
            return true;
        }
    }

    boolean isPlain(byte[] encoded) {
        return codec.isPlain(encoded);
    }

    @Nullable
    Object decode(String name, byte[] stored, boolean isShared) {
        if (isShared && !codec.isPlain(stored)) {
            throw new UnreadableAttributeException(
                    name,
                    null,
                    RefusalCode.NOT_PLAIN,
                    "The shared attribute '" + ClassNames.shown(name) + "' must be plain JSON, and its value is not.",
                    "Have the Python application write plain JSON.",
                    null);
        }
        if (EncryptedValue.is(stored)) {
            throw cipher.unreadable(name, stored);
        }
        return codec.decode(name, stored);
    }

    void checkShared(String name, Object value, byte[] encoded) {
        if (shared.mustBeShared(name) && !codec.isPlain(encoded)) {
            throw new UnstorableAttributeException(
                    RefusalCode.NOT_PLAIN,
                    "The attribute '" + ClassNames.shown(name) + "' is shared (shared-attributes), so its value"
                            + " must be plain JSON: String, Boolean, Integer, Double, List, Map with String keys; was "
                            + value.getClass().getName() + ".",
                    "Store such a value, or leave the attribute out of shared-attributes.",
                    null);
        }
    }

    byte[] encode(String name, Object value) {
        if (!ClassNames.isStorable(name)) {
            throw new UnstorableAttributeException(
                    RefusalCode.NAME_MALFORMED,
                    "The attribute name '" + ClassNames.shown(name) + "' must be well-formed Unicode, and has half of a"
                            + " surrogate pair.",
                    "Take another name.",
                    null);
        }
        if (!isActivated(name, value) || isCalled(value)) { // a value that sets itself must not be called for ever
            return encodeBetweenChanges(name, value);
        }
        call(value, events::willPassivate);
        try {
            return encodeBetweenChanges(name, value);
        } finally {
            call(value, events::didActivate);
        }
    }

    /** Encodes a value, and tries again while another request changes it at the same moment. */
    private byte[] encodeBetweenChanges(String name, Object value) {
        for (int tries = 1; ; tries++) {
            try {
                return codec.encode(name, value);
            } catch (RuntimeException e) {
                if (tries == ENCODE_TRIES || !isRace(e)) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Recognizes what a collection throws that is changed while it is read, apart from the codec's refusals. */
    private static boolean isRace(RuntimeException e) {
        return !(e instanceof IllegalArgumentException) || e.getCause() instanceof RuntimeException;
    }

    /** Returns the encoded form of a value that was read, if it is another one now; null if it is the same. */
    byte @Nullable [] changedInPlace(PendingField field) {
        Object value = field.value();
        byte[] stored = field.stored();
        if (value == null || stored == null) {
            return null;
        }
        Former read = new Former(value, stored, field.canonical());
        byte[] changed = changedInPlace(field.name(), read);
        field.keepCanonical(read.canonical);
        return changed;
    }

    /** Returns the encoded form of a value that was read, if it is another one now; null if it is the same. */
    byte @Nullable [] changedInPlace(String name, Former read) {
        if (read.stored == AttributeField.NOT_KEPT || !isMutable(read.value)) {
            return null;
        }
        byte[] encoded;
        try {
            encoded = encode(name, read.value);
        } catch (RuntimeException e) {
            if (isRace(e) || !canBeEncodedAsItWas(name, read.stored)) {
                return null; // another request is changing it at this moment, and will save it; or nobody has
            }
            throw e;
        }
        return isAsStored(name, encoded, read) ? null : encoded;
    }

    /** Returns true if a value that was read still encodes to what it was read from. */
    boolean isAsStored(String name, byte[] encoded, Former read) {
        if (Arrays.equals(encoded, read.stored) || Arrays.equals(encoded, read.canonical)) {
            return true;
        }
        if (read.canonical == null) {
            // Some values do not encode to the very bytes that they were decoded from, a HashSet for instance.
            Object fresh = codec.decode(name, read.stored);
            read.canonical = fresh == null ? encoded : codec.encode(name, fresh);
        }
        return Arrays.equals(encoded, read.canonical);
    }

    /** Returns true if what is stored can be encoded at all: another program may have written what can't. */
    private boolean canBeEncodedAsItWas(String name, byte[] stored) {
        try {
            Object fresh = codec.decode(name, stored);
            return fresh != null && codec.encode(name, fresh).length > 0;
        } catch (IllegalArgumentException | UnreadableAttributeException e) {
            return false;
        }
    }
}
