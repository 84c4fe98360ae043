package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.abisession.ConversationEntry;
import org.abisession.Sessions;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A request that asks for a session which has expired, so that it calls the listeners. */
class ExpiredReadTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "user-attribute", "who");

    private final List<Object> calls = Collections.synchronizedList(new ArrayList<>());
    private SessionId id;

    @BeforeEach
    void store() {
        redis.client().flushAll();
        NodeSession session = nodes.there().create();
        session.setAttribute("who", "ada");
        session.save();
        id = session.id();
    }

    private void expire() {
        redis.client().pexpire("session:" + id.value() + ":attributes", 60_000); // the rest of its retention
    }

    private CompletableFuture<Optional<NodeSession>> join() {
        return CompletableFuture.supplyAsync(() -> nodes.here().inUse().join(id));
    }

    @Test
    void join_sessionHasExpired_listenerMayCallTheSession() throws Exception {
        NodeSession other = nodes.there().create();
        other.setAttribute("who", "ada");
        other.save();
        nodes.here().ends().setListener(ended -> {
            assertThatThrownBy(() -> ended.conversation()
                            .append(ConversationEntry.builder("bye").build()))
                    .isInstanceOf(IllegalStateException.class);
            calls.add("appended");
            calls.add(((Sessions) ended.attribute(Sessions.ATTRIBUTE)).endOthers());
        });
        redis.client().del("session:" + id.value() + ":metadata");

        assertThat(join().get(10, TimeUnit.SECONDS)).isEmpty();

        assertThat(calls).containsSubsequence("appended", 1);
        assertThat(TwoNodes.isAlive(nodes.there(), other)).isFalse();
    }

    @Test
    void join_sessionHasExpiredAndListenerTakesALockOfTheApplication_neverDeadlocks() throws Exception {
        ReentrantLock own = new ReentrantLock();
        CountDownLatch called = new CountDownLatch(1);
        nodes.here().ends().setListener(ended -> {
            called.countDown();
            own.lock();
            try {
                calls.add(String.valueOf(ended.attribute("who")));
            } finally {
                own.unlock();
            }
        });
        redis.client().del("session:" + id.value() + ":metadata");
        nodes.proxy().delayReplies(Duration.ofMillis(200));
        CompletableFuture<Optional<NodeSession>> first;
        own.lock();
        try {
            first = join();
            await().until(() -> nodes.here().inUse().countUsed() == 1);
            CompletableFuture<Optional<NodeSession>> second = join(); // waits for the turn of the first one
            assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(second.get(10, TimeUnit.SECONDS)).isEmpty();
        } finally {
            own.unlock();
        }

        assertThat(first.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(calls).containsExactly("ada");
    }

    @Test
    void join_recordHasExpiredBeforeTheMetadata_listenerReadsTheAttributes() throws Exception {
        nodes.here().ends().setListener(ended -> calls.add(String.valueOf(ended.attribute("who"))));
        expire();

        assertThat(join().get(10, TimeUnit.SECONDS)).isEmpty();

        assertThat(calls).containsExactly("ada");
        assertThat(join().get(10, TimeUnit.SECONDS).map(NodeSession::attributeNames))
                .hasValueSatisfying(names -> assertThat(names).isEmpty()); // what the Python application has of it
    }
}
