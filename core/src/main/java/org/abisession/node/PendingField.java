package org.abisession.node;

import java.util.List;
import org.abisession.node.AttributeField.Former;
import org.jspecify.annotations.Nullable;

/** A field as it was at one moment, for work on it without the lock of the session. */
final class PendingField {
    private final String name;
    private final AttributeField field;
    private final @Nullable Object value;
    private final byte @Nullable [] stored;
    private final byte @Nullable [] encoded;
    private final boolean dirty;
    private final boolean storedShared;
    private final int storedCount;
    private final int version;
    private final List<Former> formers;
    private byte @Nullable [] canonical;

    /** Makes one, with the lock held. */
    PendingField(String name, AttributeField field) {
        this.name = name;
        this.field = field;
        this.value = field.value;
        this.stored = field.stored;
        this.encoded = field.encoded;
        this.canonical = field.canonical;
        this.dirty = field.isDirty();
        this.storedShared = field.storedShared;
        this.storedCount = field.storedCount;
        this.version = field.version;
        this.formers = field.formers == null ? List.of() : List.copyOf(field.formers);
    }

    String name() {
        return name;
    }

    @Nullable
    Object value() {
        return value;
    }

    byte @Nullable [] stored() {
        return stored;
    }

    byte @Nullable [] canonical() {
        return canonical;
    }

    void keepCanonical(byte @Nullable [] bytes) {
        canonical = bytes;
    }

    boolean isDirty() {
        return dirty;
    }

    boolean isStoredShared() {
        return storedShared;
    }

    List<Former> formers() {
        return formers;
    }

    /** Returns the encoded value, which may have been made when the value was set. */
    byte[] encode(FieldCodec codec) {
        if (encoded != null) {
            return encoded;
        }
        if (value == null) {
            throw new IllegalStateException("Nothing to encode in " + name);
        }
        return codec.encode(name, value);
    }

    /** Returns true if nobody has stored or read the field since. To be called with the lock held. */
    boolean isCurrent() {
        return field.storedCount == storedCount;
    }

    /** Keeps the canonical form for the next comparison. To be called with the lock held. */
    void compared() {
        if (field.storedCount == storedCount && field.canonical == null) {
            field.canonical = canonical;
        }
    }

    /** Marks the field as set, if nothing has happened to it since. To be called with the lock held. */
    void markDirty() {
        if (isCurrent() && field.version == version) {
            field.version++;
        }
    }

    /** Notes that the store has this value now. To be called with the lock held. */
    void saved(@Nullable Object savedValue, byte @Nullable [] bytes, boolean shared) {
        if (field.version == version) {
            field.value = savedValue;
            field.decoded = true;
            field.unreadable = false;
            field.encoded = null;
        }
        field.savedVersion = version;
        field.storedAs(bytes, shared);
        field.formers = null;
    }
}
