package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One session object and several threads, and requests that go on when the session has ended (7.7.1, 7.5). */
interface ConcurrencyContract extends ContractContext {
    @Test
    default void session_usedByEightThreads_isNeverCorrupt() {
        Browser user = browser();

        assertThat(user.get(a(), "set=x:1&hammer=8:2000&names").body()).isEqualTo("failures=[]\nnames=[common, x]\n");
        assertThat(user.get(b(), "names&get=common").body()).isEqualTo("names=[common, x]\ncommon=1999\n");
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
