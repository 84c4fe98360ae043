package org.abisession.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.SessionId;
import org.abisession.SessionSnapshot;
import org.abisession.redis.ExpiredSessionSweeper;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import redis.clients.jedis.RedisClient;

/**
 * Sessions of ours that are stored past HTTP, as copies of one that a node has made: the same but for their id. And the
 * sweep over them. Safe for use by several threads.
 */
final class Copies implements AutoCloseable {
    private static final String LOCK = "abi-session:sweeper";

    private final RedisClient redis;
    private final SessionSettings settings;
    private final RedisConnections connections;
    private final RedisRepository repository;
    private final SessionSnapshot original;

    /**
     * What one whole sweep costs.
     *
     * @param executed by Redis, by name; commands called by scripts included
     */
    record Sweep(double seconds, double redisCpuSeconds, Map<String, Long> executed, int claimed) {
        long executions() {
            return executed.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Of the session with this cookie, which it removes. */
    Copies(MeasuredRedis redis, String cookie) {
        this.redis = redis.client();
        this.settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("env-file", "off")
                .adapter("command-timeout", "10s")
                .build();
        this.connections = RedisConnections.open(settings);
        this.repository = RedisRepository.open(connections, settings, session -> {});
        // Behind the dot is the name of the node.
        SessionId id = SessionId.of(cookie.substring(cookie.indexOf('=') + 1).split("\\.", 2)[0]);
        this.original = repository.end(id).orElseThrow(() -> new IllegalStateException(id + " is not in the store"));
    }

    /** Stores one more. */
    SessionId make() {
        SessionId id = SessionId.random();
        String metadata =
                new String(original.metadata(), UTF_8).replace(original.id().value(), id.value());
        repository.create(new SessionSnapshot(
                id,
                original.createdAt(),
                original.lastAccessedAt(),
                original.maxInactiveInterval(),
                false,
                original.fields(),
                metadata.getBytes(UTF_8)));
        return id;
    }

    /** Sweeps over all that is there, as a node does. No node may run. */
    Sweep sweep() {
        forgetSweeps(redis);
        AtomicInteger claimed = new AtomicInteger();
        ExpiredSessionSweeper sweeper =
                new ExpiredSessionSweeper(connections, repository, settings, session -> claimed.incrementAndGet());
        Map<String, Long> before = RedisInfo.executed(redis);
        long cpuBefore = RedisInfo.cpuNanos(redis);
        long begun = System.nanoTime();
        sweeper.sweep();
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = (RedisInfo.cpuNanos(redis) - cpuBefore) / 1e9;
        return new Sweep(seconds, cpu, RedisInfo.executedSince(before, redis), claimed.get());
    }

    /** The next node to start sweeps, whoever has done so just now. */
    static void forgetSweeps(RedisClient redis) {
        redis.del(LOCK);
    }

    @Override
    public void close() {
        connections.close();
    }
}
