package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.abisession.LoginRefusedException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SaveResult;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session that stays on its node, since it has a value for this node alone, after a request that could not be saved. */
class FailedSaveTest {
    private static final Duration INTERVAL = Duration.ofHours(2);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(
            redis, "user-attribute", "who", "max-sessions-per-user", "1", "max-sessions-exceeded", "refuse");

    @BeforeEach
    void empty() {
        redis.client().flushAll();
    }

    private NodeSession kept() {
        NodeSession made = nodes.there().create();
        made.setAttribute("who", "ada");
        made.setMaxInactiveInterval(INTERVAL);
        made.save();
        return join(made);
    }

    private NodeSession join(NodeSession made) {
        NodeSession session = nodes.here().inUse().join(made.id()).orElseThrow();
        session.local().setAttribute("local", new Object());
        return session;
    }

    /** Ends a request without Redis. */
    private void endWithoutRedis(NodeSession session) {
        nodes.proxy().refuse();
        assertThatThrownBy(() -> SessionView.save(session)).isInstanceOf(SessionStoreUnavailableException.class);
        session.leave();
        nodes.proxy().resume();
    }

    private void changeInANextRequest(NodeSession session) {
        assertThat(nodes.here().inUse().join(session.id())).containsSame(session);
        session.setAttribute("next", "request");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        session.leave();
    }

    @Test
    void save_loginWasRefused_laterRequestsAreServed() {
        kept();
        NodeSession made = nodes.there().create();
        made.save();
        NodeSession session = join(made);
        session.setAttribute("who", "ada");
        assertThatThrownBy(() -> SessionView.save(session)).isInstanceOf(LoginRefusedException.class);
        session.leave();

        changeInANextRequest(session);

        assertThat(nodes.there().find(session.id()).orElseThrow().user()).isEmpty();
        assertThat(session.sync().isLoginUnderWay()).isFalse();
    }

    @Test
    void save_logoutWasNotStored_sessionIsStillThatOfItsUser() {
        NodeSession session = kept();
        session.setAttribute("who", null);
        endWithoutRedis(session);

        changeInANextRequest(session);

        assertThat(session.user()).hasValue("ada");
        assertThat(nodes.there().sessionsOf("ada").endAll()).isEqualTo(1);
        assertThat(TwoNodes.isAlive(nodes.there(), session)).isFalse();
    }

    @Test
    void save_intervalWasNotStored_isNotStoredByALaterRequest() {
        NodeSession session = kept();
        session.setMaxInactiveInterval(Duration.ofMinutes(1));
        endWithoutRedis(session);

        changeInANextRequest(session);

        assertThat(session.maxInactiveInterval()).isEqualTo(INTERVAL);
        assertThat(nodes.there().find(session.id()).orElseThrow().maxInactiveInterval())
                .isEqualTo(INTERVAL);
    }

    @Test
    void getAttribute_outsideOfRequestsAfterwards_isWhatIsStored() {
        NodeSession session = kept();
        session.setAttribute("changed", "yes");
        endWithoutRedis(session);

        SessionView view = new SessionView(session, () -> false);
        view.requireValid("getAttribute");

        assertThat(view.node().attribute("who")).isEqualTo("ada");
        assertThat(view.node().attribute("changed")).isNull();
    }
}
