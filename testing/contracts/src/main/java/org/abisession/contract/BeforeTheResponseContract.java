package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Holds a container to this: what a request has changed is in Redis before the client has the response, in whatever way
 * the response comes about. Redis gets every command late here, so that a save after the response is not stored yet
 * when the client looks. Each for a session that was there, and for a new one.
 */
interface BeforeTheResponseContract extends ContractContext {
    /** The delay of each command. */
    Duration LATE = Duration.ofMillis(60);

    /** The time that the test waits for the head of a response whose request waits at a gate. */
    Duration EARLY = Duration.ofMillis(100);

    @Test
    default void response_ordinary_comesAfterTheSave() {
        assertStoredBeforeResponse("set=x:1", "x");
        assertStoredBeforeResponseOfNewSession("set=x:1", "x");
    }

    @Test
    default void response_redirect_comesAfterTheSave() {
        assertStoredBeforeResponse("set=x:1&redirect=/do&gate=g", "x");
        assertStoredBeforeResponseOfNewSession("set=x:1&redirect=/do&gate=h", "x");
    }

    @Test
    default void response_redirectBeforeAChange_comesAfterTheSaveOfIt() {
        assertStoredBeforeResponse("set=x:1&redirect=/do&set=y:2", "x", "y");
        assertStoredBeforeResponseOfNewSession("set=x:1&redirect=/do&set=y:2", "x", "y");
    }

    @Test
    default void response_redirectOfAnAsynchronousRequestBeforeAChange_comesAfterTheSaveOfIt() {
        assertStoredBeforeResponse("set=x:1&dispatch=redirect%3D/do%26set%3Dy:2", "x", "y");
        assertStoredBeforeResponse("set=x:1&async&redirect=/do&set=y:2", "x", "y");
    }

    @Test
    default void response_redirectBeforeAChangeThatCannotBeStored_isAnError() {
        Browser user = browser();
        user.get(a(), "list=cart:tea");

        assertThat(user.get(a(), "get=cart&redirect=/do&spoil=cart").status()).isEqualTo(500);

        assertThat(user.get(b(), "get=cart").value("cart")).hasValue("[tea]");
    }

    @Test
    default void response_closedBeforeAChange_comesAfterTheSaveOfItIfTheContainerHoldsIt() {
        assumeTrue(holdsClosedResponses(), "this container sends a closed response at once");
        assertStoredBeforeResponse("set=x:1&text=5&close&set=y:2", "x", "y");
        assertStoredBeforeResponse("set=x:1&length=5&text=5&flush&set=y:2", "x", "y");
        assertStoredBeforeResponseOfNewSession("set=x:1&text=5&close&set=y:2", "x", "y");
    }

    @Test
    default void response_flushedBeforeLongWork_comesAfterTheSave() {
        assertStoredBeforeResponse("set=x:1&text=5&flush&gate=g", "x");
        assertStoredBeforeResponseOfNewSession("set=x:1&text=5&flush&gate=h", "x");
    }

    @Test
    default void response_writerClosedBeforeLongWork_comesAfterTheSave() {
        assertStoredBeforeResponse("set=x:1&text=5&close&gate=g", "x");
        assertStoredBeforeResponseOfNewSession("set=x:1&text=5&close&gate=h", "x");
    }

    @Test
    default void response_largerThanTheBuffer_comesAfterTheSave() {
        assertStoredBeforeResponse("set=x:1&text=100000&gate=g", "x");
        assertStoredBeforeResponseOfNewSession("set=x:1&text=100000&gate=h", "x");
    }

    @Test
    default void response_contentLengthReached_comesAfterTheSave() {
        assertStoredBeforeResponse("length=5&set=x:1&text=5&gate=g", "x");
        assertStoredBeforeResponseOfNewSession("length=5&set=x:1&text=5&gate=h", "x");
    }

    @Test
    default void response_sendErrorWithErrorPageThatSetsAnAttribute_comesAfterTheSaveOfBoth() {
        assertStoredBeforeResponse("set=x:1&error=404", "x", "oops");
    }

    @Test
    default void response_exceptionWithErrorPageThatSetsAnAttribute_comesAfterTheSaveOfBoth() {
        assertStoredBeforeResponse("set=x:1&throw", "x", "oops");
    }

    @Test
    default void response_forward_comesAfterTheSaveOfBothServlets() {
        assertStoredBeforeResponse("set=x:1&forward=set%3Dy:2&gate=g", "x", "y");
        assertStoredBeforeResponseOfNewSession("set=x:1&forward=set%3Dy:2&gate=h", "x", "y");
    }

    @Test
    default void response_include_comesAfterTheSaveOfBothServlets() {
        assertStoredBeforeResponse("set=x:1&include=set%3Dy:2", "x", "y");
        assertStoredBeforeResponseOfNewSession("set=x:1&include=set%3Dy:2", "x", "y");
    }

