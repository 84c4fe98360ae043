package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/** The metric of live sessions against a count of the keys, while sessions come and go: ten sessions a round. */
@Tag("full")
class LiveCountTest {
    private static final String WRONG = "wrong";
    private static final int SWEEPS = 3;
    private static final long PAUSE_NANOS = 1_000_000;

    private final EmbeddedRedis redis = EmbeddedRedis.start();

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void live_sessionsComeAndGo_isWithinOnePercentAfterASweep() throws Exception {
        int sessions = 10 * Run.rounds();
        Run run = Run.begin("live count of " + sessions + " sessions", WRONG);
        Queue<SessionId> ids = fill(sessions);
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong changes = new AtomicLong();
        try (SessionNode one = open();
                SessionNode two = open()) {
            one.start(ended -> {});
            two.start(ended -> {});
            CompletableFuture<Void> change = CompletableFuture.runAsync(() -> {
                Random random = new Random(run.seed());
                while (!over.get()) {
                    comeAndGo(random.nextBoolean() ? one : two, ids);
                    changes.incrementAndGet();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
            try {
                for (int sweep = 0; sweep < SWEEPS; sweep++) {
                    awaitSweep(one, two);
                    check(run, one);
                    check(run, two);
                }
            } finally {
                over.set(true);
                change.join();
            }
            run.print(changes + " sessions came and as many went");
        }
        run.end();
    }

    private static void awaitSweep(SessionNode one, SessionNode two) {
        long before = sweeps(one, two);
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> sweeps(one, two) > before);
    }

    private static long sweeps(SessionNode one, SessionNode two) {
        return one.metrics().gauges().sweeps() + two.metrics().gauges().sweeps();
    }

    /** The node that has not swept learns the count when its turn would be, so it is asked until it has. */
    private void check(Run run, SessionNode node) {
        long[] last = new long[2];
        try {
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> {
                last[0] = node.metrics().gauges().live();
                last[1] = count();
                return Math.abs(last[0] - last[1]) <= Math.max(last[1] / 100, 1);
            });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            run.count(WRONG, "the metric has " + last[0] + ", SCAN " + last[1]);
        }
        run.print("live = " + last[0] + ", SCAN = " + last[1]);
    }

    private static void comeAndGo(SessionNode node, Queue<SessionId> ids) {
        NodeSession session = node.create();
        session.setAttribute("cart", "tea");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        ids.add(session.id());
        node.find(ids.remove()).ifPresent(oldest -> {
            boolean unused = oldest.delete();
        });
    }

    private long count() {
        Set<String> found = new HashSet<>();
        ScanParams params = new ScanParams().match("session:*:attributes").count(1000);
        String cursor = ScanParams.SCAN_POINTER_START;
        try (Jedis client = new Jedis("127.0.0.1", redis.port())) {
            do {
                ScanResult<String> page = client.scan(cursor, params);
                found.addAll(page.getResult());
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        }
        return found.size();
    }

    private Queue<SessionId> fill(int sessions) {
        Queue<SessionId> ids = new ArrayDeque<>();
        try (Jedis client = new Jedis("127.0.0.1", redis.port());
                Pipeline pipeline = client.pipelined()) {
            for (int i = 0; i < sessions; i++) {
                SessionId id = SessionId.random();
                ids.add(id);
                String key = "session:" + id.value();
                pipeline.hset(
                        key + ":attributes",
                        Map.of(
                                "@created_at",
                                "1705314600123",
                                "@max_inactive_interval",
                                "86400",
                                "@expiry_retention",
                                "300",
                                "cart",
                                "[\"tea\"]"));
                pipeline.expire(key + ":attributes", 86_700);
                pipeline.set(
                        key + ":metadata",
                        "{\"session_id\": \"" + id.value() + "\"}",
                        SetParams.setParams().ex(86_400));
                if (i % 1000 == 0) {
                    pipeline.sync();
                }
            }
        }
        return ids;
    }

    private SessionNode open() {
        ClassLoader loader = LiveCountTest.class.getClassLoader();
        return SessionNode.open(
                SessionSettings.builder()
                        .adapter("redis-url", redis.uri())
                        .adapter("env-file", "off")
                        .adapter("sweep-interval", "2s")
                        .build(),
                loader,
                loader);
    }
}
