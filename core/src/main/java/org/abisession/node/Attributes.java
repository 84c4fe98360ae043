package org.abisession.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.codec.UnstorableAttributeException;
import org.abisession.logging.UnreadableValues;
import org.abisession.node.AttributeField.Former;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Holds the fields of one session: encoded as they were read, decoded when first asked for, with a note of what
 * changed since.
 *
 * <p>The lock of the session guards the fields. It is never held while a value is encoded or decoded or a listener is
 * called, since all of these run code of the application: a method first takes what it needs, works on that without the
 * lock, and then enters the result if the field is still what it was. Safe for use by several threads.
 */
final class Attributes {
    private final ReentrantLock lock;
    private final FieldCodec codec;
    private final SharedAttributes shared;
    private final LocalValues local;
    private final AttributeSizes sizes;
    private final Map<String, AttributeField> fields = new LinkedHashMap<>();
    private final FieldReader reader;

    Attributes(
            ReentrantLock lock,
            FieldCodec codec,
            SharedAttributes shared,
            SizeLimits limits,
            UnreadableValues unreadable,
            LocalValues local) {
        this.lock = lock;
        this.codec = codec;
        this.shared = shared;
        this.sizes = new AttributeSizes(limits, fields);
        this.local = local;
        this.reader = new FieldReader(lock, codec, unreadable, local, fields);
    }

    FieldCodec codec() {
        return codec;
    }

    /** Enters fields that the store has, with their sizes, and that {@link #read} is to bring before they are used. */
    void defer(Map<String, Integer> bytes) {
        bytes.forEach((name, size) -> {
            AttributeField field = new AttributeField();
            field.deferred = true;
            field.bytes = size;
            fields.put(name, field);
        });
    }

    /** Returns true if a field is deferred, so that its value is still in the store. */
    boolean isDeferred(String name) {
        AttributeField field = fields.get(name);
        return field != null && field.deferred;
    }

    /**
     * Returns the values that would give way to newer ones of another node if this were read. A request may have
     * changed one of them in place: {@link FieldCodec#changedInPlace} tells, without the lock. To be called with the
     * lock held.
     */
    List<PendingField> outdated(Map<String, byte[]> record, Map<String, byte[]> metadata) {
        List<PendingField> outdated = new ArrayList<>();
        fields.forEach((name, field) -> {
            byte[] bytes = record.containsKey(name) ? record.get(name) : metadata.get(name);
            if (bytes != null
                    && field.value != null
                    && !field.isDirty()
                    && field.stored != null
                    && field.stored != AttributeField.NOT_KEPT
                    && !Arrays.equals(field.stored, bytes)) {
                outdated.add(new PendingField(name, field));
            }
        });
        return outdated;
    }

    /**
     * Notes what the store has now. A field that changed here is kept; so is the object that a request already holds,
     * as long as the stored bytes are the same. To be called with the lock held.
     *
     * @param changedInPlace fields whose value a request on this node has changed in place: the later save wins
     */
    void read(Map<String, byte[]> record, Map<String, byte[]> metadata, Set<String> changedInPlace) {
        Set<String> present = new HashSet<>();
        record.forEach((name, bytes) -> {
            present.add(name);
            read(name, bytes, false, changedInPlace.contains(name));
        });
        metadata.forEach((name, bytes) -> {
            if (present.add(name)) {
                read(name, bytes, true, changedInPlace.contains(name));
            }
        });
        fields.entrySet()
                .removeIf(e -> !present.contains(e.getKey()) && !e.getValue().isDirty());
    }

    private void read(String name, byte[] bytes, boolean isShared, boolean changedInPlace) {
        AttributeField field = fields.computeIfAbsent(name, n -> new AttributeField());
        boolean same = field.stored != AttributeField.NOT_KEPT && Arrays.equals(field.stored, bytes);
        field.deferred = false;
        if (same && field.storedShared == isShared) {
            return;
        }
        if (!same && changedInPlace && !field.isDirty()) {
            field.version++;
        }
        boolean replaced = !same && !field.isDirty();
        if (replaced) {
            field.keepFormer();
        }
        field.stored = bytes;
        field.storedShared = isShared;
        field.storedCount++;
        if (replaced) {
            field.bytes = bytes.length;
            field.canonical = null;
            field.forgetValue();
            local.replaced(name);
        }
    }

