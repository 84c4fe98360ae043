package org.abisession.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.abisession.SessionDelta;
import org.abisession.SessionId;
import org.abisession.SessionStoreException;
import org.abisession.UnreadableAttributeException;
import org.abisession.codec.AttributeCodec;
import org.abisession.codec.ClassNames;
import org.abisession.redis.UnreadableValues;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one session: encoded as they were read, decoded when first asked for, with a note of
 * what changed since. Not safe for use by several threads: {@link NodeSession} holds a lock.
 */
final class Attributes {
    private static final int ENCODE_TRIES = 20;
    private static final long PAUSE_NANOS = 100_000;
    /** In place of bytes that nobody will compare: this very array. */
    private static final byte[] NOT_KEPT = {};

    private final AttributeCodec codec;
    private final SharedAttributes shared;
    private final UnreadableValues unreadable;
    private final AttributeSizes sizes;
    private volatile ActivationEvents events = ActivationEvents.NONE;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    /** One field. */
    private static final class Field {
        /** Its bytes in Redis, {@link #NOT_KEPT} in place of those of a decoded String; null if it is not stored. */
        byte @Nullable [] stored;

        boolean storedShared;
        /** What the codec makes of the value that {@link #stored} holds, where that differs. */
        byte @Nullable [] canonical;

        @Nullable
        Object value;

        /** Whether the store has it, and it was not read. */
        boolean left;

        boolean decoded;
        boolean unreadable;
        /** Set or removed since the last save; which time, so that a save knows if there was another. */
        int change;

        /** Bytes are kept to see if a value changes in place, and to hand out the same object again; not for Strings. */
        void keep(byte[] bytes) {
            stored = value instanceof String ? NOT_KEPT : bytes;
        }

        boolean isRemoved() {
            return decoded && value == null && !unreadable;
        }
    }

    Attributes(AttributeCodec codec, SharedAttributes shared, SizeLimits limits, UnreadableValues unreadable) {
        this.codec = codec;
        this.shared = shared;
        this.sizes = new AttributeSizes(limits);
        this.unreadable = unreadable;
    }

    /** Whom to tell of values that are activated and passivated from now on. */
    void tell(ActivationEvents listener) {
        events = listener;
    }

    /** Fields that the store has, with their sizes, and that {@link #read} is to bring before anything is done with them. */
    void leave(Map<String, Integer> bytes) {
        bytes.forEach((name, size) -> {
            Field field = new Field();
            field.left = true;
            fields.put(name, field);
            sizes.put(name, size);
        });
    }

    /** Whether a field was left in the store. */
    boolean isLeft(String name) {
        Field field = fields.get(name);
        return field != null && field.left;
    }

    /**
     * Takes what the store has now. A field that changed here is kept; so is the object that a request
     * already holds, as long as the stored bytes are the same.
     */
    void read(Map<String, byte[]> record, Map<String, byte[]> metadata) {
        Set<String> present = new HashSet<>();
        record.forEach((name, bytes) -> {
            present.add(name);
            read(name, bytes, false);
        });
        metadata.forEach((name, bytes) -> {
            if (present.add(name)) {
                read(name, bytes, true);
            }
        });
        fields.entrySet().removeIf(e -> !present.contains(e.getKey()) && e.getValue().change == 0);
        sizes.retain(fields.keySet());
    }

    private void read(String name, byte[] bytes, boolean isShared) {
        Field field = fields.computeIfAbsent(name, n -> new Field());
        boolean same = field.stored != NOT_KEPT && Arrays.equals(field.stored, bytes);
        if (!same && field.change == 0 && changedInPlace(name, field) != null) {
            field.change++; // a request on this node is about to save it: the later save wins
        }
        field.stored = bytes;
        field.left = false;
        field.storedShared = isShared;
        if (!same && field.change == 0) {
            sizes.put(name, bytes.length);
            field.canonical = null;
            field.value = null;
            field.decoded = false;
            field.unreadable = false;
        }
    }

    /** The names of the fields that have a value, unreadable ones included. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        fields.forEach((name, field) -> {
            if (!field.isRemoved()) {
                names.add(name);
            }
        });
        return names;
    }

    /** The value, decoded now if need be; null if there is none or it can't be read. */
    @Nullable
    Object get(SessionId id, String name) {
        Field field = fields.get(name);
        if (field == null) {
            return null;
        }
        byte[] stored = field.stored;
        if (!field.decoded && stored != null) {
            field.decoded = true;
            try {
                field.value = decode(name, field);
                field.keep(stored);
                if (field.value != null && FieldNames.attribute(name).isPresent()) {
                    events.didActivate(field.value);
                }
            } catch (UnreadableAttributeException e) {
                field.unreadable = true;
                unreadable.report(
                        id, "attribute " + name, String.valueOf(e.getMessage()), "all other attributes can be read.");
            }
        }
        return field.value;
    }

    private @Nullable Object decode(String name, Field field) {
        byte[] stored = field.stored;
        if (stored == null) {
            return null;
        }
        if (field.storedShared && !codec.isPlain(stored)) {
            throw new UnreadableAttributeException(
                    name,
                    null,
                    "The shared attribute '" + ClassNames.shown(name) + "' must be plain JSON, and its value is not.",
                    null);
        }
        return codec.decode(name, stored);
    }