    @Test
    default void response_flushedByAnIncludedServlet_comesAfterTheSave() {
        assertStoredBeforeResponse("set=x:1&include=set%3Dy:2%26text%3D5%26flush&gate=g", "x", "y");
    }

    @Test
    default void response_asyncCompletedByAWorker_comesAfterTheSave() {
        assertStoredBeforeResponse("set=x:1&async&set=y:2", "x", "y");
        assertStoredBeforeResponseOfNewSession("session&async&set=y:2", "y");
    }

    @Test
    default void response_asyncFlushedByAWorker_comesAfterTheSave() {
        assertStoredBeforeResponse("set=x:1&async&set=y:2&text=5&flush&gate=g", "x", "y");
    }

    @Test
    default void response_asyncDispatched_comesAfterTheSaveOfBothServlets() {
        assertStoredBeforeResponse("set=x:1&dispatch=set%3Dy:2", "x", "y");
        assertStoredBeforeResponseOfNewSession("set=x:1&dispatch=set%3Dy:2", "x", "y");
    }

    @Test
    default void change_afterTheResponseWasFlushed_isStoredWhenTheRequestEnds() {
        Browser user = browser();
        user.get(a(), "set=first:1");
        String gate = "late" + user.sessionId().hashCode();

        try (RawExchange exchange = user.raw(a(), "set=x:1&text=5&flush&gate=" + gate + "&set=y:2")) {
            assertThat(exchange.head(Duration.ofSeconds(10))).isPresent();
            assertThat(isStored(user.sessionId(), "x")).isTrue();
            assertThat(isStored(user.sessionId(), "y")).isFalse();
            browser().get(a(), "open=" + gate);
            exchange.all();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> isStored(user.sessionId(), "y"));
        assertThat(user.get(b(), "get=y").value("y")).hasValue("2");
    }

    @Test
    default void change_afterTheHead_isStoredBeforeALaterPartIsSent() {
        Map<String, Integer> letters = Map.of(
                "text=5&flush&set=y:2&text=7&flush", 12,
                "text=5&flush&set=y:2&text=100000", 50_000,
                "async&text=5&flush&set=y:2&text=7&flush", 12);
        letters.forEach((steps, count) -> {
            Browser user = browser();
            user.get(a(), "set=first:1");
            String gate = "part" + System.nanoTime();
            a().proxy().delayRequests(LATE);
            try (RawExchange exchange = user.raw(a(), "set=x:1&" + steps + "&gate=" + gate)) {
                assertThat(exchange.head(Duration.ofSeconds(10))).isPresent();
                exchange.awaitText(count);
                assertThat(isStored(user.sessionId(), "y")).as(steps).isTrue();
                a().proxy().resume();
                assertThat(user.get(b(), "get=y").value("y")).hasValue("2");
            } finally {
                a().proxy().resume();
                browser().get(a(), "open=" + gate);
            }
        });
    }

    private void assertStoredBeforeResponse(String steps, String... attributes) {
        Browser user = browser();
        user.get(a(), "set=first:1");
        assertStoredBeforeResponse(user, steps, attributes);
        assertThat(user.get(b(), "get=first").value("first")).hasValue("1");
    }

    private void assertStoredBeforeResponseOfNewSession(String steps, String... attributes) {
        assertStoredBeforeResponse(browser(), steps, attributes);
    }

    private void assertStoredBeforeResponse(Browser user, String steps, String... attributes) {
        // Gates stay open: every exchange has its own.
        String gate = "g" + System.nanoTime();
        String path = steps.replaceFirst("gate=.", "gate=" + gate);
        a().proxy().delayRequests(LATE);
        try (RawExchange exchange = user.raw(a(), path)) {
            if (steps.contains("gate=")) { // all steps before it are done
                awaitWaiting(a(), gate, 1);
            }
            Optional<String> early = exchange.head(steps.contains("gate=") ? EARLY : Duration.ofSeconds(10));
            if (early.isEmpty()) { // this container holds the response back until the request ends
                browser().get(a(), "open=" + gate);
                assertThat(exchange.head(Duration.ofSeconds(10))).isPresent();
            }
            List<String> missing = List.of(attributes).stream()
                    .filter(name -> !isStored(user.sessionId(), name))
                    .toList();
            a().proxy().resume();

            assertThat(missing).as("not in Redis when the client had the head").isEmpty();
            for (String name : attributes) {
                assertThat(user.copy().get(b(), "get=" + name).value(name))
                        .as(name + " on the other node")
                        .isNotEqualTo(Optional.of("null"));
            }
            browser().get(a(), "open=" + gate);
            exchange.all();
        } finally {
            a().proxy().resume();
            browser().get(a(), "open=" + gate);
        }
    }
}
