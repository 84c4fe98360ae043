package org.abisession.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SessionSweeper;
import org.abisession.store.SharedMetadata;
import redis.clients.jedis.RedisClient;

/**
 * Sessions of ours that are stored without HTTP, as copies of one that a node has made: the same but for their id. And
 * the sweep over them. Safe for use by several threads.
 */
final class Copies implements AutoCloseable {
    private static final String LOCK = "abi-session:sweeper";

    private final RedisClient redis;
    private final SessionSettings settings;
    private final RedisConnections connections;
    private final SessionRepository repository;
    private final SessionSnapshot original;
    private final SharedMetadata shared;

    /**
     * Holds what one whole sweep costs.
     *
     * @param executed by Redis, by name; commands called by scripts included
     */
    record Sweep(double seconds, double redisCpuSeconds, Map<String, Long> executed, int claimed) {
        long executions() {
            return executed.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Makes copies of the session with this cookie, which it removes. */
    Copies(MeasuredRedis redis, String cookie) {
        this.redis = redis.client();
        this.settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("env-file", "off")
                .adapter("command-timeout", "10s")
                .build();
        this.connections = RedisConnections.open(settings);
        this.repository = RedisRepository.open(connections, settings, session -> {});
        // The name of the node follows the dot.
        SessionId id = SessionId.of(cookie.substring(cookie.indexOf('=') + 1).split("\\.", 2)[0]);
        this.original = repository.end(id).orElseThrow(() -> new IllegalStateException(id + " is not in the store"));
        Map<String, byte[]> fields = new HashMap<>(original.metadata().fields());
        fields.keySet().removeAll(Set.of("session_id", "created_at")); // each copy has its own
        this.shared = SharedMetadata.of(fields);
    }

    /** Stores one more copy. */
    SessionId make() {
        SessionId id = SessionId.random();
        repository.create(new SessionSnapshot(
                id,
                original.createdAt(),
                original.lastAccessedAt(),
                original.maxInactiveInterval(),
                false,
                original.fields(),
                shared));
        return id;
    }

    /** Sweeps all records, as a node does. No node may run. */
    Sweep sweep() {
        forgetSweeps(redis);
        AtomicInteger claimed = new AtomicInteger();
        SessionSweeper sweeper = repository.sweeper(session -> claimed.incrementAndGet());
        Map<String, Long> before = RedisInfo.executed(redis);
        long cpuBefore = RedisInfo.cpuNanos(redis);
        long begun = System.nanoTime();
        sweeper.sweep();
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = (RedisInfo.cpuNanos(redis) - cpuBefore) / 1e9;
        return new Sweep(seconds, cpu, RedisInfo.executedSince(before, redis), claimed.get());
    }

    /** Removes the lock of sweeps, so that the next node sweeps however recent the last sweep was. */
    static void forgetSweeps(RedisClient redis) {
        redis.del(LOCK);
    }

    @Override
    public void close() {
        connections.close();
    }
}
