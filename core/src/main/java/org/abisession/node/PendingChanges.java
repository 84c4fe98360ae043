package org.abisession.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.abisession.store.SessionDelta;
import org.jspecify.annotations.Nullable;

/** The changes of a session on their way to the store. For one thread. */
final class PendingChanges {
    private final ReentrantLock lock;
    private final AttributeSizes sizes;
    private final Map<String, Integer> bytes = new HashMap<>();
    private final Map<String, byte[]> changed = new HashMap<>();
    private final Set<String> removed = new HashSet<>();
    private final Map<String, byte[]> sharedChanged = new HashMap<>();
    private final Set<String> sharedRemoved = new HashSet<>();
    private final List<PendingField> fields = new ArrayList<>();
    private final List<Runnable> whenSaved = new ArrayList<>();

    PendingChanges(ReentrantLock lock, AttributeSizes sizes) {
        this.lock = lock;
        this.sizes = sizes;
    }

    void set(PendingField field, Object value, byte[] encoded, boolean toShared) {
        (toShared ? sharedChanged : changed).put(field.name(), encoded);
        if (field.stored() != null && field.isStoredShared() != toShared) {
            (toShared ? removed : sharedRemoved).add(field.name());
        }
        bytes.put(field.name(), encoded.length);
        enter(field, value, encoded, toShared);
    }

    void remove(PendingField field) {
        if (field.stored() != null) {
            (field.isStoredShared() ? sharedRemoved : removed).add(field.name());
        }
        enter(field, null, null, field.isStoredShared());
    }

    /** Removes a value from the store that can't be stored any more, and keeps it on this node. */
    void keepLocal(PendingField field, LocalValues local) {
        Object value = field.value();
        remove(field);
        whenSaved.add(() -> {
            if (value != null) {
                local.put(field.name(), value);
            }
        });
    }

    private void enter(PendingField field, @Nullable Object value, byte @Nullable [] encoded, boolean shared) {
        fields.add(field);
        whenSaved.add(() -> field.saved(value, encoded, shared));
    }

    /** Checks that the session is not too large with these changes, and ends the comparison of the fields. */
    void checkSizes(List<PendingField> compared) {
        lock.lock();
        try {
            compared.forEach(PendingField::compared);
            sizes.check(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Returns true if one of these fields is among them. */
    boolean hasAny(Set<String> names) {
        return fields.stream().anyMatch(field -> names.contains(field.name()));
    }

    /** Returns true if no other save, and no read, has met these fields meanwhile. To be called with the lock held. */
    boolean isCurrent() {
        return fields.stream().allMatch(PendingField::isCurrent);
    }

    SessionDelta delta(Optional<Duration> interval) {
        return new SessionDelta(changed, removed, interval, sharedChanged, sharedRemoved);
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Notes that the store has these changes. To be called with the lock held. */
    void saved() {
        bytes.forEach(sizes::put);
        whenSaved.forEach(Runnable::run);
    }
}
