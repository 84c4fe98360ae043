package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeepAliveTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private final List<NodeSession> expired = Collections.synchronizedList(new ArrayList<>());
    private SessionNode node;

    @BeforeEach
    void open() {
        node = started(expired::add);
    }

    private void restart(Consumer<NodeSession> listener) {
        node.close();
        node = started(listener);
    }

    private static SessionNode started(Consumer<NodeSession> listener) {
        SessionNode started = TwoNodes.open(redis.uri(), "sweep-interval", "1s", "max-inactive-interval", "1s");
        started.start(listener);
        return started;
    }

    @AfterEach
    void close() {
        node.close();
    }

    private NodeSession stored() {
        NodeSession session = node.create();
        session.setAttribute("a", "x");
        session.save();
        return session;
    }

    @Test
    void sessionInUse_doesNotExpireUnderTheRequest() {
        NodeSession session = stored();
        session.enter();
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> redis.client().exists("session:" + session.id().value() + ":metadata"));
        assertThat(expired).isEmpty();
        session.leave();
        await().atMost(Duration.ofSeconds(5)).until(() -> !expired.isEmpty());
    }

    @Test
    void sessionThatNobodyUses_isToldOnceAtItsEndWithItsValues() {
        NodeSession session = stored();
        await().atMost(Duration.ofSeconds(5)).until(() -> !expired.isEmpty());
        assertThat(expired).hasSize(1);
        assertThat(expired.get(0).id()).isEqualTo(session.id());
        assertThat(expired.get(0).attribute("a")).isEqualTo("x");
        assertThat(expired.get(0).isEnded()).isTrue();
    }

    @Test
    @Tag("full")
    void sessionInUse_listenersOfAnotherTakeTheirTime_doesNotExpire() {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        restart(session -> {
            told.countDown();
            waitFor(go);
        });
        NodeSession inUse = stored();
        inUse.enter();
        stored();
        waitFor(told);
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> redis.client().exists("session:" + inUse.id().value() + ":metadata"));
        go.countDown();
    }

    @Test
    @Tag("full")
    void sessionInUse_listenersOfTwoOthersTakeTheirTime_doesNotExpire() {
        CountDownLatch told = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        restart(session -> {
            told.countDown();
            waitFor(go);
        });
        NodeSession inUse = stored();
        inUse.enter();
        NodeSession loggedOut = stored();
        stored();
        node.uncertainEnds().add(loggedOut); // as if the answer was lost
        assertThat(node.repository().delete(loggedOut.id())).isTrue();
        waitFor(told);
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> redis.client().exists("session:" + inUse.id().value() + ":metadata"));
        go.countDown();
    }

    @Test
    void sessionInUse_otherRequestsComeAndGo_isKeptAliveStill() {
        NodeSession session = node.create();
        session.enter();
        session.enter();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> comeAndGo(session));
            comeAndGo(session);
            other.join();
            assertThat(node.inUse().used()).containsExactly(session);
        }
        session.leave();
        session.leave();
        assertThat(node.inUse().used()).isEmpty();
    }

    private static void comeAndGo(NodeSession session) {
        for (int i = 0; i < 500; i++) {
            session.leave();
            session.enter();
        }
    }

    @Test
    void close_listenersAreAtIt_waitsForThemAndLeavesTheRestToOtherNodes() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        restart(session -> {
            told.countDown();
            waitFor(go);
            expired.add(session);
        });
        stored();
        stored();
        waitFor(told);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(node::close);
        assertThatThrownBy(() -> closing.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        go.countDown();
        closing.get(10, TimeUnit.SECONDS);
        assertThat(expired).hasSize(1);
        assertThat(redis.keys("session:*:attributes")).hasSize(1);
        node = started(expired::add);
        await().atMost(Duration.ofSeconds(5)).until(() -> expired.size() == 2);
    }

    @Test
    @Tag("full")
    void listener_failsByAnError_isToldOfTheNextSession() {
        restart(session -> {
            expired.add(session);
            throw new NoClassDefFoundError("of the application");
        });
        stored();
        stored();
        await().atMost(Duration.ofSeconds(5)).until(() -> expired.size() == 2);
        stored();
        await().atMost(Duration.ofSeconds(5)).until(() -> expired.size() == 3);
    }

    @Test
    @Tag("full")
    void sessionInUse_roundFailsByAnError_isKeptAliveByTheNextOnes() {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                SessionNode failing =
                        TwoNodes.open(proxy.uri(), "sweep-interval", "10s", "max-inactive-interval", "4s")) {
            CountDownLatch failed = new CountDownLatch(1);
            failing.translate(unavailable -> {
                failed.countDown();
                throw new StackOverflowError("of the application");
            });
            failing.start(session -> {});
            NodeSession session = failing.create();
            session.save();
            session.enter();
            proxy.refuse();
            waitFor(failed);
            proxy.resume();
            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(12))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> redis.client().exists("session:" + session.id().value() + ":metadata"));
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The test waits in vain");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Test
    void delete_storeEndsItAndItsAnswerIsLost_listenersAreToldOnce() {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri())) {
            node.close();
            node = TwoNodes.open(proxy.uri(), "command-timeout", "500ms");
            node.start(expired::add);
            assertThat(stored().delete()).isTrue(); // now Redis knows the script
            NodeSession session = stored();
            proxy.cutAtNextReply();
            assertThatThrownBy(session::delete).isInstanceOf(SessionStoreUnavailableException.class);
            proxy.resume();
            await().until(() -> !expired.isEmpty());
            assertThat(expired).containsExactly(session);
            assertThat(session.attribute("a")).isEqualTo("x");
            assertThat(redis.keys("session:*")).isEmpty();
        }
    }

    @Test
    void delete_storeNeverGotIt_sessionLivesAndNobodyIsTold() {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri())) {
            node.close();
            node = TwoNodes.open(proxy.uri(), "command-timeout", "500ms");
            node.start(expired::add);
            NodeSession session = stored();
            proxy.refuse();
            assertThatThrownBy(session::delete).isInstanceOf(SessionStoreUnavailableException.class);
            proxy.resume();
            await().until(() -> node.uncertainEnds().isEmpty());
            assertThat(expired).isEmpty();
            assertThat(node.find(session.id())).isPresent();
        }
    }
}
