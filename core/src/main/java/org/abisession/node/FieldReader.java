package org.abisession.node;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.abisession.codec.UnreadableAttributeException;
import org.abisession.logging.UnreadableValues;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the fields of a session when they are first asked for, without the lock of the session; then the value is the
 * same object for all threads. Safe for use by several threads.
 */
final class FieldReader {
    private final ReentrantLock lock;
    private final FieldCodec codec;
    private final UnreadableValues unreadable;
    private final LocalValues local;
    private final Map<String, AttributeField> fields;

    FieldReader(
            ReentrantLock lock,
            FieldCodec codec,
            UnreadableValues unreadable,
            LocalValues local,
            Map<String, AttributeField> fields) {
        this.lock = lock;
        this.codec = codec;
        this.unreadable = unreadable;
        this.local = local;
        this.fields = fields;
    }

    /** Returns a value; null if there is none or it can't be read. */
    @Nullable
    Object get(SessionId id, String name) {
        while (true) {
            AttributeField field;
            byte[] stored;
            boolean isShared;
            lock.lock();
            try {
                Object kept = local.get(name);
                field = fields.get(name);
                if (kept != null || field == null) {
                    return kept;
                }
                stored = field.stored;
                if (field.decoded || stored == null) {
                    return field.value;
                }
                if (field.activatingThread == Thread.currentThread()) {
                    return field.activating;
                }
                isShared = field.storedShared;
            } finally {
                lock.unlock();
            }
            Decoded decoded = decode(id, name, field, stored, isShared);
            if (decoded != null) {
                return decoded.value;
            }
        }
    }

    private record Decoded(@Nullable Object value) {}

    /** Returns the value of a field; null if the field has changed meanwhile, so that this is to be tried again. */
    private @Nullable Decoded decode(SessionId id, String name, AttributeField field, byte[] stored, boolean isShared) {
        Object value = null;
        boolean failed = false;
        try {
            value = codec.decode(name, stored, isShared);
        } catch (UnreadableAttributeException e) {
            failed = true;
            unreadable.report(
                    id, "attribute " + name, String.valueOf(e.getMessage()), "all other attributes can be read.");
        }
        if (value != null && codec.isActivated(name, value)) {
            activate(field, name, value);
        }
        lock.lock();
        try {
            if (field.decoded) {
                return new Decoded(field.value);
            }
            if (field.stored != stored) {
                return null;
            }
            field.decoded = true;
            field.value = value;
            field.unreadable = failed;
            if (value instanceof String) {
                field.stored = AttributeField.NOT_KEPT;
            }
            return new Decoded(value);
        } finally {
            lock.unlock();
        }
    }

    /** Calls the value's activation listener, before another thread can see the value; the listener may ask for it. */
    private void activate(AttributeField field, String name, Object value) {
        setActivating(field, value, Thread.currentThread());
        try {
            codec.activated(name, value);
        } finally {
            setActivating(field, null, null);
        }
    }

    private void setActivating(AttributeField field, @Nullable Object value, @Nullable Thread thread) {
        lock.lock();
        try {
            field.activating = value;
            field.activatingThread = thread;
        } finally {
            lock.unlock();
        }
    }
}
