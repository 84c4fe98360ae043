package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSweeper;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.SetParams;

/**
 * Tests what a sweep costs Redis, and those who use it at the same time: 100 sessions a round, one in a thousand
 * expired.
 */
class SweepCostTest {
    private static final int SESSIONS_PER_ROUND = 100;
    private static final int ALIVE_SECONDS = 86_400;
    private static final int RETENTION_SECONDS = 300;
    /** Redis does nothing else meanwhile; half of the time after which a request gives up. */
    private static final long LONGEST_COMMAND_MICROS = 250_000;

    @Test
    void sweep_manySessions_neverBlocksRedisForLong() {
        int sessions = SESSIONS_PER_ROUND * Run.rounds();
        Run run = Run.begin("sweep of " + sessions + " sessions", Run.MISSED_DESTROY);
        try (EmbeddedRedis server =
                        EmbeddedRedis.start("--slowlog-log-slower-than", "500", "--slowlog-max-len", "1000");
                Jedis redis = new Jedis("127.0.0.1", server.port())) {
            int expired = fill(redis, sessions);
            run.print(memory(redis));
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-url", server.uri())
                    .adapter("env-file", "off")
                    .adapter("command-timeout", "10s")
                    .build();
            AtomicInteger claimed = new AtomicInteger();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                SessionSweeper sweeper = RedisRepository.open(connections, settings, session -> {})
                        .sweeper(session -> claimed.incrementAndGet());
                redis.slowlogReset();
                redis.configResetStat();
                double before = cpuSeconds(redis);
                Bystander bystander = new Bystander(server.port());
                long begun = System.nanoTime();
                sweeper.sweep();
                run.print("swept in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms; Redis' CPU "
                        + Math.round((cpuSeconds(redis) - before) * 1000) + " ms, with " + bystander.end());
            }
            for (int i = claimed.get(); i < expired; i++) {
                run.count(Run.MISSED_DESTROY, "not claimed");
            }
            assertThat(claimed.get()).isLessThanOrEqualTo(expired);
            commands(redis).forEach((name, text) -> run.print(name + ": " + text));
            long longest = redis.slowlogGet(1000).stream()
                    .mapToLong(entry -> entry.getExecutionTime())
                    .max()
                    .orElse(0);
            run.print("longest command: " + (longest == 0 ? "less than 500" : longest) + " us");
            assertThat(longest).isLessThan(LONGEST_COMMAND_MICROS);
        }
        run.end();
    }

    /** Makes sessions of one small attribute; answers how many of them have expired. */
    private static int fill(Jedis redis, int sessions) {
        int expired = 0;
        for (int i = 0; i < sessions; ) {
            try (Pipeline pipeline = redis.pipelined()) {
                for (int end = Math.min(i + 10_000, sessions); i < end; i++) {
                    String key = "session:" + SessionId.random().value();
                    boolean isExpired = i % 1000 == 0;
                    pipeline.hset(
                            key + ":attributes",
                            Map.of(
                                    "@created_at",
                                    "1705314600123",
                                    "@max_inactive_interval",
                                    Integer.toString(ALIVE_SECONDS),
                                    "@expiry_retention",
                                    Integer.toString(RETENTION_SECONDS),
                                    "cart",
                                    "[\"tea\"]"));
                    pipeline.expire(
                            key + ":attributes", isExpired ? RETENTION_SECONDS - 1 : ALIVE_SECONDS + RETENTION_SECONDS);
                    if (isExpired) {
                        expired++;
                    } else {
                        pipeline.set(
                                key + ":metadata",
                                "{\"session_id\": \"" + key.substring(8) + "\"}",
                                SetParams.setParams().ex(ALIVE_SECONDS));
                    }
                }
            }
        }
        return expired;
    }

    private static double cpuSeconds(Jedis redis) {
        Matcher matcher = Pattern.compile("used_cpu_(?:sys|user):([0-9.]+)").matcher(redis.info("cpu"));
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return sum;
    }

    private static String memory(Jedis redis) {
        Matcher matcher = Pattern.compile("used_memory:([0-9]+)").matcher(redis.info("memory"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) / (1 << 20) + " MB in Redis" : "";
    }

    private static Map<String, String> commands(Jedis redis) {
        Map<String, String> found = new TreeMap<>();
        Matcher matcher = Pattern.compile(
                        "cmdstat_(scan|evalsha|eval):(calls=[0-9]+,usec=[0-9]+,usec_per_call=[0-9.]+)")
                .matcher(redis.info("commandstats"));
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group(2));
        }
        return found;
    }

    /** Another client, which reads a key every millisecond. */
    private static final class Bystander {
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Long> micros = new ArrayList<>();
        private final CompletableFuture<Void> reading;

        Bystander(int port) {
            reading = CompletableFuture.runAsync(() -> {
                try (Jedis redis = new Jedis("127.0.0.1", port)) {
                    while (!over.get()) {
                        long begun = System.nanoTime();
                        redis.get("a-key");
                        micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
                        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    }
                }
            });
        }

        String end() {
            over.set(true);
            reading.join();
            long[] sorted = micros.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            return sorted.length + " reads of another client, us: median " + sorted[sorted.length / 2] + ", p99 "
                    + sorted[(int) (sorted.length * 0.99)] + ", max " + sorted[sorted.length - 1];
        }
    }
}
