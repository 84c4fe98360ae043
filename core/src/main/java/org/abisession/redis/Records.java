package org.abisession.redis;

import static org.abisession.redis.ControlFields.CREATED_AT;
import static org.abisession.redis.ControlFields.ENDS_AT;
import static org.abisession.redis.ControlFields.EXPIRY_RETENTION;
import static org.abisession.redis.ControlFields.LAST_ACCESSED_AT;
import static org.abisession.redis.ControlFields.MAX_INACTIVE_INTERVAL;
import static org.abisession.redis.SessionKeys.bytes;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.abisession.logging.UnreadableValues;
import org.abisession.redis.ScriptReplies.Claimed;
import org.abisession.redis.ScriptReplies.MetadataReply;
import org.abisession.settings.SessionSettings;
import org.abisession.store.IdRenewal;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/** Makes snapshots of what Redis has of a session, and knows what a record holds beside the attributes. */
final class Records {
    /** The part of the interval from which on a use is a long one, at whose end the expiry starts anew. */
    private static final int LONG_USES = 3;

    private final Duration defaultInterval;
    private final byte[] retention;
    private final List<byte[]> defaults;
    private final UnreadableValues unreadable = new UnreadableValues();
    private final Metadata metadata;
    private final Duration anonymousTimeout;
    private final boolean renewsIds;
    private final InstantSource clock;

    /**
     * Makes one of a node.
     *
     * @param clock of this node
     */
    Records(SessionSettings settings, InstantSource clock) {
        this.clock = clock;
        this.defaultInterval = settings.maxInactiveInterval();
        this.retention = seconds(settings.expiryRetention());
        this.defaults = List.of(seconds(defaultInterval), retention);
        this.metadata = new Metadata(settings.zone(), unreadable);
        this.anonymousTimeout = settings.users().anonymousTimeout();
        this.renewsIds = !settings.users().idRenewal().isZero();
    }

    Metadata metadata() {
        return metadata;
    }

    UnreadableValues unreadable() {
        return unreadable;
    }

    Duration defaultInterval() {
        return defaultInterval;
    }

    /** Returns the retention in seconds, as text. */
    byte[] retention() {
        return retention;
    }

    /** Returns the interval and the retention, in seconds, as text, for sessions without such control fields. */
    List<byte[]> defaults() {
        return defaults;
    }

    /**
     * Returns the snapshot of a session that has a record.
     *
     * @param accessed when it was last used, milliseconds
     * @param deferred fields that were not read, with their sizes
     */
    SessionSnapshot alive(
            SessionId id,
            Optional<MetadataReply> shared,
            long accessed,
            Map<String, byte[]> fields,
            Map<String, Integer> deferred) {
        byte[] metadataBytes = shared.map(reply -> metadata.bytes(id, reply)).orElseGet(() -> new byte[0]);
        Instant stored = Instant.ofEpochMilli(accessed);
        Instant created =
                ControlFields.createdAt(fields).map(Instant::ofEpochMilli).orElse(stored);
        // The one is of a node's clock, the other of Redis'.
        Instant lastAccessed = stored.isBefore(created) ? created : stored;
        Duration interval = ControlFields.maxInactiveInterval(fields).orElse(defaultInterval);
        ControlFields.report(id, fields, defaultInterval, unreadable);
        return new SessionSnapshot(
                id, created, lastAccessed, interval, false, fields, deferred, metadata.stored(id, metadataBytes));
    }

    /**
     * Returns the snapshot of a session that has metadata only.
     *
     * @param foreign the type of what stands where the record should
     */
    SessionSnapshot adopted(SessionId id, MetadataReply shared, long accessed, Optional<String> foreign) {
        byte[] stored = metadata.bytes(id, shared);
        Instant lastAccessed = Instant.ofEpochMilli(accessed);
        Instant created = metadata.createdAt(id, stored)
                .filter(instant -> instant.isBefore(lastAccessed))
                .orElse(lastAccessed);
        foreign.ifPresent(type -> unreadable.report(
                id,
                "attributes",
                "The key of the attributes is a Redis " + type + ", not a Hash. Nobody but abi-session may write it.",
                "the session goes on without attributes, and can't store any."));
        return new SessionSnapshot(
                id, created, lastAccessed, defaultInterval, true, Map.of(), metadata.stored(id, stored));
    }

    /** A session whose record was claimed. */
    SessionSnapshot claimed(SessionId id, Claimed record) {
        return alive(id, Optional.empty(), record.accessed(), record.fields(), Map.of());
    }

    /**
     * Returns the snapshot of a session that has ended. Its last access is its creation: nobody may use it any more.
     */
    SessionSnapshot ended(SessionId id, byte[] metadataBytes, Map<String, byte[]> fields) {
        Instant created =
                ControlFields.createdAt(fields).map(Instant::ofEpochMilli).orElse(Instant.EPOCH);
        Duration interval = ControlFields.maxInactiveInterval(fields).orElse(defaultInterval);
        return new SessionSnapshot(
                id, created, created, interval, fields.isEmpty(), fields, metadata.stored(id, metadataBytes));
    }

    /**
     * Returns how long a new session lives without an access: the interval from its access on, which is when it was
     * made, or less where it ends before that whatever its use, or nothing is in it yet. A use that was long for the
     * interval counts from its end, as that of any session.
     */
    Duration firstLife(SessionSnapshot session) {
        Duration interval = session.maxInactiveInterval();
        long used = clock.millis() - session.lastAccessedAt().toEpochMilli();
        boolean isShortUse = used > 0 && used < interval.toMillis() / LONG_USES;
        return firstLife(session, isShortUse ? interval.minusMillis(used) : interval);
    }

