package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.abisession.settings.SessionSettings;
import org.abisession.store.ClientDetails;
import org.abisession.store.ProviderLink;
import org.abisession.store.SessionId;
import org.abisession.store.UserName;
import org.abisession.store.UserRecord;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Reads the records of sessions that the index has of a user, or a link: only those count that are alive and have it.
 * That is no access. Safe for use by several threads.
 */
final class UserRecords {
    private static final int PAGE = 100;
    private static final String ENDED = "@ended";
    private static final String ENDED_BY = "@ended_by";
    private static final List<String> CONTROL = List.of(
            ControlFields.USER,
            ControlFields.LOGIN,
            ProviderLink.FIELD,
            ControlFields.CLIENT,
            ControlFields.CREATED_AT,
            ControlFields.MAX_INACTIVE_INTERVAL,
            ControlFields.EXPIRY_RETENTION,
            ControlFields.ENDS_AT,
            ControlFields.LAST_ACCESSED_AT,
            ENDED,
            ENDED_BY,
            UserRecord.MARK);
    /** The time to wait for a change of an id on a cluster: a node that died in it leaves its mark for a minute. */
    private static final long LONGEST_MOVE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Duration defaultInterval;
    private final Duration defaultRetention;
    private final InstantSource clock = InstantSource.system();

    /** Makes one of the application that the settings name; the connections stay the caller's to close. */
    UserRecords(RedisConnections redis, SessionSettings settings) {
        this.redis = redis;
        this.keys = new SessionKeys(settings.app(), settings.hashTags());
        this.defaultInterval = settings.maxInactiveInterval();
        this.defaultRetention = settings.expiryRetention();
    }

    /** Returns those of the sessions that are alive and have the user, in one round trip for 100 of them. */
    List<UserRecord> all(String user, List<SessionId> ids) {
        List<UserRecord> found = new ArrayList<>();
        long until = System.nanoTime() + LONGEST_MOVE_NANOS;
        for (int from = 0; from < ids.size(); from += PAGE) {
            List<SessionId> page = ids.subList(from, Math.min(from + PAGE, ids.size()));
            Page read = read(user, page);
            while (read.moving() && System.nanoTime() < until) {
                LockSupport.parkNanos(LOOK_NANOS);
                read = read(user, page);
            }
            found.addAll(read.records());
        }
        return found;
    }

    /**
     * Holds what was read of some sessions.
     *
     * @param moving whether the id of one is being changed, on a cluster: it can be found under neither id
     */
    private record Page(List<UserRecord> records, boolean moving) {}

    private Page read(String user, List<SessionId> ids) {
        return redis.read("hmget", pipeline -> {
            List<Replies> replies =
                    ids.stream().map(id -> new Replies(id, keys, pipeline)).toList();
            return () -> new Page(
                    replies.stream()
                            .flatMap(reply -> record(user, reply).stream())
                            .toList(),
                    redis.isCluster() && replies.stream().anyMatch(Replies::isMoving));
        });
    }

    private Optional<UserRecord> record(String user, Replies replies) {
        Map<String, byte[]> fields = replies.fields();
        boolean has = ProviderLink.is(user)
                ? ProviderLink.stored(fields.get(ProviderLink.FIELD)).contains(user)
                : UserName.stored(fields.get(ControlFields.USER)).equals(Optional.of(user));
        if (!has || !replies.metadata.get() || fields.containsKey(ENDED)) {
            return Optional.empty();
        }
        long ttl = replies.ttl.get();
        Instant now = clock.instant();
        Duration interval = ControlFields.maxInactiveInterval(fields).orElse(defaultInterval);
        boolean ends = fields.containsKey(ControlFields.ENDS_AT); // then its expiry is no later, by Redis' clock
        boolean known = interval.toMillis() <= 0 || ends;
        Optional<Instant> stored = ControlFields.whole(fields, ControlFields.LAST_ACCESSED_AT)
                .filter(at -> known)
                .map(Instant::ofEpochMilli);
        Instant accessed = stored.orElse(now);
        if (ttl >= 0 && (interval.toMillis() > 0 || ends)) {
            Duration remaining = Duration.ofMillis(ttl)
                    .minus(ControlFields.expiryRetention(fields).orElse(defaultRetention));
            if (remaining.isNegative() || remaining.isZero()) {
                return Optional.empty();
            }
            if (stored.isEmpty() && interval.toMillis() > 0) {
                accessed = now.minus(interval.minus(remaining));
            }
        }
        Instant created =
                ControlFields.createdAt(fields).map(Instant::ofEpochMilli).orElse(accessed);
        byte[] login = fields.getOrDefault(ControlFields.LOGIN, new byte[0]);
        return Optional.of(UserRecord.of(
                replies.id,
                created,
                new String(login, StandardCharsets.UTF_8),
                accessed,
                ClientDetails.stored(fields.get(ControlFields.CLIENT)),
                fields.containsKey(UserRecord.MARK)));
    }

    /** Holds what is asked about one session. */
    private static final class Replies {
        final SessionId id;
        final Response<Long> ttl;
        final Response<Boolean> metadata;
        private final Response<List<byte[]>> control;

        Replies(SessionId id, SessionKeys keys, AbstractPipeline pipeline) {
            this.id = id;
            byte[] record = bytes(keys.attributes(id));
            control = pipeline.hmget(
                    record, CONTROL.stream().map(SessionKeys::bytes).toArray(byte[][]::new));
            ttl = pipeline.pttl(record);
            metadata = pipeline.exists(bytes(keys.metadata(id)));
        }

        /** Returns true if the record is marked as ended, as during a change of its id, by nobody who ends sessions. */
        boolean isMoving() {
            Map<String, byte[]> fields = fields();
            return fields.containsKey(ENDED) && !fields.containsKey(ENDED_BY);
        }

        Map<String, byte[]> fields() {
            try {
                return ControlFields.present(CONTROL, control.get());
            } catch (JedisDataException e) {
                if (!RedisErrors.code(e).equals("WRONGTYPE")) {
                    throw e;
                }
                return Map.of(); // somebody else's mistake
            }
        }
    }
}
