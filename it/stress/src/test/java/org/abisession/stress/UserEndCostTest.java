package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.Slowlog;

/** Tests what it costs Redis, and those who use it at the same time, to end many sessions of one user. */
@Tag("full")
class UserEndCostTest {
    /** Redis does nothing else meanwhile; half of the time after which a request gives up. */
    private static final long LONGEST_COMMAND_MICROS = 250_000;

    private static final int THREADS = 4;

    @Test
    @SuppressWarnings("try") // a node that is closed makes the changes of the index that wait
    void endAll_manySessionsOfOneUser_neverBlocksRedisForLong() throws Exception {
        int sessions = Run.rounds();
        Run run = Run.begin("end of " + sessions + " sessions of one user", "left");
        try (EmbeddedRedis server =
                        EmbeddedRedis.start("--slowlog-log-slower-than", "100", "--slowlog-max-len", "10000");
                SessionNode node = open(server.uri());
                Jedis redis = new Jedis("127.0.0.1", server.port())) {
            node.start(ended -> {});
            run.rounds(sessions, THREADS, (n, random) -> {
                NodeSession session = node.create();
                session.setAttribute("who", "ada");
                assertThat(session.save()).isEqualTo(SaveResult.SAVED);
            });
            Bystander idle = new Bystander(server.port());
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            run.print("with nothing else to do, " + idle.end());
            redis.slowlogReset();
            redis.configResetStat();
            Bystander bystander = new Bystander(server.port());
            long begun = System.nanoTime();
            int ended = node.sessionsOf("ada").endAll();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            run.print("ended " + ended + " in " + millis + " ms, with " + bystander.end());
            assertThat(ended).isEqualTo(sessions);
            node.close();
            redis.keys("session:*").forEach(key -> run.count("left", "a key of a session"));
            redis.keys("abi-session:user:*").forEach(key -> run.count("left", key));
            List<Slowlog> slow = redis.slowlogGet(10_000).stream()
                    .filter(entry -> !entry.getArgs().get(0).equalsIgnoreCase("keys"))
                    .sorted(Comparator.comparing(Slowlog::getExecutionTime).reversed())
                    .toList();
            slow.stream()
                    .limit(3)
                    .forEach(entry -> run.print(entry.getArgs().get(0) + " took " + entry.getExecutionTime() + " us"));
            run.print("all commands: " + commands(redis));
            long longest = slow.isEmpty() ? 0 : slow.get(0).getExecutionTime();
            assertThat(longest).isLessThan(LONGEST_COMMAND_MICROS);
        }
        run.end();
    }

    private static String commands(Jedis redis) {
        return redis.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_eval") || line.startsWith("cmdstat_hmget"))
                .map(line -> line.substring("cmdstat_".length()).replaceAll(",rejected.*", ""))
                .collect(Collectors.joining("; "));
    }

    private static SessionNode open(String uri) {
        ClassLoader loader = UserEndCostTest.class.getClassLoader();
        return SessionNode.open(
                SessionSettings.builder()
                        .adapter("redis-url", uri)
                        .adapter("env-file", "off")
                        .adapter("user-attribute", "who")
                        .build(),
                loader,
                loader);
    }

    /** Another client, which pings Redis all the time. */
    private static final class Bystander {
        private static final long PAUSE_NANOS = 100_000;

        private final AtomicBoolean over = new AtomicBoolean();
        private final CompletableFuture<long[]> pings;

        Bystander(int port) {
            pings = CompletableFuture.supplyAsync(() -> {
                LongStream.Builder micros = LongStream.builder();
                try (Jedis redis = new Jedis("127.0.0.1", port)) {
                    while (!over.get()) {
                        long begun = System.nanoTime();
                        redis.ping();
                        micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }
                return micros.build().toArray();
            });
        }

        String end() {
            over.set(true);
            long[] sorted = pings.join();
            Arrays.sort(sorted);
            return sorted.length + " pings of another client, us: median " + sorted[sorted.length / 2] + ", p99 "
                    + sorted[(int) (sorted.length * 0.99)] + ", max " + sorted[sorted.length - 1];
        }
    }
}
