package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.abisession.ConversationEntry;
import org.abisession.store.SaveResult;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A login in a session that has a record already, while all sessions of the user are ended. */
class EndedLoginTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "user-attribute", "who");

    private final List<String> calls = new ArrayList<>();
    private NodeSession session;

    @BeforeEach
    void loginAndEnd() {
        NodeSession made = nodes.there().create();
        assertThat(made.save()).isEqualTo(SaveResult.SAVED);
        session = nodes.here().inUse().join(made.id()).orElseThrow();
        session.setAttribute("who", "ada");
        int unused = nodes.there().sessionsOf("ada").endAll();
    }

    @Test
    void save_loginEndedMeanwhile_listenerMayCallTheSession() throws Exception {
        nodes.here().start(ended -> {
            calls.add((String) ended.attribute("who"));
            assertThatThrownBy(() -> ended.conversation()
                            .append(ConversationEntry.builder("bye").build()))
                    .isInstanceOf(IllegalStateException.class);
            calls.add("appended");
        });

        SaveResult result = CompletableFuture.supplyAsync(session::save).get(10, TimeUnit.SECONDS);

        assertThat(result).isEqualTo(SaveResult.GONE);
        assertThat(calls).containsExactly("ada", "appended");
        assertThat(session.isEnded()).isTrue();
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @Test
    void save_loginEndedMeanwhileAndListenerTakesALockOfTheApplication_neverDeadlocks() throws Exception {
        ReentrantLock own = new ReentrantLock();
        nodes.here().start(ended -> {
            own.lock();
            try {
                calls.add("ended");
            } finally {
                own.unlock();
            }
        });
        nodes.proxy().delayReplies(Duration.ofMillis(50));
        CompletableFuture<SaveResult> save;
        boolean deleted;
        own.lock();
        try {
            save = CompletableFuture.supplyAsync(session::save);
            TimeUnit.MILLISECONDS.sleep(25);
            deleted = CompletableFuture.supplyAsync(session::delete).get(10, TimeUnit.SECONDS);
        } finally {
            own.unlock();
        }

        assertThat(save.get(10, TimeUnit.SECONDS)).isEqualTo(SaveResult.GONE);
        assertThat(calls).hasSize(deleted ? 0 : 1); // who ends it has its listeners called
    }
}
