package org.abisession;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.abisession.conversation.EntryJson;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation: a JSON object whose fields both applications know, and whatever else it
 * carries. Immutable; its {@link #json} is what Redis has or will have, byte for byte.
 *
 * <pre>{@code
 * {"timestamp": "2024-01-15T10:30:00.123456", "user_query": "...", "assistant_response": "...",
 *  "execution_time": 2.45, "metadata": {"strategy": "semantic_search", "docs_found": 5}}
 * }</pre>
 *
 * <p>A field that is absent, null or of another type than the one below is empty. Values in the maps
 * are String, Boolean, Integer, Long, BigInteger, Double, null, and List and Map of these.
 */
public final class ConversationEntry {
    private final String json;
    private final @Nullable Map<String, @Nullable Object> fields;
    private final ZoneId zone;
    /** The time that the builder wrote, so that it can be written for another zone; null if it wrote none. */
    private final @Nullable Instant written;

    private ConversationEntry(
            String json, @Nullable Map<String, @Nullable Object> fields, ZoneId zone, @Nullable Instant written) {
        this.json = json;
        this.fields = fields;
        this.zone = zone;
        this.written = written;
    }

    /**
     * Reads the text of an entry. One that is not a JSON object is kept, as not readable. A time that names no
     * zone is UTC.
     */
    public static ConversationEntry parse(String json) {
        return new ConversationEntry(json, EntryJson.read(json), ZoneOffset.UTC, null);
    }

    /**
     * Reads an entry as it stands in Redis. One that is not a JSON object in UTF-8 is kept, as not readable; bytes
     * that are not UTF-8 are U+FFFD in its {@link #json}.
     *
     * @param zone the zone of a time that names none
     */
    public static ConversationEntry parse(byte[] stored, ZoneId zone) {
        try {
            String json = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(stored))
                    .toString();
            return new ConversationEntry(json, EntryJson.read(json), zone, null);
        } catch (CharacterCodingException e) {
            return new ConversationEntry(new String(stored, StandardCharsets.UTF_8), null, zone, null);
        }
    }

    /**
     * Returns the same turn for a store that reads times without a zone as times of {@code target}: a timestamp that
     * the builder wrote is written again for that zone. An entry that was parsed is returned as it is.
     */
    public ConversationEntry inZone(ZoneId target) {
        if (written == null || fields == null || target.equals(zone)) {
            return this;
        }
        Map<String, @Nullable Object> moved = new LinkedHashMap<>(fields);
        moved.put("timestamp", EntryJson.timestamp(written, target));
        String text = EntryJson.write(moved);
        return new ConversationEntry(text, EntryJson.read(text), target, written);
    }

    /** Begins an entry with the user's question, asked now. */
    public static Builder builder(String userQuery) {
        return builder(userQuery, InstantSource.system());
    }

    /** Begins an entry with the user's question, asked at the time that a clock has when the entry is built. */
    public static Builder builder(String userQuery, InstantSource clock) {
        return new Builder(userQuery, clock);
    }

    /** Returns true if it is a JSON object. If not, everything but {@link #json} is empty. */
    public boolean isReadable() {
        return fields != null;
    }

    /** Returns the entry as text, exactly as stored; bytes that are not UTF-8 are U+FFFD in it. */
    public String json() {
        return json;
    }

    /**
     * Returns when the turn began; a time that names no zone is of the zone of the setting {@code zone}, UTC by
     * default.
     */
    public Optional<Instant> timestamp() {
        return EntryJson.timestamp(fields().get("timestamp"), zone);
    }

    /** Returns what the user asked. */
    public Optional<String> userQuery() {
        return text("user_query");
    }

    /** Returns what was answered. */
    public Optional<String> assistantResponse() {
        return text("assistant_response");
    }

    /** Returns how long the answer took, in seconds. */
    public OptionalDouble executionTime() {
        return fields().get("execution_time") instanceof Number n && Double.isFinite(n.doubleValue())
                ? OptionalDouble.of(n.doubleValue())
                : OptionalDouble.empty();
    }

    /**
     * Returns the object {@code metadata} ({@code query_hash}, {@code strategy}, {@code docs_found} and the like);
     * empty if the entry has none.
     */
    @SuppressWarnings("unchecked") // EntryJson makes objects as maps with String keys
    public Map<String, @Nullable Object> metadata() {
        return fields().get("metadata") instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    /**
     * Returns all fields, those with methods of their own included, in the order of the text; unmodifiable, and empty
     * if the text is no JSON object.
     */
    public Map<String, @Nullable Object> fields() {
        return fields == null ? Map.of() : fields;
    }

    private Optional<String> text(String field) {
        return fields().get(field) instanceof String s ? Optional.of(s) : Optional.empty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConversationEntry that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** Returns the size only: what people have asked and been answered does not belong in a log. */
    @Override
    public String toString() {
        return "ConversationEntry[" + json.length() + " characters]";
    }

    /** Collects the fields of a new entry. Not safe for use by several threads. */
    public static final class Builder {
        private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        private final InstantSource clock;
        private @Nullable Instant timestamp;

        private Builder(String userQuery, InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            fields.put("timestamp", null);
            fields.put("user_query", Objects.requireNonNull(userQuery, "userQuery"));
            fields.put("assistant_response", null);
            fields.put("execution_time", null);
            fields.put("metadata", Map.of());
        }

        /** Sets when the turn began; without it, the time of {@link #build}. */
        public Builder timestamp(Instant time) {
            fields.put("timestamp", EntryJson.timestamp(time, ZoneOffset.UTC));
            timestamp = time;
            return this;
        }

        /** Sets the answer. */
        public Builder assistantResponse(String text) {
            fields.put("assistant_response", Objects.requireNonNull(text, "assistantResponse"));
            return this;
        }

        /**
         * Sets how long the answer took.
         *
         * @param seconds finite, 0 or more
         */
        public Builder executionTime(double seconds) {
            if (!Double.isFinite(seconds) || seconds < 0) {
                throw new IllegalArgumentException("execution_time must be 0 seconds or more, was " + seconds);
            }
            fields.put("execution_time", seconds);
            return this;
        }

        /** Sets the object {@code metadata}, the facts of the answer; null values are allowed. */
        public Builder metadata(Map<String, ? extends @Nullable Object> metadata) {
            fields.put("metadata", new LinkedHashMap<>(metadata));
            return this;
        }

        /**
         * Sets a field of any name.
         *
         * @param value String, Boolean, Integer, Long, BigInteger within 64 bits, Double, null, or List and Map
         *     of these
         */
        public Builder field(String name, @Nullable Object value) {
            fields.put(Objects.requireNonNull(name, "name"), value);
            timestamp = name.equals("timestamp") ? null : timestamp;
            return this;
        }

        /**
         * Returns the entry; without a timestamp it gets the current time.
         *
         * @throws IllegalArgumentException if a value can't be JSON, with the path to it
         */
        public ConversationEntry build() {
            if (fields.get("timestamp") == null) {
                timestamp(clock.instant());
            }
            String json = EntryJson.write(fields);
            return new ConversationEntry(json, EntryJson.read(json), ZoneOffset.UTC, timestamp);
        }
    }
}
