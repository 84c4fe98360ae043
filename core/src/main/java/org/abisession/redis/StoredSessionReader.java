package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.abisession.redis.StoredSession.Owner;
import org.abisession.settings.SessionSettings;
import org.abisession.store.ClientDetails;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Reads what is stored of sessions, without an access to them. A record's life follows the rules of
 * {@code control.lua}, so that {@link SessionBrowser#end} ends what is read here as a session of this application, and
 * nothing else. Safe for use by several threads.
 */
final class StoredSessionReader {
    /** About the number of records of other applications that are asked for at once. */
    private static final int AT_ONCE = 10_000;

    private static final String ENDED = "@ended";
    private static final List<String> CONTROL = List.of(
            ControlFields.CREATED_AT,
            ControlFields.MAX_INACTIVE_INTERVAL,
            ControlFields.EXPIRY_RETENTION,
            ControlFields.ENDS_AT,
            ControlFields.LAST_ACCESSED_AT,
            ENDED,
            "@auth_type",
            ControlFields.CLIENT);

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Applications applications;
    private final Duration defaultInterval;
    private final Duration defaultRetention;
    private final ZoneId zone;

    /** Makes one for the application that the settings name; the connections stay the caller's to close. */
    StoredSessionReader(RedisConnections redis, SessionKeys keys, Applications applications, SessionSettings settings) {
        this.redis = redis;
        this.keys = keys;
        this.applications = applications;
        this.defaultInterval = settings.maxInactiveInterval();
        this.defaultRetention = settings.expiryRetention();
        this.zone = settings.zone();
    }

    /** Returns those of the sessions that exist. */
    List<StoredSession> read(Collection<SessionId> ids, boolean memory) {
        List<Replies> stored = redis.read("the read of sessions", pipeline -> {
            List<Replies> all = new ArrayList<>();
            for (SessionId id : ids) {
                all.add(new Replies(id, keys, pipeline, memory));
            }
            return () -> {
                all.forEach(Replies::requireAnswers);
                return all.stream()
                        .filter(replies -> replies.metadataTtl.get() != -2)
                        .toList();
            };
        });
        Instant now = stored.stream().anyMatch(Replies::hasTime) ? now() : Instant.EPOCH;
        Map<SessionId, Life> lives = new HashMap<>();
        stored.forEach(replies -> life(replies, now).ifPresent(life -> lives.put(replies.id, life)));
        Map<SessionId, Claims> claims = claims(stored.stream()
                .map(replies -> replies.id)
                .filter(id -> !lives.containsKey(id))
                .toList());
        return stored.stream()
                .map(replies -> {
                    Life life = lives.get(replies.id);
                    return life != null ? session(replies, life) : shared(replies, claims.get(replies.id));
                })
                .toList();
    }

    /** Returns the time of Redis, by which nodes count, whatever the clock of this machine says. */
    private Instant now() {
        if (!(new RedisConsole(redis).run("time") instanceof List<?> time)) {
            throw new IllegalStateException("Redis answered TIME with no list");
        }
        long micros = Long.parseLong(String.valueOf(time.get(1)));
        return Instant.ofEpochSecond(Long.parseLong(String.valueOf(time.get(0))), micros * 1000);
    }

    /**
     * Holds how long a record of this application lives.
     *
     * @param idle empty where nothing tells of the last access
     */
    private record Life(Duration interval, Optional<Duration> remaining, Optional<Duration> idle) {}

    /** Returns the life of a record; empty if there is none, or it has expired. */
    private Optional<Life> life(Replies replies, Instant now) {
        long ttl = replies.attributesTtl.get();
        Map<String, byte[]> control = replies.control();
        if (ttl == -2 || replies.length(replies.attributes) == 0 || control.containsKey(ENDED)) {
            return Optional.empty();
        }
        Duration interval = ControlFields.maxInactiveInterval(control).orElse(defaultInterval);
        Optional<Duration> remaining = ttl(ttl).map(time ->
                time.minus(ControlFields.expiryRetention(control).orElse(defaultRetention)));
        Optional<Duration> rest = ControlFields.whole(control, ControlFields.ENDS_AT)
                .filter(ends -> ends > 0)
                .map(ends -> Duration.between(now, Instant.ofEpochMilli(ends)));
        boolean forEver = interval.isZero() || interval.isNegative();
        boolean expired = rest.filter(StoredSessionReader::isExpired).isPresent()
                || (!forEver && remaining.filter(StoredSessionReader::isExpired).isPresent());
        if (expired) {
            return Optional.empty();
        }
        boolean nearItsEnd = rest.filter(time -> time.compareTo(interval) < 0).isPresent();
        // Elsewhere the expiry tells of the last access.
        Optional<Duration> idle = ControlFields.whole(control, ControlFields.LAST_ACCESSED_AT)
                .filter(at -> forEver || nearItsEnd)
                .map(at -> Duration.between(Instant.ofEpochMilli(at), now))
                .or(() -> forEver ? Optional.empty() : remaining.map(interval::minus));
        return Optional.of(new Life(interval, remaining, idle.map(StoredSessionReader::notNegative)));
    }

    private static boolean isExpired(Duration remaining) {
        return remaining.isZero() || remaining.isNegative();
    }

    private static Duration notNegative(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }

    /**
     * Holds what other applications have of a session.
     *
     * @param names of those that have a record
     * @param unknown whether Redis does not let its user look at one of them
     */
    private record Claims(List<String> names, boolean unknown) {}

    /** Asks for records of other applications, as {@code elsewhere} in {@code control.lua} does. */
    private Map<SessionId, Claims> claims(List<SessionId> ids) {
        List<String> names = ids.isEmpty() ? List.of() : applications.read();
        if (names.isEmpty()) {
            return Map.of();
        }
        int some = Math.max(AT_ONCE / names.size(), 1);
        Map<SessionId, Claims> claims = new HashMap<>();
        for (int from = 0; from < ids.size(); from += some) {
            claims.putAll(claimsOf(ids.subList(from, Math.min(from + some, ids.size())), names));
        }
        return claims;
    }

    private Map<SessionId, Claims> claimsOf(List<SessionId> ids, List<String> names) {
        return redis.read("exists", pipeline -> {
            Map<SessionId, List<Response<Boolean>>> replies = new LinkedHashMap<>();
            for (SessionId id : ids) {
                replies.put(
                        id,
                        names.stream()
                                .map(name -> pipeline.exists(bytes(keys.of(name).attributes(id))))
                                .toList());
            }
            return () -> {
                Map<SessionId, Claims> claims = new HashMap<>();
                replies.forEach((id, answers) -> claims.put(id, claims(names, answers)));
                return claims;
            };
        });
    }

    private static Claims claims(List<String> names, List<Response<Boolean>> answers) {
        List<String> found = new ArrayList<>();
        boolean unknown = false;
        for (int i = 0; i < names.size(); i++) {
            try {
                if (answers.get(i).get()) {
                    found.add(names.get(i));
                }
            } catch (JedisDataException e) {
                unknown = true;
            }
        }
        return new Claims(found, unknown);
    }

    private StoredSession session(Replies replies, Life life) {
        Map<String, byte[]> control = replies.control();
        return new StoredSession(
                replies.id,
                Owner.THIS_APPLICATION,
                List.of(),
                ControlFields.createdAt(control).map(Instant::ofEpochMilli),
                life.interval(),
                life.remaining(),
                life.idle(),
                replies.length(replies.attributes),
                replies.length(replies.turns),
                replies.memory(),
                control.containsKey("@auth_type"),
                ClientDetails.stored(control.get(ControlFields.CLIENT)),
                StoredMetadata.of(replies.metadata()));
    }

    /** Returns a session of which this application has no record, or an expired one. */
    private StoredSession shared(Replies replies, @Nullable Claims claims) {
        Optional<Duration> remaining = ttl(replies.metadataTtl.get());
        Owner owner = claims == null
                ? Owner.NO_APPLICATION
                : !claims.names().isEmpty()
                        ? Owner.OTHER_APPLICATION
                        : claims.unknown() ? Owner.UNKNOWN : Owner.NO_APPLICATION;
        // How long it lives in another application is not known here.
        Optional<Duration> idle = owner == Owner.NO_APPLICATION
                ? remaining.map(defaultInterval::minus).map(StoredSessionReader::notNegative)
                : Optional.empty();
        StoredMetadata metadata = StoredMetadata.of(replies.metadata());
        return new StoredSession(
                replies.id,
                owner,
                claims == null ? List.of() : List.copyOf(claims.names()),
                metadata.createdAt(zone),
                defaultInterval,
                remaining,
                idle,
                0,
                replies.length(replies.turns),
                replies.memory(),
                false,
                ClientDetails.UNKNOWN,
                metadata);
    }

    private static Optional<Duration> ttl(long millis) {
        return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    /** Returns a size; empty if Redis does not report it. */
    static OptionalLong size(@Nullable Response<Long> reply) {
        try {
            Long size = reply == null ? null : reply.get();
            return size == null ? OptionalLong.empty() : OptionalLong.of(size);
        } catch (JedisDataException e) {
            return OptionalLong.empty(); // not allowed, or not known to this server
        }
    }

    /** Holds what is asked about one session. A reply that is WRONGTYPE costs itself only. */
    private static final class Replies {
        final SessionId id;
        final Response<Long> attributesTtl;
        final Response<Long> metadataTtl;
        final Response<Long> attributes;
        final Response<Long> turns;
        private final Response<List<byte[]>> control;
        private final Response<byte[]> metadata;
        private final List<Response<Long>> sizes = new ArrayList<>();

        Replies(SessionId id, SessionKeys keys, AbstractPipeline pipeline, boolean memory) {
            this.id = id;
            byte[] record = bytes(keys.attributes(id));
            byte[] shared = bytes(keys.metadata(id));
            byte[] conversation = bytes(keys.conversation(id));
            metadataTtl = pipeline.pttl(shared);
            metadata = pipeline.get(shared);
            attributesTtl = pipeline.pttl(record);
            attributes = pipeline.hlen(record);
            control = pipeline.hmget(
                    record, CONTROL.stream().map(SessionKeys::bytes).toArray(byte[][]::new));
            turns = pipeline.llen(conversation);
            if (memory) {
                keys.all(id).forEach(key -> sizes.add(pipeline.memoryUsage(key)));
            }
        }

        /**
         * Fails if Redis refuses to answer, as to a user that may not ask: what is not known must not pass for what is
         * not there.
         */
        void requireAnswers() {
            for (Response<?> reply : List.of(metadataTtl, metadata, attributesTtl, attributes, control, turns)) {
                try {
                    Object unused = reply.get();
                } catch (JedisDataException e) {
                    if (!String.valueOf(e.getMessage()).startsWith("WRONGTYPE")) {
                        throw e;
                    }
                }
            }
        }

        long length(Response<Long> reply) {
            return size(reply).orElse(0);
        }

        byte[] metadata() {
            try {
                byte[] stored = metadata.get();
                return stored == null ? new byte[0] : stored;
            } catch (JedisDataException e) {
                return new byte[0];
            }
        }

        Map<String, byte[]> control() {
            try {
                return ControlFields.present(CONTROL, control.get());
            } catch (JedisDataException e) {
                return Map.of();
            }
        }

        /** Returns whether a control field holds a time that is compared with the present one. */
        boolean hasTime() {
            Map<String, byte[]> control = control();
            return control.containsKey(ControlFields.ENDS_AT) || control.containsKey(ControlFields.LAST_ACCESSED_AT);
        }

        OptionalLong memory() {
            long sum = 0;
            boolean known = false;
            for (Response<Long> reply : sizes) {
                OptionalLong size = size(reply);
                known |= size.isPresent();
                sum += size.orElse(0);
            }
            return known ? OptionalLong.of(sum) : OptionalLong.empty();
        }
    }
}
