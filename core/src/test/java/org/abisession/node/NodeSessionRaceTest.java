package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.abisession.ConversationEntry;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One session that is used on two nodes, and by two threads of one node, at the same time. */
class NodeSessionRaceTest {
    private static final int TURNS = 300;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis);

    private SessionNode here;
    private SessionNode there;

    @BeforeEach
    void take() {
        here = nodes.here();
        there = nodes.there();
    }

    @Test
    void delete_otherNodeHasChangedAttributesMeanwhile_valuesAreThoseOfTheEnd() {
        NodeSession session = here.create();
        session.setAttribute("kept", "1");
        session.setAttribute("removed", "1");
        session.setAttribute("changed", "1");
        session.save();
        NodeSession other = there.find(session.id()).orElseThrow();
        other.setAttribute("added", "2");
        other.setAttribute("removed", null);
        other.setAttribute("changed", "2");
        other.save();
        session.setAttribute("unsaved", "3");
        assertThat(session.delete()).isTrue();

        assertThat(session.attributeNames()).containsExactlyInAnyOrder("kept", "changed", "added", "unsaved");
        assertThat(session.attribute("added")).isEqualTo("2");
        assertThat(session.attribute("changed")).isEqualTo("2");
        assertThat(session.attribute("unsaved")).isEqualTo("3");
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @Test
    void delete_otherNodeWasFaster_isFalse() {
        NodeSession session = here.create();
        session.save();
        assertThat(there.find(session.id()).orElseThrow().delete()).isTrue();
        assertThat(session.delete()).isFalse();
    }

    @Test
    void append_otherRequestOfThisNodeChangesTheIdMeanwhile_losesNoTurn() {
        NodeSession session = here.create();
        session.save();
        CompletableFuture<Void> appends = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < TURNS; i++) {
                session.conversation().append(ConversationEntry.builder("q" + i).build());
            }
        });
        while (!appends.isDone()) {
            assertThat(session.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
            LockSupport.parkNanos(100_000); // each waits for the other: an append must have its turn
        }
        appends.join();
        assertThat(session.conversation().size()).isEqualTo(TURNS);
    }
}