    /**
     * Sets a value, null to remove the field.
     *
     * @return the value before, null if there was none or it can't be read
     * @throws IllegalArgumentException if the value can't be encoded or is too large; nothing changes then
     */
    @Nullable
    Object set(SessionId id, String name, @Nullable Object value) {
        int bytes = 0;
        if (value != null) {
            byte[] encoded = encode(name, value);
            checkShared(name, value, encoded);
            bytes = encoded.length;
        }
        sizes.check(Map.of(name, bytes));
        Object before = get(id, name);
        Field field = fields.get(name);
        if (field == null) {
            if (value == null) {
                return null;
            }
            field = new Field();
            fields.put(name, field);
        }
        sizes.put(name, bytes);
        field.value = value;
        field.decoded = true;
        field.unreadable = false;
        field.change++;
        return before;
    }

    private void checkShared(String name, Object value, byte[] encoded) {
        if (shared.mustBeShared(name) && !codec.isPlain(encoded)) {
            throw new IllegalArgumentException(
                    "The attribute '" + ClassNames.shown(name) + "' is shared (shared-attributes), so its value"
                            + " must be plain JSON: String, Boolean, Integer, Double, List, Map with String keys; was "
                            + value.getClass().getName());
        }
    }

    private byte[] encode(String name, Object value) {
        if (FieldNames.attribute(name).isEmpty()) {
            return encodeBetweenChanges(name, value); // the container's own
        }
        events.willPassivate(value);
        try {
            return encodeBetweenChanges(name, value);
        } finally {
            events.didActivate(value);
        }
    }

    /** Tries again where another request changes the value at the same moment. */
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

    /** What a collection throws that is changed while it is read, and not what the codec says of a bad value. */
    private static boolean isRace(RuntimeException e) {
        return !(e instanceof IllegalArgumentException) || e.getCause() instanceof RuntimeException;
    }

    /**
     * What is to be saved.
     *
     * @throws SessionStoreException if a value was changed in place so that it can't be encoded any more, or is too
     *     large
     */
    Pending pending() {
        try {
            return collect();
        } catch (IllegalArgumentException e) {
            throw new SessionStoreException(String.valueOf(e.getMessage()), e);
        }
    }

    private Pending collect() {
        Pending pending = new Pending();
        Map<String, Integer> changed = new HashMap<>();
        for (Map.Entry<String, Field> entry : new ArrayList<>(fields.entrySet())) {
            String name = entry.getKey();
            Field field = entry.getValue();
            Object value = field.value;
            if (value == null) {
                if (field.change > 0) {
                    pending.remove(name, field);
                }
                continue;
            }
            byte[] encoded = field.change > 0 ? encode(name, value) : changedInPlace(name, field);
            if (encoded != null) {
                checkShared(name, value, encoded);
                changed.put(name, encoded.length);
                pending.set(name, field, encoded, shared.isShared(name) && codec.isPlain(encoded));
            }
        }
        sizes.check(changed);
        pending.whenSaved.add(() -> changed.forEach(sizes::put));
        return pending;
    }

    /** The encoded form of a value that was read, if it is another one now; null if it is the same. */
    private byte @Nullable [] changedInPlace(String name, Field field) {
        Object value = field.value;
        if (value == null || field.stored == null || !codec.isMutable(value)) {
            return null;
        }
        byte[] encoded;
        try {
            encoded = encode(name, value); // whether it may be shared is asked only if it changed
        } catch (RuntimeException e) {
            if (isRace(e) || !canBeEncodedAsItWas(name, field)) {
                return null; // another request is changing it at this moment, and will save it; or nobody has
            }
            throw e;
        }
        if (Arrays.equals(encoded, field.stored) || Arrays.equals(encoded, field.canonical)) {
            return null;
        }
        if (field.canonical == null) {
            // Some values do not encode to the very bytes that they were decoded from, a HashSet for instance.
            Object fresh = decode(name, field);
            field.canonical = fresh == null ? encoded : codec.encode(name, fresh);
        }
        return Arrays.equals(encoded, field.canonical) ? null : encoded;
    }

    /** Whether what is stored can be encoded at all: another program may have written what can't. */
    private boolean canBeEncodedAsItWas(String name, Field field) {
        try {
            Object fresh = decode(name, field);
            return fresh != null && codec.encode(name, fresh).length > 0;
        } catch (IllegalArgumentException | UnreadableAttributeException e) {
            return false;
        }
    }

    /** Changes on their way to the store. */
    static final class Pending {
        private final Map<String, byte[]> changed = new HashMap<>();
        private final Set<String> removed = new HashSet<>();
        private final Map<String, byte[]> sharedChanged = new HashMap<>();
        private final Set<String> sharedRemoved = new HashSet<>();
        private final List<Runnable> whenSaved = new ArrayList<>();

        private void set(String name, Field field, byte[] encoded, boolean toShared) {
            (toShared ? sharedChanged : changed).put(name, encoded);
            if (field.stored != null && field.storedShared != toShared) {
                (toShared ? removed : sharedRemoved).add(name);
            }
            int change = field.change;
            whenSaved.add(() -> {
                field.keep(encoded);
                field.storedShared = toShared;
                field.canonical = null;
                field.change = field.change == change ? 0 : field.change;
            });
        }

        private void remove(String name, Field field) {
            if (field.stored != null) {
                (field.storedShared ? sharedRemoved : removed).add(name);
            }
            int change = field.change;
            whenSaved.add(() -> {
                field.stored = null;
                field.canonical = null;
                field.change = field.change == change ? 0 : field.change;
            });
        }

        SessionDelta delta(Optional<Duration> interval) {
            return new SessionDelta(changed, removed, interval, sharedChanged, sharedRemoved);
        }

        /** To be called when the store has them. */
        void saved() {
            whenSaved.forEach(Runnable::run);
        }
    }
}
