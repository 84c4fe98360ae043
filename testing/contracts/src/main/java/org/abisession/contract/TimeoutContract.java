package org.abisession.contract;

import static org.abisession.contract.ContractContext.attributesKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Describes when a session ends by itself: not before its interval, soon after it, and never under a request (7.5). */
interface TimeoutContract extends ContractContext {
    /** The time that a test waits for the end of a session of one second. */
    Duration LATEST = Duration.ofSeconds(15);

    /** The interval of the sweeps of these nodes. */
    Duration SWEEP = Duration.ofMillis(300);

    /** The number of sessions that end together. */
    int SESSIONS = 100;

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    default void setMaxInactiveInterval_zeroOrLess_isForEverOnBothNodes(int seconds) {
        redis().allowKeysWithoutTtl();
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "interval=" + seconds);

        assertThat(user.get(b(), "get=x&session").number("interval")).isLessThanOrEqualTo(0);
        assertThat(user.get(a(), "get=x").value("x")).hasValue("1");
        assertThat(redis().keysWithoutTtl()).containsExactlyElementsOf(keysOf(user.sessionId()));
    }

    @Test
    default void setMaxInactiveInterval_theGreatestInt_isThatOnBothNodes() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "interval=" + Integer.MAX_VALUE);

        assertThat(user.get(b(), "get=x&session").number("interval")).isEqualTo(Integer.MAX_VALUE);
        assertThat(user.get(a(), "get=x").value("x")).hasValue("1");
        assertThat(redis().client().ttl(ContractContext.metadataKey(user.sessionId())))
                .isGreaterThan(Integer.MAX_VALUE - 60L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MIN_VALUE, Integer.MAX_VALUE})
    default void setMaxInactiveInterval_inTheRequestThatMakesTheSession_holdsAsWell(int seconds) {
        redis().allowKeysWithoutTtl();
        Browser user = browser();
        user.get(a(), "set=x:1&interval=" + seconds);

        Reply reply = user.get(b(), "get=x&session");
        assertThat(reply.value("x")).hasValue("1");
        assertThat(Math.max(reply.number("interval"), 0)).isEqualTo(Math.max(seconds, 0));
    }

    @Test
    default void setMaxInactiveInterval_fromForeverBackToSeconds_endsTheSession() {
        redis().allowKeysWithoutTtl();
        ContractNode node = sweeping("ContractListener");
        Browser user = browser();
        user.get(node, "interval=-1");
        user.get(node, "interval=1");

        assertThat(awaitEvents(node, 2, LATEST)).containsExactly("created", "destroyed");
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void session_timeOver_isGoneForEveryRequestAndItsListenersAreToldWithTheAttributes() {
        Browser user = browser();
        user.get(a(), "set=x:1&interval=1");
        await().atMost(LATEST)
                .pollDelay(Duration.ofMillis(1100))
                .until(() -> redis().keys("session:*:metadata").isEmpty());
        eventsOf(a());

        assertThat(user.get(b(), "peek").value("none")).hasValue("true");
        assertThat(user.get(b(), "requested").value("valid")).hasValue("false");
        assertThat(eventsOf(b())).containsExactly("destroyed x:1", "removed x:1");
        assertThat(user.get(a(), "peek").value("none")).hasValue("true");
        assertThat(eventsOf(a())).isEmpty();
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void absoluteTimeout_sessionInUse_endsThenForEveryRequest() {
        Map<String, String> settings = Map.of("absolute-timeout", "2s");
        ContractNode first = node(new ContractWebapp(), "", settings);
        ContractNode second = node(new ContractWebapp(), "", settings);
        Browser user = browser();
        long began = System.nanoTime();
        user.get(first, "set=x:1");

        awaitEnd(user, second);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1900));
        assertThat(user.get(first, "peek").value("none")).hasValue("true");
    }

    @Test
    default void absoluteTimeout_sessionInUse_listenersAreCalledOnce() {
        Map<String, String> settings = Map.of("absolute-timeout", "2s", "sweep-interval", SWEEP.toMillis() + "ms");
        ContractNode first = node(new ContractWebapp().listeners("ContractListener"), "", settings);
        ContractNode second = node(new ContractWebapp().listeners("ContractListener"), "", settings);
        Browser user = browser();
        user.get(first, "set=x:1");
        awaitEnd(user, second);

        List<String> events = new ArrayList<>();
        await().atMost(LATEST).until(() -> {
            events.addAll(eventsOf(first));
            events.addAll(eventsOf(second));
            return events.contains("destroyed x:1");
        });
        assertThat(events).filteredOn(event -> event.startsWith("destroyed")).hasSize(1);
        assertThat(redis().keys("session:*")).isEmpty();
    }

    private static void awaitEnd(Browser user, ContractNode node) {
        await().atMost(LATEST)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> user.get(node, "peek").value("none").isPresent());
    }

    @Test
    default void anonymousTimeout_newSessionWithoutAttributes_endsSoonUnlessItsClientComesBack() {
        Map<String, String> settings = Map.of("anonymous-timeout", "60s");
        ContractNode node = node(new ContractWebapp(), "", settings);
        Browser visitor = browser();
        visitor.get(node, "session");
        assertThat(redis().client().ttl(attributesKey(visitor.sessionId()))).isLessThan(1000);
        assertThat(visitor.get(node, "session").number("interval")).isEqualTo(86_400);
        assertThat(redis().client().ttl(attributesKey(visitor.sessionId()))).isGreaterThan(80_000);

        Browser buyer = browser();
        buyer.get(node, "set=cart:tea");
        assertThat(redis().client().ttl(attributesKey(buyer.sessionId()))).isGreaterThan(80_000);
    }

    @Tag("full")
    @Test
    default void sessions_thatEndTogether_endNotEarlyNotLateAndOnceOnTwoSweepingNodes() {
        ContractNode first = sweeping("AgeListener");
        ContractNode second = sweeping("AgeListener");
        for (int i = 0; i < SESSIONS; i++) {
            assertThat(browser()
                            .get(i % 2 == 0 ? first : second, "born=born&interval=2")
                            .status())
                    .isEqualTo(200);
        }
        List<String> events = new ArrayList<>();
        await().atMost(LATEST).until(() -> {
            events.addAll(eventsOf(first));
            events.addAll(eventsOf(second));
            return events.size() >= SESSIONS;
        });
        await().during(SWEEP.multipliedBy(3))
                .until(() -> eventsOf(first).isEmpty() && eventsOf(second).isEmpty());

        assertThat(events).hasSize(SESSIONS);
        assertThat(events)
                .allSatisfy(event -> assertThat(Long.parseLong(event.substring("age ".length())))
                        .isBetween(2000L, 2000 + SWEEP.toMillis() + 2000));
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void session_ofANodeThatIsDead_endsOnAnother() {
        ContractNode dying = sweeping("ContractListener");
        Browser user = browser();
        user.get(dying, "set=x:1&interval=2");
        dying.proxy().refuse(); // it can tell Redis nothing any more
        dying.stop();
        ContractNode other = sweeping("ContractListener");

        assertThat(awaitEvents(other, 2, LATEST)).containsExactly("destroyed x:1", "removed x:1");
    }

    @Tag("full")
    @Test
    default void session_usedByARequestLongerThanItsInterval_doesNotExpire() {
        ContractNode node = sweeping("ContractListener");
        Browser user = browser();
        user.get(node, "set=x:1&interval=2");
        String gate = "long-request";
        CompletableFuture<Reply> slow = user.start(node, "get=x&gate=" + gate + "&get=x&set=y:2&peek");
        awaitWaiting(node, gate, 1);
        await().pollDelay(Duration.ofMillis(4500)).until(() -> true);
        assertThat(user.copy().get(b(), "get=x").value("x")).hasValue("1");
        browser().get(node, "open=" + gate);

        Reply reply = slow.join();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.value("none")).isEmpty();
        assertThat(user.get(b(), "get=y").value("y")).hasValue("2");
        assertThat(eventsOf(node)).doesNotContain("destroyed x:1");
    }

    @Tag("full")
    @Test
    default void setMaxInactiveInterval_shorterInALongRequest_countsFromItsEnd() {
        ContractNode node = sweeping("ContractListener");
        Browser user = browser();
        user.get(node, "set=x:1");
        CompletableFuture<Reply> slow = user.start(node, "interval=3&get=x&gate=shorter&get=x&set=y:2");
        awaitWaiting(node, "shorter", 1);
        await().pollDelay(Duration.ofMillis(4500)).until(() -> true);
        browser().get(node, "open=shorter");

        assertThat(slow.join().status()).isEqualTo(200);
        assertThat(user.get(b(), "get=y&session").body()).startsWith("y=2\n").contains("interval=3\n");
        assertThat(eventsOf(node)).doesNotContain("destroyed x:1");
    }

    private ContractNode sweeping(String listener) {
        return node(new ContractWebapp().listeners(listener), "", Map.of("sweep-interval", SWEEP.toMillis() + "ms"));
    }
}
