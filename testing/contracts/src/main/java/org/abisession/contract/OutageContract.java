package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.abisession.testing.RespProxy;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Redis goes away before, during and after a request, or refuses to store: nobody is logged out, and nothing is
 * acknowledged that is not stored.
 */
interface OutageContract extends ContractContext {
    @Test
    default void request_redisAway_is503WithRetryAfterAndTheClientKeepsItsCookie() {
        Browser user = userWithX();
        a().proxy().refuse();

        assertUnavailable(user.get(a(), "get=x"));
        assertUnchanged(user);
    }

    @Test
    default void request_redisHangs_is503() {
        Browser user = userWithX();
        a().proxy().stallReplies();

        assertUnavailable(user.get(a(), "get=x"));
        assertUnchanged(user);
    }

    @Test
    default void request_redisAway_isSaidOnceAndItsReturnToo() {
        Browser user = userWithX();
        a().proxy().refuse();
        for (int i = 0; i < 50; i++) {
            assertThat(user.get(a(), "get=x").status()).isEqualTo(503);
        }
        assertUnchanged(user);

        assertThat(logs().lines())
                .filteredOn(line -> line.contains("times in a row"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("WARN ")
                .contains("127.0.0.1:" + a().proxy().port());
        assertThat(logs().lines())
                .filteredOn(line -> line.contains("answers again"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("INFO ");
        assertThat(logs().lines())
                .as("one lost connection before that, and no line for each request")
                .filteredOn(line -> line.matches("(?s)(WARN|ERROR|SEVERE).*"))
                .hasSizeLessThan(4);
    }

    @Test
    default void request_redisAwayAndNoCookie_isServed() {
        a().proxy().refuse();

        assertThat(browser().get(a(), "version").status()).isEqualTo(200);
    }

    @Test
    default void create_redisAway_is503AndSetsNoCookie() {
        a().proxy().refuse();

        assertUnavailable(browser().get(a(), "set=x:1"));
        a().proxy().resume();
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void create_redisAwayInAThreadOfTheApplication_is503AndSetsNoCookie() {
        a().proxy().refuse();

        assertUnavailable(browser().get(a(), "asyncOwn&set=x:1"));
        a().proxy().resume();
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void start_redisAway_servesAsSoonAsItIsBack() {
        a().stop();
        a().proxy().refuse();
        a().start();
        assertThat(browser().get(a(), "version").status()).isEqualTo(200);
        a().proxy().resume();

        assertUnchanged(userWithX());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gate=g",
                "gate=g&text=5&flush&text=5",
                "gate=g&text=5&close",
                "gate=g&text=200000",
                "gate=g&length=5&text=5",
                "gate=g&status=204",
                "gate=g&redirect=/do",
                "gate=g&error=409",
                "gate=g&error=404",
                "gate=g&forward=text%3D5",
                "gate=g&include=text%3D5%26flush",
                "async&gate=g&text=5",
                "asyncOwn&gate=g&text=5"
            })
    default void response_redisAwayBeforeIt_is503AndNothingOfTheApplications(String steps) {
        Browser user = userWithX();

        Reply refused = answerWhere(user, "set=x:2&" + steps, RespProxy::refuse);
        assertUnavailable(refused);
        assertThat(refused.headers().map()).doesNotContainKey("Location");
        assertThat(refused.body()).doesNotContain("xxxxx", "oops");
        assertUnchanged(user);
    }

    @Test
    default void response_ofANewSessionThatCanNotBeStored_is503AndSetsNoCookie() {
        assertUnavailable(answerWhere(browser(), "gate=g&set=x:1", RespProxy::refuse));
        a().proxy().resume();
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void response_redisAwayAfterAChangeOfTheId_is503WithTheCookieOfTheNewId() {
        Browser user = userWithX();
        String id = user.sessionId();

        Reply refused = answerWhere(user, "changeId&gate=g&set=x:2", RespProxy::refuse);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(user.sessionId()).isNotEqualTo(id);
        assertUnchanged(user);
    }

    @Test
    default void response_saveFailedForAnotherUserBefore_isTheApplications() {
        Browser other = browser();
        other.get(a(), "set=x:other");
        for (int i = 0; i < 5; i++) {
            assertUnavailable(answerWhere(userWithX(), "set=x:2&gate=g", RespProxy::refuse));
            a().proxy().resume();
            await().until(() -> other.get(a(), "get=x").value("x").isPresent());
            assertThat(other.get(a(), "get=x").value("x")).hasValue("other");
        }
    }

    @Test
    default void change_afterTheHeadOfTheResponseAndRedisAway_cutsTheResponseOff() {
        Browser user = userWithX();

        CompletableFuture<Reply> reply = begin(user, "text=5&flush&gate=g&set=x:2", RespProxy::refuse);
        assertThatThrownBy(() -> reply.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertUnchanged(user);
    }

    @Test
    default void change_beforeALaterPartOfTheResponseAndRedisAway_cutsTheResponseOff() {
        Browser user = userWithX();

        CompletableFuture<Reply> reply = begin(user, "text=5&flush&gate=g&set=x:2&text=7&flush", RespProxy::refuse);
        assertThatThrownBy(() -> reply.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertUnchanged(user);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalidate",
                "changeId",
                "say=q",
                "forward=invalidate",
                "dispatch=invalidate",
                "redirect=/do&invalidate"
            })
    default void call_redisAway_is503AndTheSessionIsAsItWas(String call) {
        Browser user = userWithX();
        String id = user.sessionId();

        Reply refused = answerWhere(user, "session&gate=g&" + call, RespProxy::refuse);
        assertAsksToRetry(refused);
        assertThat(refused.body()).doesNotContain("interval=");
        assertSaysNothingOfRedis(refused);
        assertThat(user.sessionId()).isEqualTo(id);
        assertUnchanged(user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalidate", "changeId", "set=x:2", "turns"})
    default void call_redisAwayInAThreadThatEndsByIt_is503AtTheTimeout(String call) {
        Browser user = userWithX();

        assertUnavailable(answerWhere(user, "session&asyncLost&gate=g&" + call, RespProxy::refuse));
        assertUnchanged(user);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "async&gate=g&invalidate",
                "async&gate=g&changeId",
                "async&gate=g&say=Hello",
                "async&gate=g&text=0&invalidate",
                "asyncOwn&gate=g&invalidate",
                "asyncOwn&gate=g&changeId",
                "asyncOwn&gate=g&say=Hello",
                "asyncOwn&gate=g&set=x:3",
                "async&gate=g&turns"
            })
    default void call_redisAwayInAThreadThatCompletesTheRequest_is503(String steps) {
        Browser user = userWithX();

        Reply refused = answerWhere(user, "session&" + steps, RespProxy::refuse);
        assertUnavailable(refused);
        assertThat(refused.body()).doesNotContain("Redis", "127.0.0.1");
        assertUnchanged(user);
    }

    @Test
    default void call_redisAwayInAThreadThatHasWorkedForLong_is503() {
        Browser user = userWithX();
        assertUnavailable(answerWhere(user, "session&asyncOwn&gate=g&set=x:3", proxy -> {
            await().pollDelay(Duration.ofMillis(1100)).until(() -> true); // what is read is no older than a second
            proxy.refuse();
        }));
        assertUnchanged(user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalidate", "changeId", "say=Hello"})
    default void call_redisRefusesInAThreadThatCompletesTheRequest_is500(String call) {
        Browser user = userWithX();

        Reply refused = answerWhere(user, "session&async&gate=g&" + call, proxy -> proxy.answer("-WRONGTYPE"));
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        assertSaysNothingOfRedis(refused);
        assertUnchanged(user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "async&"})
    default void call_redisAwayAndTheApplicationGoesOn_isItsAnswer(String async) {
        Browser user = userWithX();

        Reply reply = answerWhere(user, "session&" + async + "gate=g&caught=invalidate", RespProxy::refuse);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.value("caught")).hasValue("SessionStoreUnavailableException");
        assertUnchanged(user);
    }

    @Test
    default void call_redisAwayAfterTheHeadOfTheResponse_cutsTheResponseOff() {
        Browser user = userWithX();

        CompletableFuture<Reply> reply = begin(user, "text=5&flush&gate=g&invalidate", RespProxy::refuse);
        assertThatThrownBy(() -> reply.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertUnchanged(user);
    }

    @ParameterizedTest
    @CsvSource({
        "set=x:2, OOM, 503",
        "set=x:2, READONLY, 503",
        "set=x:2, LOADING, 503",
        "set=x:2, WRONGTYPE, 500",
        "invalidate, READONLY, 503",
        "invalidate, MISCONF, 503",
        "invalidate, WRONGTYPE, 500"
    })
    default void request_redisRefusesToStore_isAnErrorAndTheSessionIsAsItWas(String call, String reply, int status) {
        Browser user = userWithX();

        Reply refused = answerWhere(user, "session&gate=g&" + call, proxy -> proxy.answer("-" + reply));
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.body()).doesNotContain("interval=");
        assertSaysNothingOfRedis(refused);
        assertThat(refused.sessionCookie()).isEmpty();
        assertUnchanged(user);
    }

    /**
     * Checks that no thread holds a monitor while it waits for Redis: on Java 21 that would pin a virtual thread to its
     * carrier.
     */
    @Tag("full")
    @Test
    default void request_waitsForRedis_holdsNoMonitor() {
        for (String steps : List.of("get=x", "set=x:2", "invalidate", "changeId", "say=q")) {
            Browser user = userWithX();
            CompletableFuture<Reply> reply;
            if (steps.equals("get=x")) {
                a().proxy().stallReplies();
                reply = user.start(a(), steps);
            } else {
                reply = begin(user, "session&gate=g&" + steps, RespProxy::stallReplies);
            }
            List<ThreadInfo> waiting = new ArrayList<>();
            while (!reply.isDone()) {
                Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, false))
                        .filter(OutageContract::waitsForRedis)
                        .forEach(waiting::add);
            }
            assertThat(waiting).as(steps).isNotEmpty();
            assertThat(waiting.stream().flatMap(OutageContract::monitorsOfOurs))
                    .as(steps)
                    .isEmpty();
            a().proxy().resume(); // what was sent may have been done
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> browser().get(a(), "set=x:1").status() == 200);
        }
    }

    private static boolean waitsForRedis(ThreadInfo thread) {
        List<String> classes = Arrays.stream(thread.getStackTrace())
                .map(StackTraceElement::getClassName)
                .toList();
        return classes.contains("org.abisession.redis.RedisConnections")
                && classes.contains("java.net.Socket$SocketInputStream");
    }

    private static Stream<String> monitorsOfOurs(ThreadInfo thread) {
        return Arrays.stream(thread.getLockedMonitors())
                .map(monitor -> monitor.getLockedStackFrame() + " holds " + monitor.getClassName())
                .filter(held -> held.contains("org.abisession") || held.contains("ConcurrentHashMap"));
    }

    /**
     * Returns a client with a session of the other node: on this one the end of an earlier request would store what the
     * next one has changed before its response, and before the outage.
     */
    private Browser userWithX() {
        Browser user = browser();
        assertThat(user.get(b(), "set=x:1").status()).isEqualTo(200);
        return user;
    }

    /** Holds what a proxy does from the gate on. */
    @FunctionalInterface
    interface Outage {
        void begin(RespProxy proxy);
    }

    /** Sends a request, and lets the outage begin while it waits at the gate that its steps call g. */
    private CompletableFuture<Reply> begin(Browser user, String steps, Outage outage) {
        // Gates stay open: every request has its own.
        String gate = "outage" + System.nanoTime();
        CompletableFuture<Reply> reply = user.start(a(), steps.replace("gate=g", "gate=" + gate));
        awaitWaiting(a(), gate, 1);
        outage.begin(a().proxy());
        browser().get(a(), "open=" + gate);
        return reply;
    }

    private Reply answerWhere(Browser user, String steps, Outage outage) {
        return begin(user, steps, outage).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void assertUnavailable(Reply reply) {
        assertAsksToRetry(reply);
        assertSaysNothingOfRedis(reply);
    }

    private static void assertAsksToRetry(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(503);
        assertThat(reply.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(reply.sessionCookie()).isEmpty();
    }

    private static void assertSaysNothingOfRedis(Reply reply) {
        assertThat(reply.body()).doesNotContain("Redis at", "org.abisession", "127.0.0.1");
    }

    /** Asserts that the session is as {@link #userWithX} has made it, as soon as Redis answers again. */
    private void assertUnchanged(Browser user) {
        a().proxy().resume();
        // Connections that broke while nobody used them are found out one by one.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> user.get(a(), "get=x").status() == 200);
        assertThat(user.get(a(), "get=x").value("x")).hasValue("1");
        assertThat(user.get(b(), "get=x").value("x")).hasValue("1");
    }
}
