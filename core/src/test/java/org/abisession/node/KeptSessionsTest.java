package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session that is kept on its node while it is found out whether it has ended elsewhere. */
class KeptSessionsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis);

    @Test
    void check_requestChangesTheIdAtThatMoment_sessionLives() {
        NodeSession made = nodes.there().create();
        made.save();
        NodeSession session = nodes.here().inUse().join(made.id()).orElseThrow();
        session.local().setAttribute("local", new Object());
        session.leave();
        SessionRepository racing = TwoNodes.before(nodes.here().repository(), "living", () -> {
            session.enter();
            session.changeId(SessionId.random());
            session.setAttribute("user", "ada");
        });

        new KeptSessions(racing, nodes.here().inUse(), expired -> {}, Duration.ZERO).check();

        assertThat(session.isEnded()).isFalse();
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        assertThat(nodes.there().find(session.id()).orElseThrow().attribute("user"))
                .isEqualTo("ada");
    }
}
