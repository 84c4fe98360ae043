package org.abisession.node;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds one field of a session on this node: its bytes as the store has them, and its value once somebody has asked
 * for it. Guarded by the lock of its {@link NodeSession}.
 */
final class AttributeField {
    /** Stands for the bytes of a value that are not kept, since nobody will compare them: those of a decoded String. */
    static final byte[] NOT_KEPT = {};

    /** The bytes in Redis, or {@link #NOT_KEPT}; null if the field is not stored. */
    byte @Nullable [] stored;

    /** True if it is stored in the metadata, where the Python application reads it, too. */
    boolean storedShared;
    /** The bytes that the codec makes of the value which {@link #stored} holds, where these differ. */
    byte @Nullable [] canonical;
    /** Counts the changes of {@link #stored}, so that a save knows whether one came while it encoded the value. */
    int storedCount;

    @Nullable
    Object value;
    /** The bytes of an immutable value that was set and is not saved yet. */
    byte @Nullable [] encoded;

    /** The bytes that the field took in the store when it was read, set or saved last. */
    int bytes;

    /** True if the store has the field, and its value was not read. */
    boolean deferred;

    boolean decoded;
    boolean unreadable;

    /** Counts how often the field was set or removed. */
    int version;
    /** The {@link #version} that was saved last. */
    int savedVersion;

    /** The thread that is calling the value's activation listener, and may use the value meanwhile. */
    @Nullable
    Thread activatingThread;

    @Nullable
    Object activating;

    /** Older values that requests may still hold, although another node has stored a newer one. */
    @Nullable
    List<Former> formers;

    /** A value that a request was given, and the bytes that it was decoded from. */
    static final class Former {
        final Object value;
        final byte[] stored;
        byte @Nullable [] canonical;

        Former(Object value, byte[] stored, byte @Nullable [] canonical) {
            this.value = value;
            this.stored = stored;
            this.canonical = canonical;
        }
    }

    /** Returns true if it was set or removed since the last save. */
    boolean isDirty() {
        return version != savedVersion;
    }

    boolean isRemoved() {
        return decoded && value == null && !unreadable;
    }

    /** Notes the bytes that the store has now; of a String they are not kept. */
    void storedAs(byte @Nullable [] bytes, boolean shared) {
        stored = value instanceof String && bytes != null ? NOT_KEPT : bytes;
        storedShared = shared;
        canonical = null;
        storedCount++;
    }

    /** Forgets the value, so that it is decoded from {@link #stored} when it is asked for. */
    void forgetValue() {
        value = null;
        encoded = null;
        decoded = false;
        unreadable = false;
    }

    /**
     * Keeps the present value, which another one is about to replace, as one that requests may still change in place.
     */
    void keepFormer() {
        byte[] bytes = stored;
        if (value != null && bytes != null && bytes != NOT_KEPT) {
            if (formers == null) {
                formers = new ArrayList<>(1);
            }
            formers.add(new Former(value, bytes, canonical));
        }
    }

    @Nullable
    Former former(Object object) {
        if (formers != null) {
            for (Former former : formers) {
                if (former.value == object) {
                    return former;
                }
            }
        }
        return null;
    }
}
