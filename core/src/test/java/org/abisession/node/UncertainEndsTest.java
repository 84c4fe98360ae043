package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A logout that the store did not answer, in a session that gets another id before anybody knows what became of it. */
class UncertainEndsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis);

    private final List<String> calls = new ArrayList<>();
    private NodeSession session;

    @BeforeEach
    void failToEnd() {
        nodes.here().ends().setListener(ended -> calls.add(String.valueOf(ended.attribute("a"))));
        session = nodes.here().create();
        session.setAttribute("a", "b");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        nodes.here().inUse().enter(session);
        nodes.proxy().refuse();
        assertThatThrownBy(session::delete).isInstanceOf(SessionStoreUnavailableException.class);
        nodes.proxy().resume();
        assertThat(session.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
    }

    @Test
    void check_sessionLivesUnderItsNewId_isDone() {
        nodes.here().uncertainEnds().check();

        assertThat(nodes.here().uncertainEnds().isEmpty()).isTrue();
        assertThat(calls).isEmpty();
        assertThat(session.refresh()).isTrue();
    }

    @Test
    void check_sessionWasEndedUnderItsNewId_tellsNobodyAgain() {
        assertThat(session.delete()).isTrue(); // whose caller has the listeners called

        nodes.here().uncertainEnds().check();

        assertThat(nodes.here().uncertainEnds().isEmpty()).isTrue();
        assertThat(calls).isEmpty();
    }
}
