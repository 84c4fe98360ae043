package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** Redis goes away or hangs: how long a call takes, when it is not tried at all, and when it works again. */
class OutageTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private RespProxy proxy;
    private RedisConnections connections;

    @BeforeEach
    void open() {
        proxy = RespProxy.inFrontOf(redis.uri());
        connections = open("64", "30s");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        connections.close();
        proxy.close();
    }

    private RedisConnections open(String poolSize, String commandTimeout) {
        return RedisConnections.open(SessionSettings.builder()
                .adapter("redis-url", proxy.uri())
                .adapter("command-timeout", commandTimeout)
                .adapter("pool-size", poolSize)
                .build());
    }

    /** A client that does not wait for long, with a connection. */
    private void beImpatient(String poolSize) {
        connections.close();
        connections = open(poolSize, "1s");
        awaitAnswer();
    }

    private void awaitAnswer() {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> get().equals("null"));
    }

    private String get() {
        return connections.call("get", client -> String.valueOf(client.get("session:none")));
    }

    private void failFiveTimes() throws Exception {
        for (Future<String> failed :
                threads.invokeAll(Collections.<Callable<String>>nCopies(Outage.FAILURES, this::get))) {
            assertThatThrownBy(failed::get)
                    .cause()
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageContaining("did not answer (get)");
        }
    }

    private List<String> lines(String level, Class<?> logger) {
        return logs.lines().stream()
                .filter(line -> line.startsWith(level + " " + logger.getName()))
                .toList();
    }

    @Test
    void call_redisDidNotAnswerFiveTimes_isNotTriedAndSaysSo() throws Exception {
        beImpatient("64");
        proxy.stallReplies();
        failFiveTimes();
        Traffic.Mark mark = proxy.mark();

        assertThatThrownBy(() -> connections.call("set", client -> client.set("session:never", "1")))
                .isInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining("Redis at 127.0.0.1:" + proxy.port() + " does not answer, for ")
                .hasMessageContaining("set was not tried")
                .hasMessageContaining("REDIS_URL");
        assertThat(proxy.since(mark).commands()).doesNotContain("SET");
    }

    @Test
    void call_redisIsBack_worksAgainWithoutARequestThatFailed() throws Exception {
        proxy.refuse();
        failFiveTimes();
        proxy.resume();

        awaitAnswer();
        for (int i = 0; i < 100; i++) {
            get();
        }
    }

    @Test
    void call_redisHungAndGoesOn_worksAgain() throws Exception {
        beImpatient("64");
        proxy.stallRequests();
        failFiveTimes();
        proxy.resume();

        awaitAnswer();
    }

    @Test
    void outage_beginAndEnd_areSaidOnceHoweverManyCallsFail() throws Exception {
        proxy.refuse();
        failFiveTimes();
        for (int i = 0; i < 1_000; i++) {
            assertThatThrownBy(this::get).hasMessageContaining("was not tried");
        }
        proxy.resume();
        awaitAnswer();

        assertThat(lines("WARN", Outage.class))
                .singleElement()
                .asString()
                .contains("127.0.0.1:" + proxy.port(), "5 times in a row", "REDIS_URL", "503");
        assertThat(lines("INFO", Outage.class)).singleElement().asString().contains("answers again, after ");
        assertThat(lines("WARN", RedisConnections.class)).hasSizeLessThan(2);
    }

    @Test
    void outages_followEachOther_areLoggedOnceAMinute() throws Exception {
        for (int i = 0; i < 3; i++) {
            proxy.refuse();
            failFiveTimes();
            proxy.resume();
            awaitAnswer();
        }

        assertThat(lines("WARN", Outage.class)).hasSize(1);
        assertThat(lines("INFO", Outage.class)).hasSize(1);
    }

    @Test
    void outage_soonAfterAnother_isLoggedWhenTheMinuteHasPassedIfItLasts() {
        AtomicBoolean away = new AtomicBoolean();
        AtomicLong clock = new AtomicLong(Long.MAX_VALUE); // which may overflow
        Outage outage = new Outage(
                "redis:6379",
                () -> {
                    if (away.get()) {
                        throw new IllegalStateException("away");
                    }
                },
                clock::get);
        try (outage) {
            for (int i = 0; i < 4; i++) {
                away.set(true);
                for (int failures = 0; failures < Outage.FAILURES; failures++) {
                    outage.unanswered(new IllegalStateException("away"));
                }
                assertThat(lines("WARN", Outage.class)).hasSize(1);
                assertThat(outage.isOn()).isTrue();
                if (i < 3) {
                    away.set(false);
                    await().until(() -> !outage.isOn());
                }
            }
            clock.addAndGet(Duration.ofMinutes(1).toNanos());
            await().untilAsserted(() -> assertThat(lines("WARN", Outage.class)).hasSize(2));
            assertThat(lines("WARN", Outage.class).get(1)).contains("5 times in a row", "(and 2 more like this");
            away.set(false);
            await().untilAsserted(() -> assertThat(lines("INFO", Outage.class)).hasSize(2));
        }
    }

    @Test
    void call_errorReplies_areAnswersAndNoOutage() {
        redis.client().sadd("session:set", "1");
        redis.client().expire("session:set", 60);
        for (int i = 0; i < 3 * Outage.FAILURES; i++) {
            assertThatThrownBy(() -> connections.call("get", client -> client.get("session:set")))
                    .hasMessageContaining("WRONGTYPE");
        }
        get();
        assertThat(lines("WARN", RedisConnections.class)).hasSize(1);
    }

    @Test
    void call_timedOut_opensNoOtherConnectionInItsThread() {
        beImpatient("64");
        int before = proxy.accepted();
        proxy.stallReplies();

        assertThatThrownBy(this::get).hasMessageContaining("timed out");
        assertThat(proxy.accepted()).isEqualTo(before);
    }

    @Test
    void call_poolInUseByCallsThatGetNoAnswer_isNotTriedAfterThem() throws Exception {
        beImpatient("1");
        proxy.stallReplies();
        Traffic.Mark mark = proxy.mark();
        Future<String> first = threads.submit(this::get);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> proxy.since(mark).commands().contains("GET"));

        assertThatThrownBy(() -> connections.call("set", client -> client.set("session:never", "1")))
                .isInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining("waited for a connection and was not tried");
        assertThat(proxy.since(mark).commands()).doesNotContain("SET");
        assertThatThrownBy(first::get).hasMessageContaining("did not answer");
    }

    @Test
    void call_poolInUseAndRedisAnswers_waitsForAConnection() throws Exception {
        connections.close();
        connections = open("1", "30s");
        get();
        proxy.delayReplies(Duration.ofMillis(120));
        List<Future<String>> both = List.of(threads.submit(this::get), threads.submit(this::get));

        for (Future<String> one : both) {
            assertThat(one.get()).isEqualTo("null");
        }
    }

    @Test
    void call_interruptedWhileItWaitsForAConnection_failsAndStaysInterrupted() throws Exception {
        beImpatient("1");
        proxy.stallReplies();
        Traffic.Mark mark = proxy.mark();
        Future<String> first = threads.submit(this::get);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> proxy.since(mark).commands().contains("GET"));
        Future<Boolean> interrupted = threads.submit(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(this::get).hasMessageContaining("interrupted");
            return Thread.currentThread().isInterrupted();
        });

        assertThat(interrupted.get()).isTrue();
        assertThatThrownBy(first::get).hasMessageContaining("did not answer");
    }

    @Test
    void close_duringAnOutage_leavesNoThread() throws Exception {
        proxy.refuse();
        failFiveTimes();
        assertThat(probes()).isNotEmpty();
        connections.close();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(probes()).isEmpty());
    }

    private static List<Thread> probes() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("abi-session-redis-probe"))
                .toList();
    }

    @Test
    void open_redisAway_connectsWhenItComes() {
        proxy.refuse();
        RedisConnections late = open("64", "30s");
        try (late) {
            assertThatThrownBy(() -> late.call("ping", UnifiedJedis::ping))
                    .isInstanceOf(SessionStoreUnavailableException.class);
            proxy.resume();
            assertThat(late.ping()).isPositive();
        }
    }

    @Test
    void reason_innermostCauseHasNoMessage_isThatOfTheOneAroundIt() {
        Throwable silent = new java.util.concurrent.TimeoutException();

        assertThat(Outage.reason(new IllegalStateException("Timed out", silent)))
                .isEqualTo("Timed out");
        assertThat(Outage.reason(silent)).isEqualTo("TimeoutException");
    }

    /** The pool and the client make such circles when a primary is away. */
    @Test
    void reason_causeThatHasSuppressedItsEffect_isFound() {
        IllegalStateException cause = new IllegalStateException("Connection refused.");
        IllegalStateException effect = new IllegalStateException("Failed", cause);
        cause.addSuppressed(effect);

        assertThat(Outage.reason(effect)).isEqualTo("Connection refused");
        assertThat(Outage.reason(cause)).isEqualTo("Failed");
        assertThat(RedisErrors.find(SocketTimeoutException.class, effect)).isNull();
    }
}
