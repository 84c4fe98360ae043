package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.abisession.store.ProviderLink;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The links of sessions with those of a provider, on two nodes. */
class SessionLinksTest {
    private static final String INDEX = "abi-session:user::";
    private static final String ADA = ProviderLink.of("sub", "https://issuer", "shop", "ada");
    private static final String FIRST = ProviderLink.of("sid", "https://issuer", "shop", "1");
    private static final String SECOND = ProviderLink.of("sid", "https://issuer", "shop", "2");

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "user-attribute", "who");

    @BeforeEach
    void empty() {
        redis.client().flushAll();
    }

    /** Logs in as Spring Security does: the links are noted first, then the id changes, then the login is there. */
    private static NodeSession login(SessionNode node, String user, String... links) {
        NodeSession session = node.create();
        session.save();
        loginWith(session, user, links);
        return session;
    }

    private static void loginWith(NodeSession session, String user, String... links) {
        session.setControl(ProviderLink.CONTROL, ProviderLink.text(List.of(links)));
        assertThat(session.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
        session.setAttribute("who", user);
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
    }

    @Test
    void of_otherParts_isAnotherLink() {
        assertThat(ProviderLink.of("sub", "a", "bc")).isNotEqualTo(ProviderLink.of("sub", "ab", "c"));
        assertThat(ProviderLink.parse(ProviderLink.text(List.of(ADA, FIRST)))).containsExactly(ADA, FIRST);
        assertThat(ProviderLink.parse(7)).isEmpty();
        assertThat(ProviderLink.parse("link:ada")).isEmpty();
    }

    @Test
    void endLinked_onTheOtherNode_endsTheSessionsWithThatLinkAlone() {
        NodeSession one = login(nodes.here(), "ada", ADA, FIRST);
        NodeSession two = login(nodes.there(), "ada", ADA, SECOND);
        NodeSession bob = login(nodes.here(), "bob");

        assertThat(nodes.there().endLinked(FIRST)).isEqualTo(1);

        assertThat(TwoNodes.isAlive(nodes.here(), one)).isFalse();
        assertThat(TwoNodes.isAlive(nodes.here(), two)).isTrue();
        assertThat(nodes.here().endLinked(ADA)).isEqualTo(1);
        assertThat(TwoNodes.isAlive(nodes.there(), two)).isFalse();
        assertThat(TwoNodes.isAlive(nodes.there(), bob)).isTrue();
        assertThat(nodes.here().endLinked(ADA)).isZero();
    }

    @Test
    void login_withLinks_costsOneRoundTripMoreAndLaterRequestsNone() {
        login(nodes.here(), "ada", ADA, FIRST);
        NodeSession plain = nodes.here().create();
        plain.save();
        int without = nodes.roundTrips(() -> {
            assertThat(plain.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
            plain.setAttribute("who", "ada");
            plain.save();
        });
        NodeSession session = nodes.here().create();
        session.save();

        assertThat(nodes.roundTrips(() -> loginWith(session, "ada", ADA, SECOND)))
                .isEqualTo(without + 1);

        assertThat(nodes.roundTrips(() -> {
                    NodeSession again = nodes.here().find(session.id()).orElseThrow();
                    again.attribute("who");
                    again.setAttribute("tea", "green");
                    again.save();
                }))
                .isEqualTo(2);
    }

    @Test
    void changeId_linked_movesTheEntries() {
        NodeSession session = login(nodes.here(), "ada", ADA, FIRST);
        SessionId before = session.id();
        assertThat(session.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
        nodes.here().users().upkeep().removeEnded();

        assertThat(redis.client().zrange(INDEX + FIRST, 0, -1))
                .contains(session.id().value())
                .doesNotContain(before.value());
        assertThat(nodes.there().endLinked(FIRST)).isEqualTo(1);
        assertThat(TwoNodes.isAlive(nodes.here(), session)).isFalse();
    }

    @Test
    void logout_sessionGoesOn_hasNoLinksAnyMore() {
        NodeSession session = login(nodes.here(), "ada", ADA, FIRST);
        NodeSession again = nodes.there().find(session.id()).orElseThrow();
        again.setAttribute("who", null);
        assertThat(again.save()).isEqualTo(SaveResult.SAVED);

        assertThat(redis.client().hexists("session:" + session.id().value() + ":attributes", ProviderLink.FIELD))
                .isFalse();
        assertThat(nodes.here().endLinked(ADA)).isZero();
        assertThat(TwoNodes.isAlive(nodes.here(), session)).isTrue();
    }

    @Test
    void login_asAnotherUserInTheSameSession_isNotEndedByTheFormerLinks() {
        NodeSession session = login(nodes.here(), "ada", ADA, FIRST);
        NodeSession again = nodes.there().find(session.id()).orElseThrow();
        again.setAttribute("who", "bob");
        again.save();
        assertThat(nodes.here().endLinked(FIRST)).isZero();

        String bob = ProviderLink.of("sub", "https://issuer", "shop", "bob");
        loginWith(again, "bob", bob, SECOND);

        assertThat(nodes.here().endLinked(FIRST)).isZero();
        assertThat(TwoNodes.isAlive(nodes.here(), again)).isTrue();
        assertThat(nodes.here().endLinked(SECOND)).isEqualTo(1);
    }

    @Test
    void index_everyLinkedSessionHasEnded_isGone() {
        NodeSession one = login(nodes.here(), "ada", ADA, FIRST);
        NodeSession two = login(nodes.here(), "ada", ADA, SECOND);
        one.delete();
        assertThat(nodes.there().endLinked(SECOND)).isEqualTo(1);
        assertThat(TwoNodes.isAlive(nodes.here(), two)).isFalse();

        nodes.here().users().upkeep().removeEnded();
        nodes.there().users().upkeep().removeEnded();

        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    void index_nodeIsKilledAfterTheEntry_hasTheTimeOfTheSession() {
        NodeSession session = login(nodes.here(), "ada", ADA, FIRST);
        long holds = nodes.here().users().holds(session.maxInactiveInterval()).toMillis();

        for (String link : List.of(ADA, FIRST)) {
            assertThat(redis.client().pttl(INDEX + link)).isBetween(1L, holds);
        }
    }

    @Test
    void index_entriesLost_areMadeAnewByTheNextUse() {
        NodeSession session = login(nodes.here(), "ada", ADA, FIRST);
        redis.client().del(INDEX + ADA, INDEX + FIRST);
        assertThat(nodes.there().endLinked(FIRST)).isZero();

        assertThat(TwoNodes.isAlive(nodes.there(), session)).isTrue();
        nodes.there().users().upkeep().prolong();

        assertThat(nodes.here().endLinked(FIRST)).isEqualTo(1);
    }

    @Test
    void links_hashedNames_standInNoKeyName() {
        try (SessionNode node = TwoNodes.open(
                redis.uri(),
                "user-attribute",
                "who",
                "user-names",
                "hashed",
                "user-names-key",
                "a secret of the test")) {
            NodeSession session = login(node, "ada", ADA);

            assertThat(redis.keys("abi-session:user:*")).hasSize(2).noneMatch(key -> key.contains(ADA));
            assertThat(node.endLinked(ADA)).isEqualTo(1);
            assertThat(TwoNodes.isAlive(node, session)).isFalse();
        }
    }

    @Test
    void endLinked_againstChangesOfIds_leavesNone() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 200; i++) {
                NodeSession session = login(nodes.here(), "ada", ADA, FIRST);
                List<Callable<Integer>> calls = new ArrayList<>();
                calls.add(() -> {
                    for (int change = 0; change < 3; change++) {
                        if (session.changeId(SessionId.random()) == SaveResult.GONE) {
                            return change;
                        }
                    }
                    return 3;
                });
                calls.add(() -> nodes.there().endLinked(FIRST));
                for (Future<Integer> done : threads.invokeAll(calls)) {
                    assertThat(done.get()).isNotNegative();
                }
                assertThat(TwoNodes.isAlive(nodes.there(), session))
                        .as("round " + i)
                        .isFalse();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(redis.keys("session:*")).isEmpty();
    }
}
