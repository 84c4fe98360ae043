package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.LoginRefusedException;
import org.abisession.Sessions;
import org.abisession.UserSession;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sessions of a user on two nodes, by an attribute that the setting names. */
class UserSessionsTest {
    private static final String INDEX = "abi-session:user::";

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "user-attribute", "who");

    @BeforeEach
    void empty() {
        redis.client().flushAll();
    }

    private static NodeSession login(SessionNode node, String user) {
        NodeSession session = node.create();
        session.setAttribute("who", user);
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        return session;
    }

    private static Sessions sessions(NodeSession session) {
        return (Sessions) session.attribute(Sessions.ATTRIBUTE);
    }

    @Test
    void list_loginsOnTwoNodes_hasBothWithHandlesAndNoIds() {
        NodeSession one = login(nodes.here(), "ada");
        NodeSession two = login(nodes.there(), "ada");

        List<UserSession> listed = sessions(one).list();

        assertThat(listed).hasSize(2).allMatch(session -> !session.loginAt().isBefore(session.createdAt()));
        assertThat(listed).filteredOn(UserSession::current).hasSize(1);
        assertThat(listed.toString()).doesNotContain(one.id().value(), two.id().value());
        assertThat(sessions(one).ofUser("bob").list()).isEmpty();
    }

    @Test
    void login_newSession_costsOneRoundTripMore() {
        NodeSession warm = login(nodes.here(), "ada");
        assertThat(warm.delete()).isTrue();
        assertThat(nodes.roundTrips(() -> {
                    NodeSession session = nodes.here().create();
                    session.setAttribute("tea", "green");
                    session.save();
                }))
                .isEqualTo(1);

        assertThat(nodes.roundTrips(() -> login(nodes.here(), "ada"))).isEqualTo(2);
    }

    @Test
    void login_anonymousSession_costsOneRoundTripMoreAndLaterRequestsNone() {
        login(nodes.here(), "ada");
        NodeSession session = nodes.here().create();
        session.save();
        assertThat(nodes.roundTrips(() -> {
                    session.setAttribute("who", "ada");
                    session.save();
                }))
                .isEqualTo(2);

        assertThat(nodes.roundTrips(() -> {
                    NodeSession again = nodes.here().find(session.id()).orElseThrow();
                    again.attribute("who");
                    again.setAttribute("tea", "green");
                    again.save();
                }))
                .isEqualTo(2);
    }

    @Test
    void login_sessionsEndedWhileItIsUnderWay_isNotStored() {
        NodeSession other = login(nodes.there(), "ada");
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "ada");

        assertThat(nodes.there().sessionsOf("ada").endAll()).isEqualTo(1);

        assertThat(session.save()).isEqualTo(SaveResult.GONE);
        assertThat(TwoNodes.isAlive(nodes.there(), session)).isFalse();
        assertThat(TwoNodes.isAlive(nodes.there(), other)).isFalse();
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @Test
    void login_anonymousSessionAndAllEndedWhileItIsUnderWay_endsTheSession() {
        NodeSession session = nodes.here().create();
        session.save();
        session.setAttribute("who", "ada");

        assertThat(nodes.there().sessionsOf("ada").endAll()).isZero();

        assertThat(session.save()).isEqualTo(SaveResult.GONE);
        assertThat(TwoNodes.isAlive(nodes.there(), session)).isFalse();
    }

    @Test
    void endAll_userWithoutSessions_endsNothing() {
        NodeSession bob = login(nodes.here(), "bob");

        assertThat(nodes.there().sessionsOf("ada").endAll()).isZero();

        assertThat(TwoNodes.isAlive(nodes.there(), bob)).isTrue();
    }

    @Test
    void endOthers_inTheRequestOfTheLogin_leavesThisOne() {
        NodeSession other = login(nodes.there(), "ada");
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "ada");

        assertThat(sessions(session).endOthers()).isEqualTo(1);

        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        assertThat(TwoNodes.isAlive(nodes.there(), session)).isTrue();
        assertThat(TwoNodes.isAlive(nodes.there(), other)).isFalse();
    }

    @Test
    void changeId_loggedIn_movesTheEntry() {
        NodeSession session = login(nodes.here(), "ada");
        SessionId renewed = SessionId.random();

        assertThat(session.changeId(renewed)).isEqualTo(SaveResult.SAVED);

        assertThat(nodes.there().sessionsOf("ada").list()).hasSize(1);
        assertThat(nodes.there().sessionsOf("ada").endAll()).isEqualTo(1);
        assertThat(nodes.here().find(renewed)).isEmpty();
    }

    @Test
    void login_asAnotherUser_movesTheSessionToTheOther() {
        NodeSession session = login(nodes.here(), "ada");

        session.setAttribute("who", "bob");
        session.save();

        assertThat(nodes.there().sessionsOf("ada").list()).isEmpty();
        assertThat(nodes.there().sessionsOf("bob").list()).hasSize(1);
        assertThat(nodes.there().sessionsOf("ada").endAll()).isZero();
        assertThat(TwoNodes.isAlive(nodes.there(), session)).isTrue();
    }

    @Test
    void attributeSetToTheSame_loggedIn_isNoOtherLogin() {
        NodeSession session = login(nodes.here(), "ada");
        UserSession before = sessions(session).list().get(0);

        session.setAttribute("who", "ada");
        session.save();

        assertThat(sessions(session).list().get(0).loginAt()).isEqualTo(before.loginAt());
    }

    @Test
    void name_withSignsOfKeysAndJson_isKeptApart() {
        String odd = "a:b*?[x]%{\"\\}\n ü" + (char) 0xd800;
        NodeSession session = login(nodes.here(), odd);
        login(nodes.here(), "a");

        assertThat(sessions(session).user()).contains(odd);
        assertThat(nodes.there().sessionsOf(odd).list()).hasSize(1);
        assertThat(redis.keys(INDEX + "a")).hasSize(1);
        assertThat(nodes.there().sessionsOf(odd).endAll()).isEqualTo(1);
    }

    @Test
    void index_everySessionHasEnded_isGone() {
        try (SessionNode node = TwoNodes.open(redis.uri(), "user-attribute", "who", "sweep-interval", "100ms")) {
            node.start(ended -> {});
            NodeSession session = login(node, "ada");
            session.changeId(SessionId.random());
            login(node, "ada").delete();
            session.delete();
        }
        // These two have a TTL, and are there if a sweep has been.
        assertThat(redis.keys("*")).isSubsetOf("abi-session:sessions", "abi-session:sweeper");
    }

    @Test
    void index_nodeIsKilledBetweenEntryAndSave_hasTheTimeOfTheSession() {
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "ada");

        assertThat(nodes.there().sessionsOf("ada").list()).isEmpty();
        assertThat(redis.client().pttl(INDEX + "ada"))
                .isBetween(1L, Duration.ofDays(3).toMillis());
    }

    @Test
    void index_nodeIsKilledBetweenEntryAndChangeOfId_findsTheSessionUnderTheOldId() {
        NodeSession session = login(nodes.here(), "ada");
        nodes.here().users().index().move("ada", SessionId.random(), Duration.ofHours(1));

        assertThat(nodes.there().sessionsOf("ada").list()).hasSize(1);
        assertThat(nodes.there().sessionsOf("ada").endAll()).isEqualTo(1);
        assertThat(TwoNodes.isAlive(nodes.there(), session)).isFalse();
    }

    @Test
    void index_entryLost_isMadeAnewByTheNextUse() {
        try (SessionNode node = TwoNodes.open(redis.uri(), "user-attribute", "who", "sweep-interval", "100ms")) {
            node.start(ended -> {});
            NodeSession session = login(node, "ada");
            redis.client().del(INDEX + "ada");
            assertThat(node.find(session.id())).isPresent();
        }
        assertThat(nodes.there().sessionsOf("ada").list()).hasSize(1);
    }

    @Test
    void login_refusedForTheLimit_storesNothingAndLeavesTheSession() {
        try (SessionNode node = TwoNodes.open(
                redis.uri(),
                "user-attribute",
                "who",
                "max-sessions-per-user",
                "1",
                "max-sessions-exceeded",
                "refuse")) {
            NodeSession first = login(node, "ada");
            NodeSession second = node.create();
            second.save();
            second.setAttribute("who", "ada");
            assertThatThrownBy(second::save)
                    .isInstanceOf(LoginRefusedException.class)
                    .hasMessageContaining("max-sessions-per-user");
            assertThat(node.metrics().refusals("login-refused")).isEqualTo(1);

            assertThat(TwoNodes.isAlive(node, first)).isTrue();
            assertThat(node.find(second.id()).orElseThrow().attribute("who")).isNull();

            first.delete();
            NodeSession third = login(node, "ada");
            assertThat(TwoNodes.isAlive(node, third)).isTrue();
        }
    }

    @Test
    void name_hashed_standsInNoKeyName() {
        try (SessionNode node = TwoNodes.open(
                redis.uri(),
                "user-attribute",
                "who",
                "user-names",
                "hashed",
                "user-names-key",
                "a secret of the test")) {
            NodeSession session = login(node, "ada");

            assertThat(redis.keys("abi-session:user:*")).hasSize(1).noneMatch(key -> key.contains("ada"));
            assertThat(node.sessionsOf("ada").list()).hasSize(1);
            assertThat(node.settings().toString()).doesNotContain("a secret of the test");
            session.delete();
        }
    }

    @Test
    void absoluteTimeout_constantUse_endsTheSessionInTime() {
        try (SessionNode node = TwoNodes.open(redis.uri(), "absolute-timeout", "600ms")) {
            NodeSession session = node.create();
            session.setAttribute("tea", "green");
            session.save();
            long began = session.createdAt().toEpochMilli();
            long last = began;
            while (node.find(session.id()).isPresent()) {
                last = System.currentTimeMillis();
                assertThat(last - began).isLessThan(60_000);
            }
            assertThat(System.currentTimeMillis() - began).isGreaterThanOrEqualTo(600);
            assertThat(redis.client().pttl("session:" + session.id().value() + ":metadata"))
                    .isLessThanOrEqualTo(0);
        }
    }

    @Test
    void absoluteTimeoutFromLogin_anonymousSession_hasNoSuchEnd() {
        try (SessionNode node = TwoNodes.open(
                redis.uri(), "user-attribute", "who", "absolute-timeout", "1h", "absolute-timeout-from", "login")) {
            NodeSession session = node.create();
            session.save();
            assertThat(attributes(session)).doesNotContainKey("@ends_at");
            session.setAttribute("who", "ada");
            session.save();

            assertThat(attributes(session)).containsKey("@ends_at");
            assertThat(redis.client().pttl("session:" + session.id().value() + ":metadata"))
                    .isBetween(1L, 3_600_000L);
            assertThat(node.find(session.id())).isPresent();
            assertThat(redis.client().pttl("session:" + session.id().value() + ":metadata"))
                    .isBetween(1L, 3_600_000L);
        }
    }

    @Test
    void anonymousTimeout_nothingInTheSession_livesShortlyUntilItsNextUse() {
        try (SessionNode node = TwoNodes.open(redis.uri(), "anonymous-timeout", "5m")) {
            NodeSession empty = node.create();
            empty.save();
            NodeSession full = node.create();
            full.setAttribute("tea", "green");
            full.save();

            assertThat(metadataTtl(empty)).isLessThanOrEqualTo(300_000);
            assertThat(metadataTtl(full)).isGreaterThan(300_000);
            assertThat(attributes(empty)).doesNotContainKey("@anonymous");
            assertThat(node.find(empty.id()).orElseThrow().lastAccessedAt()).isEqualTo(empty.createdAt());
            assertThat(metadataTtl(empty)).isGreaterThan(300_000);
        }
    }

    private static long metadataTtl(NodeSession session) {
        return redis.client().pttl("session:" + session.id().value() + ":metadata");
    }

    private static Map<String, String> attributes(NodeSession session) {
        return redis.client().hgetAll("session:" + session.id().value() + ":attributes");
    }

    /** Describes what a framework keeps with a session, which a request may change in place. */
    public static final class Context implements Serializable {
        private static final AtomicInteger ASKED = new AtomicInteger();
        private String name;

        Context(String name) {
            this.name = name;
        }

        /** Returns who is logged in. */
        public String getAuthentication() {
            ASKED.incrementAndGet();
            return name;
        }
    }

    @Test
    void save_loginThatWasReadAndNotChanged_isNotAskedForTheUser() {
        try (SessionNode node = TwoNodes.open(redis.uri())) {
            NodeSession session = node.create();
            session.setAttribute("SPRING_SECURITY_CONTEXT", new Context("ada"));
            session.save();
            NodeSession next = node.find(session.id()).orElseThrow();
            assertThat(next.attribute("SPRING_SECURITY_CONTEXT")).isNotNull();
            int before = Context.ASKED.get();

            next.save();
            next.setAttribute("cart", "tea");
            next.save();

            assertThat(Context.ASKED.get()).isEqualTo(before);
        }
    }

    @Test
    void save_loginThatWasChangedInPlace_isThatOfTheOtherUser() {
        try (SessionNode node = TwoNodes.open(redis.uri())) {
            NodeSession session = node.create();
            session.setAttribute("SPRING_SECURITY_CONTEXT", new Context("ada"));
            session.save();
            NodeSession next = node.find(session.id()).orElseThrow();
            ((Context) Objects.requireNonNull(next.attribute("SPRING_SECURITY_CONTEXT"))).name = "bob";

            next.save();

            assertThat(nodes.there().sessionsOf("ada").list()).isEmpty();
            assertThat(nodes.there().sessionsOf("bob").list()).hasSize(1);
        }
    }
}
