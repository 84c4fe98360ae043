package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
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
    void check_laterRequestHasChangedTheId_isDone() {
        nodes.proxy().refuse();
        assertThatThrownBy(session::delete).isInstanceOf(SessionStoreUnavailableException.class);
        session.leave();
        nodes.proxy().resume();
        NodeSession later = nodes.here().inUse().join(session.id()).orElseThrow();
        assertThat(later).isNotSameAs(session);
        assertThat(later.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);

        nodes.here().uncertainEnds().check();

        assertThat(nodes.here().uncertainEnds().isEmpty()).isTrue();
        assertThat(calls).isEmpty();
        assertThat(later.refresh()).isTrue();
    }

    @Test
    void check_idChangesAtThatMoment_tellsNobody() {
        AtomicReference<UncertainEnds> ends = new AtomicReference<>();
        SessionRepository racing = TwoNodes.before(nodes.here().repository(), "peek", () -> {
            SessionId before = session.id();
            session.changeId(SessionId.random());
            ends.get().renamed(session, before);
        });
        ends.set(new UncertainEnds(racing, nodes.here().ends()::foundOut));
        ends.get().add(session);

        ends.get().check();

        assertThat(calls).isEmpty();
        assertThat(session.isEnded()).isFalse();
        assertThat(TwoNodes.isAlive(nodes.there(), session)).isTrue();
    }

    @Test
    void check_sessionWasEndedUnderItsNewId_tellsNobodyAgain() {
        assertThat(session.delete()).isTrue(); // whose caller has the listeners called

        nodes.here().uncertainEnds().check();

        assertThat(nodes.here().uncertainEnds().isEmpty()).isTrue();
        assertThat(calls).isEmpty();
    }
}
