package org.abisession.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session as the store had it at one moment. Immutable; the values are still encoded, so that what
 * nobody asks for is never decoded.
 *
 * @param id its id
 * @param createdAt when it began
 * @param lastAccessedAt the access before the one that read this; for a new session, when it began; for one of another
 *     store, its last access there
 * @param maxInactiveInterval how long it lives without an access; zero or less means without an end
 * @param adopted whether the store has metadata only: Python began the session, or its HTTP part ended
 * @param fields the fields of the attributes record, control fields ({@code @...}) included, as UTF-8
 *     JSON; not to be written into
 * @param deferred fields of the record that are large and were not read, with their sizes in bytes
 * @param metadata what both applications share
 */
public record SessionSnapshot(
        SessionId id,
        Instant createdAt,
        Instant lastAccessedAt,
        Duration maxInactiveInterval,
        boolean adopted,
        Map<String, byte[]> fields,
        Map<String, Integer> deferred,
        SharedMetadata metadata) {
    /** Copies the maps. */
    public SessionSnapshot {
        fields = Map.copyOf(fields);
        deferred = Map.copyOf(deferred);
    }

    /** Makes one with all of its fields. */
    public SessionSnapshot(
            SessionId id,
            Instant createdAt,
            Instant lastAccessedAt,
            Duration maxInactiveInterval,
            boolean adopted,
            Map<String, byte[]> fields,
            SharedMetadata metadata) {
        this(id, createdAt, lastAccessedAt, maxInactiveInterval, adopted, fields, Map.of(), metadata);
    }

    /** Makes one without attributes, which no store has. */
    public static SessionSnapshot empty(
            SessionId id, Instant createdAt, Instant lastAccessedAt, Duration maxInactiveInterval) {
        return new SessionSnapshot(
                id, createdAt, lastAccessedAt, maxInactiveInterval, false, Map.of(), SharedMetadata.NONE);
    }

    /** Returns the same session under another id. */
    public SessionSnapshot withId(SessionId newId) {
        return new SessionSnapshot(
                newId, createdAt, lastAccessedAt, maxInactiveInterval, adopted, fields, deferred, metadata);
    }

    /** Returns the same session with other metadata. */
    public SessionSnapshot withMetadata(SharedMetadata shared) {
        return new SessionSnapshot(
                id, createdAt, lastAccessedAt, maxInactiveInterval, adopted, fields, deferred, shared);
    }

    /** Returns the same session with another last access. */
    public SessionSnapshot withLastAccessedAt(Instant accessedAt) {
        return new SessionSnapshot(id, createdAt, accessedAt, maxInactiveInterval, adopted, fields, deferred, metadata);
    }

    /** Returns the same session with other fields of the record. */
    public SessionSnapshot withFields(Map<String, byte[]> newFields, Map<String, Integer> newLeft) {
        return new SessionSnapshot(
                id, createdAt, lastAccessedAt, maxInactiveInterval, adopted, newFields, newLeft, metadata);
    }

    /** Returns the same session with other bytes in its fields. */
    public SessionSnapshot withFields(Map<String, byte[]> others) {
        return new SessionSnapshot(
                id, createdAt, lastAccessedAt, maxInactiveInterval, adopted, others, deferred, metadata);
    }

    /** Returns the same session without its fields: all that a save needs to know of it. */
    public SessionSnapshot withoutFields() {
        return new SessionSnapshot(id, createdAt, lastAccessedAt, maxInactiveInterval, adopted, Map.of(), metadata);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionSnapshot that
                && id.equals(that.id)
                && createdAt.equals(that.createdAt)
                && lastAccessedAt.equals(that.lastAccessedAt)
                && maxInactiveInterval.equals(that.maxInactiveInterval)
                && adopted == that.adopted
                && metadata.equals(that.metadata)
                && deferred.equals(that.deferred)
                && fields.keySet().equals(that.fields.keySet())
                && fields.entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), that.fields.get(e.getKey())));
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Returns the digest of the id and the count of the fields, and no value. */
    @Override
    public String toString() {
        return "SessionSnapshot[" + id + ", " + fields.size() + " fields]";
    }
}
