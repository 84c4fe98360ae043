package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a session as Redis has it, byte for byte. It is parsed when its fields are asked for. Immutable, safe
 * for use by several threads.
 */
public final class StoredMetadata implements SharedMetadata {
    private static final byte[] NOTHING = {};

    private final byte[] stored;
    private final Consumer<String> problems;

    /**
     * Holds bytes that nobody else writes into.
     *
     * @param problems gets the reason if their fields are asked for and can't be read
     */
    StoredMetadata(byte[] stored, Consumer<String> problems) {
        this.stored = stored;
        this.problems = problems;
    }

    /** Returns metadata whose problems are not reported. */
    static StoredMetadata of(byte[] stored) {
        return new StoredMetadata(stored, problem -> {});
    }

    static StoredMetadata of(String json) {
        return of(SessionKeys.bytes(json));
    }

    /** Returns the bytes that a snapshot was read with, not to be written into; none where it is not of this store. */
    static byte[] bytes(SessionSnapshot session) {
        return session.metadata() instanceof StoredMetadata metadata ? metadata.stored : NOTHING;
    }

    /** Returns the bytes; not to be written into. */
    byte[] stored() {
        return stored;
    }

    /** Returns when the session began, as the metadata has it; empty if it does not. */
    Optional<Instant> createdAt(ZoneId zone) {
        try {
            return isEmpty() ? Optional.empty() : MetadataDocument.parse(stored).createdAt(zone);
        } catch (UnreadableMetadataException e) {
            problems.accept(e.reason());
            return Optional.empty();
        }
    }

    @Override
    public Map<String, byte[]> fields() {
        if (isEmpty()) {
            return Map.of();
        }
        try {
            return Collections.unmodifiableMap(MetadataDocument.parse(stored).fields());
        } catch (UnreadableMetadataException e) {
            problems.accept(e.reason());
            return Map.of();
        }
    }

    @Override
    public int size() {
        return stored.length;
    }

    /** Returns whether Redis has none, or something else than a String. */
    public boolean isEmpty() {
        return stored.length == 0;
    }

    /** Returns why this is no JSON object, as a clause without its subject; empty if it is one. */
    public Optional<String> problem() {
        try {
            MetadataDocument unused = MetadataDocument.parse(stored);
            return Optional.empty();
        } catch (UnreadableMetadataException e) {
            return Optional.of(e.reason());
        }
    }

    /** Returns the stored text, for people to read; what is not UTF-8 is U+FFFD in it. */
    public String text() {
        return new String(stored, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredMetadata that && Arrays.equals(stored, that.stored);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(stored);
    }

    /** Returns the size only: the content is the application's. */
    @Override
    public String toString() {
        return "StoredMetadata[" + stored.length + " bytes]";
    }
}
