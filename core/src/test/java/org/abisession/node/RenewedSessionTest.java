package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.abisession.ConversationEntry;
import org.abisession.Sessions;
import org.abisession.settings.InvalidSettingException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.IdRenewal;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions whose id a node renews while requests of both nodes use them. The values are encrypted. */
class RenewedSessionTest {
    private static final String KEY = key();

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(
            redis,
            "id-renewal",
            "1h",
            "command-timeout",
            "30s",
            "attribute-key",
            KEY,
            "user-attribute",
            "who",
            "near-cache",
            "1s");

    private static String key() {
        byte[] bytes = new byte[32];
        new Random(1).nextBytes(bytes);
        return "k:" + Base64.getEncoder().encodeToString(bytes);
    }

    private NodeSession here() {
        NodeSession made = nodes.here().create();
        made.setAttribute("a", "1");
        made.save();
        makeOld(made.id());
        return nodes.here().inUse().join(made.id()).orElseThrow();
    }

    private NodeSession there(NodeSession session) {
        return nodes.there().inUse().join(session.id()).orElseThrow();
    }

    private static void makeOld(SessionId id) {
        redis.client().hset("session:" + id.value() + ":attributes", IdRenewal.SINCE, "1700000000000");
    }

    private Optional<Object> read(SessionNode node, SessionId id, String name) {
        Optional<NodeSession> found = node.inUse().join(id);
        try {
            return found.map(session -> session.attribute(name));
        } finally {
            found.ifPresent(NodeSession::leave);
        }
    }

    private void assertNowhere(SessionId... ids) {
        for (SessionId id : ids) {
            assertThat(nodes.here().inUse().join(id)).isEmpty();
            assertThat(nodes.there().inUse().join(id)).isEmpty();
        }
    }

    @Test
    void renewId_requestOnTheOtherNode_savesUnderTheNewId() {
        NodeSession here = here();
        NodeSession there = there(here);
        SessionId old = here.id();
        assertThat(here.renewId()).isTrue();
        assertThat(here.idAfter(old)).hasValue(here.id());

        there.setAttribute("b", "2");
        assertThat(there.save()).isEqualTo(SaveResult.SAVED);
        assertThat(there.id()).isEqualTo(here.id());
        assertThat(read(nodes.here(), old, "b")).hasValue("2");
        assertThat(read(nodes.there(), here.id(), "a")).hasValue("1");
    }

    @Test
    void join_byTheOldId_isTheObjectThatTheNodeHas() {
        NodeSession here = here();
        SessionId old = here.id();
        here.renewId();
        assertThat(nodes.here().inUse().join(old).orElseThrow()).isSameAs(here);
        NodeSession there = nodes.there().inUse().join(here.id()).orElseThrow();
        assertThat(nodes.there().inUse().join(old).orElseThrow()).isSameAs(there);
        assertThat(nodes.there().inUse().size()).isEqualTo(1);
        assertThat(nodes.here().inUse().size()).isEqualTo(1);
    }

    @Test
    void renewId_bothNodes_oneRenewsAndBothHaveOneId() {
        for (int i = 0; i < 100; i++) {
            NodeSession here = here();
            NodeSession there = there(here);
            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(there::renewId);
            List<Boolean> renewed = List.of(here.renewId(), other.join());
            assertThat(renewed).containsExactlyInAnyOrder(true, false);
            assertThat(here.id()).isEqualTo(there.id());
            here.delete();
            here.leave();
            there.leave();
        }
    }

    @Test
    void delete_idRenewedOnTheOtherNode_endsTheSessionOnce() {
        NodeSession here = here();
        NodeSession there = there(here);
        SessionId old = here.id();
        here.renewId();
        assertThat(there.delete()).isTrue();
        assertThat(here.delete()).isFalse();
        assertNowhere(old, here.id(), there.id());
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @Test
    void delete_atTheSameTimeAsARenewal_isFinal() {
        for (int i = 0; i < 100; i++) {
            NodeSession here = here();
            NodeSession there = there(here);
            SessionId old = here.id();
            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(there::delete);
            boolean unused = here.renewId();
            assertThat(other.join()).isTrue();
            assertNowhere(old, here.id());
            assertThat(redis.keys("session:*")).isEmpty();
            here.leave();
            there.leave();
        }
    }

    @Test
    void changeId_atTheSameTimeAsARenewal_leavesNoIdThatLeadsToTheSession() {
        for (int i = 0; i < 100; i++) {
            NodeSession here = here();
            NodeSession there = there(here);
            SessionId old = here.id();
            SessionId login = SessionId.random();
            CompletableFuture<SaveResult> other = CompletableFuture.supplyAsync(() -> there.changeId(login));
            boolean unused = here.renewId();
            SessionId renewed = here.id();
            assertThat(other.join()).isEqualTo(SaveResult.SAVED);
            assertThat(here.idAfter(old).filter(login::equals)).isEmpty();
            here.leave();
            there.leave();
            assertNowhere(old);
            if (!renewed.equals(login)) {
                assertNowhere(renewed);
            }
            assertThat(read(nodes.here(), login, "a")).hasValue("1");
            there.delete();
        }
    }

    @Test
    void append_idRenewedOnTheOtherNode_isUnderTheNewId() {
        NodeSession here = here();
        NodeSession there = there(here);
        here.renewId();
        there.conversation().append(ConversationEntry.builder("q").build());
        assertThat(here.conversation().size()).isEqualTo(1);
    }

    @Test
    void renewId_sessionOfAUser_isListedOnceAndEnded() {
        NodeSession here = here();
        here.setAttribute("who", "ann");
        here.save();
        makeOld(here.id());
        assertThat(here.refresh()).isTrue();
        NodeSession there = there(here);
        CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(there::renewId);
        boolean unused = here.renewId();
        other.join();
        Sessions sessions = nodes.there().sessionsOf("ann");
        assertThat(sessions.list()).hasSize(1);
        assertThat(sessions.endAll()).isEqualTo(1);
        assertNowhere(here.id());
    }

    @Test
    void save_loginUnderWayWhileTheOtherNodeRenews_isStored() {
        NodeSession here = here();
        NodeSession there = there(here);
        there.setAttribute("who", "ann");
        assertThat(here.renewId()).isTrue();
        assertThat(there.save()).isEqualTo(SaveResult.SAVED);
        assertThat(read(nodes.here(), here.id(), "who")).hasValue("ann");
        assertThat(nodes.here().sessionsOf("ann").list()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m", "119s", "-1h", "3651d", "soon"})
    void idRenewal_notLongerThanAnOldIdLeads_isRefused(String value) {
        Assertions.assertThatThrownBy(() ->
                        SessionSettings.builder().adapter("id-renewal", value).build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("id-renewal");
    }

    @Test
    void idRenewal_onACluster_isRefused() {
        Assertions.assertThatThrownBy(() -> SessionSettings.builder()
                        .adapter("id-renewal", "1h")
                        .adapter("redis-url", "redis-cluster://localhost:6379")
                        .build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("must not be set on Redis Cluster");
    }

    @Test
    void endOthers_idOfItsSessionRenewedByTheOtherNode_sparesIt() {
        NodeSession here = here();
        here.setAttribute("who", "ada");
        assertThat(here.save()).isEqualTo(SaveResult.SAVED);
        makeOld(here.id());
        NodeSession there = there(here);
        assertThat(there.renewId()).isTrue();

        assertThat(((Sessions) here.attribute(Sessions.ATTRIBUTE)).endOthers()).isZero();

        assertThat(there.refresh()).isTrue();
        assertThat(here.id()).isEqualTo(there.id());
    }
}