    /**
     * Does the same as {@link #firstLife} for a session of another store, whose interval counts from its last access
     * there.
     */
    Duration restOfLife(SessionSnapshot session) {
        Duration interval = session.maxInactiveInterval();
        long remaining = session.lastAccessedAt().plus(interval).toEpochMilli() - clock.millis();
        return firstLife(session, isForEver(interval) ? interval : Duration.ofMillis(Math.max(remaining, 1)));
    }

    private Duration firstLife(SessionSnapshot session, Duration interval) {
        Duration life = interval;
        Optional<Duration> rest = ControlFields.whole(session.fields(), ControlFields.ENDS_AT)
                .map(ends -> Duration.ofMillis(Math.max(ends - clock.millis(), 1)));
        if (rest.isPresent()) {
            life = shorter(life, rest.get());
        }
        return session.fields().containsKey(ControlFields.ANONYMOUS) ? shorter(life, anonymousTimeout) : life;
    }

    private static Duration shorter(Duration interval, Duration other) {
        return isForEver(interval) || other.compareTo(interval) < 0 ? other : interval;
    }

    private static boolean isForEver(Duration interval) {
        return interval.isZero() || interval.isNegative();
    }

    /** Returns the fields of a new session as they are stored. */
    Map<String, byte[]> stored(SessionSnapshot session) {
        Map<String, byte[]> stored = new LinkedHashMap<>(control(session));
        Duration interval = session.maxInactiveInterval();
        if (isForEver(interval) || firstLife(session, interval).compareTo(interval) < 0) { // no expiry tells of it
            stored.put(
                    LAST_ACCESSED_AT,
                    bytes(Long.toString(session.lastAccessedAt().toEpochMilli())));
        }
        stored.putAll(session.fields());
        stored.remove(ControlFields.ANONYMOUS);
        countFromNow(stored);
        return stored;
    }

    /** Returns an interval in seconds with three decimals, as text. */
    static byte[] preciseSeconds(Duration duration) {
        long millis = Math.max(duration.toMillis(), 0);
        return bytes(
                millis % 1000 == 0
                        ? Long.toString(millis / 1000)
                        : BigDecimal.valueOf(millis, 3).toPlainString());
    }

    /** Has the end of a session that no use puts off count from now on: Redis may have another clock than this node. */
    private void countFromNow(Map<String, byte[]> fields) {
        ControlFields.whole(fields, ENDS_AT)
                .ifPresent(end -> fields.put(ENDS_AT, bytes("+" + Math.max(end - clock.millis(), 1))));
    }

    /** Returns the store's own fields of a record. */
    Map<String, byte[]> control(SessionSnapshot session) {
        return Map.of(
                CREATED_AT, bytes(Long.toString(session.createdAt().toEpochMilli())),
                MAX_INACTIVE_INTERVAL, seconds(session.maxInactiveInterval()),
                EXPIRY_RETENTION, retention);
    }

    /** Returns the fields of the record that a request sets, without those that it shares. */
    Map<String, byte[]> own(SessionSnapshot read, SessionDelta delta) {
        Map<String, byte[]> own = new LinkedHashMap<>(delta.changed());
        if (read.adopted()) {
            own.putAll(control(read));
            if (renewsIds) { // the Python application knows this id, and no other
                own.put(IdRenewal.SINCE, bytes("0"));
            }
        }
        delta.maxInactiveInterval().ifPresent(interval -> own.put(MAX_INACTIVE_INTERVAL, seconds(interval)));
        countFromNow(own);
        return own;
    }

    /**
     * Returns what a save has made of a session; null where its end may be another one now, or more than the record was
     * changed.
     *
     * @param own the fields that were set
     */
    static @Nullable UnaryOperator<SessionSnapshot> change(
            SessionSnapshot read, SessionDelta delta, Map<String, byte[]> own) {
        boolean more = read.adopted()
                || delta.maxInactiveInterval().isPresent()
                || own.containsKey(ENDS_AT)
                || !delta.shared().isEmpty()
                || !delta.sharedRemoved().isEmpty();
        return more
                ? null
                : before -> {
                    Map<String, byte[]> fields = new LinkedHashMap<>(before.fields());
                    Map<String, Integer> deferred = new LinkedHashMap<>(before.deferred());
                    fields.putAll(own);
                    fields.keySet().removeAll(delta.removed());
                    deferred.keySet().removeAll(own.keySet());
                    deferred.keySet().removeAll(delta.removed());
                    return before.withFields(fields, deferred);
                };
    }

    /**
     * Returns the interval that a save sets, in seconds, as text; empty if the save does not change it. An adopted
     * session gets its first one.
     */
    static byte[] newInterval(SessionSnapshot read, SessionDelta delta) {
        return delta.maxInactiveInterval()
                .or(() -> read.adopted() ? Optional.of(read.maxInactiveInterval()) : Optional.empty())
                .map(Records::seconds)
                .orElseGet(() -> new byte[0]);
    }

    /** Returns whether a save may make the record, and whether it then sets an interval, as the scripts take it. */
    static byte[] adoption(SessionSnapshot read, SessionDelta delta) {
        return bytes(!read.adopted() ? "" : delta.maxInactiveInterval().isPresent() ? "2" : "1");
    }

    static void addPairs(List<byte[]> arguments, Map<String, byte[]> fields) {
        fields.forEach((field, value) -> {
            arguments.add(bytes(field));
            arguments.add(value);
        });
    }

    static byte[] seconds(Duration duration) {
        return bytes(Long.toString(duration.toSeconds()));
    }
}
