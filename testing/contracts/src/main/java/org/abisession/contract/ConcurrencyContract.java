package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One session object and several threads, and requests that go on when the session has ended (7.7.1, 7.5). */
interface ConcurrencyContract extends ContractContext {
    /** The rounds of each thread. Where a thread without a request stores each change, they take time. */
    int ROUNDS = Integer.getInteger("rounds", 500);

    @Tag("full")
    @Test
    default void session_usedByEightThreads_isNeverCorrupt() {
        Browser user = browser();

        assertThat(user.get(a(), "set=x:1&hammer=8:" + ROUNDS + "&names").body())
                .isEqualTo("failures=[]\nnames=[common, x]\n");
        assertThat(user.get(b(), "names&get=common").body())
                .isEqualTo("names=[common, x]\ncommon=" + (ROUNDS - 1) + "\n");
    }

    @Test
    default void invalidate_onTheOtherNodeWhileARequestRuns_hidesTheSessionFromNewRequestsHere() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        CompletableFuture<Reply> slow = user.copy().start(a(), "get=x&gate=other-node-ends&get=x");
        awaitWaiting(a(), "other-node-ends", 1);
        user.copy().get(b(), "invalidate");

        assertThat(user.copy().get(a(), "peek").value("none")).hasValue("true");
        browser().get(a(), "open=other-node-ends");
        assertThat(slow.join().body()).isEqualTo("x=1\nx=1\n");
    }

    @Test
    default void invalidate_onTheSameNodeWhileARequestRuns_endsItThereAndBringsNothingBack() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        String id = user.sessionId();
        CompletableFuture<Reply> slow =
                user.copy().start(a(), "hold&get=x&gate=same-node-ends&held=setAttribute&held=getAttribute");
        awaitWaiting(a(), "same-node-ends", 1);
        user.copy().get(a(), "invalidate");

        assertThat(user.copy().get(a(), "peek").value("none")).hasValue("true");
        browser().get(a(), "open=same-node-ends");
        assertThat(slow.join().body())
                .isEqualTo("x=1\nsetAttribute=IllegalStateException\ngetAttribute=IllegalStateException\n");
        assertThat(keysOf(id)).isEmpty();
    }

    @Test
    default void session_keptByTheApplicationAfterItsRequest_storesEachChangeAtOnce() {
        Browser user = browser();
        user.get(a(), "set=x:1&hold");
        for (int i = 0; i < 3; i++) {
            user.get(a(), "set=x:1");

            assertThat(browser().get(a(), "heldLater=setAttribute").status()).isEqualTo(200);
            assertThat(user.get(b(), "get=x").value("x")).hasValue("set");
        }
    }

    @Test
    default void session_keptByTheApplicationAfterItsRequest_readsWhatOthersHaveStored() {
        Browser user = browser();
        user.get(a(), "set=x:1&hold");
        user.get(b(), "set=x:2");

        await().atMost(Duration.ofSeconds(10))
                .until(() -> heldLater("getAttribute").equals("2"));
    }

    @Test
    default void session_keptByTheApplicationAfterItsRequest_isNotAccessedByItsUse() {
        long before = System.nanoTime();
        Browser user = browser();
        long created = user.get(a(), "set=x:1&hold&session").number("created");
        long elapsed = (System.nanoTime() - before) / 1_000_000;
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        assertThat(heldLater("getAttribute")).isEqualTo("1");
        assertThat(heldLater("setAttribute")).isEqualTo("set");

        assertThat(user.get(b(), "session").number("accessed") - created)
                .isLessThanOrEqualTo(elapsed + HttpSessionObjectContract.TOLERANCE_MILLIS);
    }

    @Test
    default void session_keptByTheApplicationUntilItEndsElsewhere_throwsIllegalState() {
        Browser user = browser();
        user.get(a(), "set=x:1&hold");
        user.get(b(), "invalidate");

        assertThat(heldLater("setAttribute")).isEqualTo("IllegalStateException");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> heldLater("getAttribute").equals("IllegalStateException"));
        assertThat(heldLater("invalidate")).isEqualTo("IllegalStateException");
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void session_keptByTheApplicationAndInvalidatedInALaterRequest_isNoneThere() {
        Browser user = browser();
        user.get(a(), "set=x:1&hold");
        String id = user.sessionId();

        Reply reply = user.get(a(), "get=x&heldLater=invalidate&peek&heldLater=getAttribute&set=y:2&names");
        assertThat(reply.value("invalidate")).hasValue("invalidated");
        assertThat(reply.value("none")).hasValue("true");
        assertThat(reply.value("getAttribute")).hasValue("IllegalStateException");
        assertThat(reply.value("names")).hasValue("[y]");
        assertThat(user.sessionId()).isNotEqualTo(id);
        assertThat(user.get(b(), "names").value("names")).hasValue("[y]");
    }

    @Test
    default void session_keptByTheApplicationUntilItsIdChanges_throwsIllegalState() {
        Browser user = browser();
        user.get(a(), "set=x:1&hold");
        assertThat(heldLater("getAttribute")).isEqualTo("1"); // so that this node knows it for a second
        user.get(b(), "changeId");

        assertThat(heldLater("invalidate")).isEqualTo("IllegalStateException");
        assertThat(heldLater("setAttribute")).isEqualTo("IllegalStateException");
        assertThat(user.get(b(), "get=x").value("x")).hasValue("1");
    }

    /**
     * Returns what a method of the session answers that the step {@code hold} has kept, in a request of somebody else.
     */
    private String heldLater(String method) {
        return browser().get(a(), "heldLater=" + method).value(method).orElseThrow();
    }

    @Test
    default void activationListener_readsTheSessionWhileAnotherRequestDoes_bothGoOn() {
        Browser user = browser();
        user.get(a(), "set=y:1");
        CompletableFuture<Reply> reads = user.copy().start(a(), "get=y&gate=nosy-begins&open=nosy-goes-on&get=y");
        awaitWaiting(a(), "nosy-begins", 1);
        CompletableFuture<Reply> saves = user.copy().start(a(), "nosy=x");

        await().atMost(Duration.ofSeconds(15)).until(() -> saves.isDone() && reads.isDone());
        assertThat(saves.join().status()).isEqualTo(200);
        assertThat(reads.join().body()).isEqualTo("y=1\ny=1\n");
    }
}