    /** Returns the names of the fields that have a value, unreadable ones and those of this node alone included. */
    Set<String> names() {
        lock.lock();
        try {
            Set<String> names = new LinkedHashSet<>();
            fields.forEach((name, field) -> {
                if (!field.isRemoved()) {
                    names.add(name);
                }
            });
            names.addAll(local.names());
            return names;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a value, decoded now if need be; null if there is none or it can't be read. */
    @Nullable
    Object get(SessionId id, String name) {
        return reader.get(id, name);
    }

    /**
     * Sets a value, null to remove the field. A value that was read and is set again is no change, unless it was
     * changed in place, or is to be stored anew.
     *
     * @return the value before, null if there was none or it can't be read
     * @throws IllegalArgumentException if the value can't be encoded or is too large; nothing changes then
     */
    @Nullable
    Object set(SessionId id, String name, @Nullable Object value, boolean anew) {
        byte[] encoded = null;
        if (value != null) {
            try {
                encoded = codec.encode(name, value);
            } catch (IllegalArgumentException e) {
                if (FieldNames.attribute(name).isEmpty() || !local.takes(name, value, e)) {
                    throw e;
                }
                return setLocal(id, name, value);
            }
            codec.checkShared(name, value, encoded);
        }
        boolean asRead = !anew && value != null && encoded != null && isAsRead(name, value, encoded);
        Object before = get(id, name);
        boolean mutable = value != null && codec.isMutable(value);
        lock.lock();
        try {
            sizes.check(Map.of(name, encoded == null ? 0 : encoded.length));
            Object kept = local.remove(name);
            AttributeField field = fields.get(name);
            if (field == null) {
                if (value == null) {
                    return kept;
                }
                before = null; // another thread may have removed what was there a moment ago
                field = new AttributeField();
                fields.put(name, field);
            } else if (field.decoded) {
                before = field.value;
            }
            if (asRead && !field.isDirty()) {
                return kept != null ? kept : before;
            }
            field.bytes = encoded == null ? 0 : encoded.length;
            field.value = value;
            field.encoded = mutable ? null : encoded;
            field.decoded = true;
            field.unreadable = false;
            field.version++;
            return kept != null ? kept : before;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns true if a request sets the object that it has read: of the present value a save finds out whether it was
     * changed in place, of one that another node has replaced meanwhile this does.
     */
    private boolean isAsRead(String name, Object value, byte[] encoded) {
        Former former;
        lock.lock();
        try {
            AttributeField field = fields.get(name);
            if (field == null || field.isDirty()) {
                return false;
            }
            if (field.value == value) {
                return field.stored != null;
            }
            former = field.former(value);
        } finally {
            lock.unlock();
        }
        return former != null && codec.isAsStored(name, encoded, former);
    }

    /** Sets a value that stays on this node; the store has none then. Returns the value before. */
    @Nullable
    Object setLocal(SessionId id, String name, Object value) {
        Object before = get(id, name);
        lock.lock();
        try {
            Object kept = local.remove(name);
            local.put(name, value);
            AttributeField field = fields.get(name);
            if (field == null) {
                return kept; // another thread may have removed what was there a moment ago
            }
            before = field.decoded ? field.value : before;
            field.forgetValue();
            field.decoded = true;
            field.version++;
            return kept != null ? kept : before;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Collects what is to be saved.
     *
     * @throws SessionStoreException if a value was changed in place so that it can't be encoded any more, or is too
     *     large
     */
    PendingChanges pending() {
        List<PendingField> all = new ArrayList<>();
        lock.lock();
        try {
            fields.forEach((name, field) -> {
                if (field.isDirty() || (field.value != null && field.stored != null) || field.formers != null) {
                    all.add(new PendingField(name, field));
                }
            });
        } finally {
            lock.unlock();
        }
        PendingChanges pending = new PendingChanges(lock, sizes);
        try {
            for (PendingField field : all) {
                collect(pending, field);
            }
            pending.checkSizes(all);
        } catch (UnstorableAttributeException e) {
            throw new SessionStoreException(SessionStoreCode.UNSTORABLE, e.problem(), e.action(), e);
        }
        return pending;
    }

    private void collect(PendingChanges pending, PendingField field) {
        Object value = field.value();
        if (value == null && field.isDirty()) {
            pending.remove(field);
            return;
        }
        byte[] encoded = null;
        if (value != null) {
            try {
                encoded = field.isDirty() ? field.encode(codec) : codec.changedInPlace(field);
            } catch (IllegalArgumentException e) {
                if (FieldNames.attribute(field.name()).isEmpty() || !local.takes(field.name(), value, e)) {
                    throw e;
                }
                pending.keepLocal(field, local);
                return;
            }
        }
        if (encoded == null && !field.isDirty()) {
            for (Former former : field.formers()) {
                byte[] changed = codec.changedInPlace(field.name(), former);
                if (changed != null) {
                    value = former.value;
                    encoded = changed;
                }
            }
        }
        if (encoded != null && value != null) {
            codec.checkShared(field.name(), value, encoded);
            pending.set(field, value, encoded, shared.isShared(field.name()) && codec.isPlain(encoded));
        }
    }

    /** Returns true if a field was set or removed since the last save. */
    boolean isDirty() {
        lock.lock();
        try {
            return fields.values().stream().anyMatch(AttributeField::isDirty);
        } finally {
            lock.unlock();
        }
    }

    /** Marks the values that were changed in place as set, so that a later read keeps them. */
    void noteChangesInPlace() {
        List<PendingField> read = new ArrayList<>();
        lock.lock();
        try {
            fields.forEach((name, field) -> {
                if (field.value != null && !field.isDirty()) {
                    read.add(new PendingField(name, field));
                }
            });
        } finally {
            lock.unlock();
        }
        for (PendingField field : read) {
            boolean changed;
            try {
                changed = codec.changedInPlace(field) != null;
            } catch (IllegalArgumentException e) {
                changed = true;
            }
            if (changed) {
                lock.lock();
                try {
                    field.markDirty();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Returns the stored bytes of the fields that hold the origin of the session. */
    Map<String, byte[]> origins() {
        lock.lock();
        try {
            Map<String, byte[]> origins = new HashMap<>();
            fields.forEach((name, field) -> {
                if (AttributeCipher.isOrigin(name) && field.stored != null) {
                    origins.put(name, field.stored);
                }
            });
            return origins;
        } finally {
            lock.unlock();
        }
    }

    /** Enters fields that were stored beside the changes of the application. */
    void stored(Map<String, byte[]> record) {
        lock.lock();
        try {
            record.forEach((name, bytes) -> read(name, bytes, false, false));
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all changes and all values, so that the next read of the store brings them. With the lock held. */
    void reset() {
        fields.clear();
    }

    /** Forgets what only those needed that use the session now. */
    void forgetFormers() {
        fields.values().forEach(field -> field.formers = null);
    }
}
