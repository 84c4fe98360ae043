package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.abisession.Sessions;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a session that one user leaves and enters again, as an administrator does who acts as somebody else for a
 * while, or who logs out and in.
 */
class UserChangeTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "user-attribute", "who");

    @BeforeEach
    void empty() {
        redis.client().flushAll();
    }

    private static int sessionsOf(NodeSession session) {
        return ((Sessions) session.attribute(Sessions.ATTRIBUTE)).list().size();
    }

    @Test
    void login_sameUserAgainOnTheOtherNode_isKeptAndListed() {
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "root");
        session.save();
        session.setAttribute("who", "ada");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);

        NodeSession there = nodes.there().find(session.id()).orElseThrow();
        there.setAttribute("who", "root");
        nodes.here().users().upkeep().close(); // what waits on the node that root has left
        assertThat(there.save()).isEqualTo(SaveResult.SAVED);
        nodes.here().users().upkeep().close();

        assertThat(TwoNodes.isAlive(nodes.here(), session)).isTrue();
        assertThat(sessionsOf(there)).isEqualTo(1);
        assertThat(redis.keys("abi-session:user:*")).containsExactly("abi-session:user::root");
    }

    @Test
    void login_sameUserAgainAfterAnEntryCouldNotBeRemoved_isKeptAndListed() {
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "root");
        session.save();
        session.setAttribute("who", null);
        nodes.proxy().answer("EVALSHA upkeep", "-OOM command not allowed when used memory > 'maxmemory'.");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        nodes.proxy().resume();

        NodeSession there = nodes.there().find(session.id()).orElseThrow();
        assertThat(nodes.there().sessionsOf("root").list()).isEmpty();
        there.setAttribute("who", "root");
        assertThat(there.save()).isEqualTo(SaveResult.SAVED);
        nodes.here().users().upkeep().close();

        assertThat(sessionsOf(there)).isEqualTo(1);
    }

    @Test
    void login_sameUserAgainInOneRequest_isKeptAndListed() {
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "root");
        session.save();

        session.setAttribute("who", null);
        session.setAttribute("who", "root");
        nodes.here().users().upkeep().close();
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        nodes.here().users().upkeep().close();

        assertThat(TwoNodes.isAlive(nodes.there(), session)).isTrue();
        assertThat(sessionsOf(session)).isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "ada")
    void changeId_afterAChangeOfTheUserThatIsNotStored_sessionIsStillThatOfItsUser(String next) {
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "root");
        session.save();
        session.setAttribute("who", next);
        assertThat(session.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);

        // The node is killed before it saves.
        assertThat(nodes.there().sessionsOf("root").endAll()).isEqualTo(1);
        assertThat(TwoNodes.isAlive(nodes.there(), session)).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "ada")
    void changeId_afterAChangeOfTheUserThatIsStored_sessionIsNoMoreThatOfTheUserBefore(String next) {
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "root");
        session.save();
        session.setAttribute("who", next);
        session.changeId(SessionId.random());
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        nodes.here().users().upkeep().close();

        assertThat(nodes.there().sessionsOf("root").endAll()).isZero();
        assertThat(TwoNodes.isAlive(nodes.there(), session)).isTrue();
        assertThat(nodes.there().find(session.id()).orElseThrow().user()).isEqualTo(Optional.ofNullable(next));
    }

    @Test
    void logout_sessionGoesOn_costsOneRoundTripMoreAndLeavesNoEntry() {
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "root");
        session.save();

        assertThat(nodes.roundTrips(() -> {
                    session.setAttribute("who", null);
                    session.save();
                }))
                .isEqualTo(2);
        assertThat(redis.keys("abi-session:user:*")).isEmpty();
    }
}
