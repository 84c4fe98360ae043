package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.abisession.ConversationEntry;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.store.IdRenewal;
import org.abisession.store.RenewalResult;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

/** The renewal of ids by the store, on two nodes of one application. */
class IdRenewalTest {
    private static final Duration AFTER = Duration.ofHours(1);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private final SessionId old = SessionId.random();
    private final SessionId renewed = SessionId.random();
    private final List<SessionSnapshot> expired = new ArrayList<>();
    private RespProxy proxy;
    private RedisConnections connections;
    private RedisConnections otherConnections;
    private RedisSessionRepository here;
    private RedisSessionRepository there;

    @BeforeEach
    void open() {
        proxy = RespProxy.inFrontOf(redis.uri());
        connections = RedisConnections.open(settings(proxy.uri()).build());
        otherConnections = RedisConnections.open(settings(redis.uri()).build());
        here = new RedisSessionRepository(connections, settings(proxy.uri()).build(), expired::add);
        there = new RedisSessionRepository(
                otherConnections, settings(redis.uri()).build(), expired::add);
        here.register();
    }

    @AfterEach
    void close() {
        connections.close();
        otherConnections.close();
        proxy.close();
    }

    SettingsBuilder settings(String uri) {
        return SessionSettings.builder()
                .adapter("redis-url", uri)
                .adapter("command-timeout", "30s")
                .adapter("id-renewal", "1h");
    }

    private StoreView store() {
        return new StoreView(redis.client(), settings(redis.uri()).build().hashTags());
    }

    private String keyOf(SessionId id) {
        return "abi-session:renewed::" + id.sha256();
    }

    /** Makes a session that has had its id for a minute longer than it may. */
    private void createOld() {
        create(InstantSource.system().instant().minus(AFTER).minusSeconds(60));
    }

    private void create(Instant createdAt) {
        create(old, createdAt);
    }

    private void create(SessionId id, Instant createdAt) {
        here.create(new SessionSnapshot(
                id,
                createdAt,
                createdAt.plusMillis(1),
                Duration.ofHours(2),
                false,
                Map.of("a", bytes("1")),
                SharedMetadata.NONE));
    }

    private void makeOld(SessionId id) {
        redis.client().hset(store().key(id, "attributes"), IdRenewal.SINCE, "1700000000000");
        here.leases().clear();
        there.leases().clear();
    }

    private static SessionDelta set(String name) {
        return SessionDelta.of(Map.of(name, bytes("2")), Set.of());
    }

    private static void assertLeads(SessionRepository node, SessionId from, SessionId to) {
        SessionSnapshot found = node.find(from).orElseThrow();
        assertThat(found.id()).isEqualTo(to);
        assertThat(found.fields()).containsKey("a");
        assertThat(node.peek(from).orElseThrow().id()).isEqualTo(to);
        assertThat(node.findWhole(from).orElseThrow().id()).isEqualTo(to);
    }

    private void assertLeadsNowhere(SessionId... ids) {
        for (SessionId id : ids) {
            for (SessionRepository node : List.of(here, there)) {
                assertThat(node.find(id)).isEmpty();
                assertThat(node.findWhole(id)).isEmpty();
                assertThat(node.peek(id)).isEmpty();
            }
        }
    }

    @Test
    void renewId_idIsOld_oldIdLeadsToTheNewOneOnAllNodesForAMinute() {
        createOld();
        assertThat(here.renewId(old, renewed)).isEqualTo(RenewalResult.RENEWED);
        assertLeads(here, old, renewed);
        assertLeads(there, old, renewed);
        assertThat(there.find(renewed).orElseThrow().id()).isEqualTo(renewed);
        assertThat(redis.client().pttl(keyOf(old))).isBetween(50_000L, IdRenewal.GRACE.toMillis());
        assertThat(store().timesToLive(old)).containsOnly(Optional.empty());
        assertThat(store().storedMetadata(renewed).orElseThrow())
                .contains(renewed.value())
                .doesNotContain(old.value());

        redis.client().del(keyOf(old)); // the minute is over
        assertLeadsNowhere(old);
        assertThat(there.find(renewed)).isPresent();
    }

    @Test
    void renewId_keepsAttributesAndExpiry() {
        createOld();
        List<Optional<Duration>> before = store().timesToLive(old);
        here.renewId(old, renewed);
        List<Optional<Duration>> after = store().timesToLive(renewed);
        for (int i = 0; i < 2; i++) {
            assertThat(after.get(i).orElseThrow())
                    .isBetween(
                            before.get(i).orElseThrow().minusSeconds(10),
                            before.get(i).orElseThrow());
        }
        assertThat(there.save(there.find(old).orElseThrow(), set("b"))).isEqualTo(SaveResult.SAVED);
        assertThat(here.find(renewed).orElseThrow().fields()).containsKeys("a", "b");
    }

    @Test
    void renewId_idIsYoung_keepsIt() {
        create(InstantSource.system().instant().minus(AFTER).plusSeconds(60));
        assertThat(here.renewId(old, renewed)).isEqualTo(RenewalResult.KEPT);
        assertThat(there.find(old).orElseThrow().id()).isEqualTo(old);
        assertThat(redis.client().exists(keyOf(old))).isFalse();
    }

    @Test
    void renewId_justRenewedOrChanged_keepsIt() {
        createOld();
        here.renewId(old, renewed);
        assertThat(there.renewId(renewed, SessionId.random())).isEqualTo(RenewalResult.KEPT);
        SessionId changed = SessionId.random();
        here.changeId(renewed, changed);
        assertThat(there.renewId(changed, SessionId.random())).isEqualTo(RenewalResult.KEPT);
    }

    @Test
    void renewId_noSession_isGone() {
        assertThat(here.renewId(old, renewed)).isEqualTo(RenewalResult.GONE);
        createOld();
        here.delete(old);
        assertThat(here.renewId(old, renewed)).isEqualTo(RenewalResult.GONE);
        createOld();
        store().expire(old);
        assertThat(there.renewId(old, renewed)).isEqualTo(RenewalResult.GONE);
        assertLeadsNowhere(renewed);
    }

    @Test
    void renewId_twoNodesAtOnce_oneOfThemRenewsIt() {
        for (int i = 0; i < 200; i++) {
            SessionId id = SessionId.random();
            create(id, InstantSource.system().instant().minus(AFTER).minusSeconds(60));
            SessionId first = SessionId.random();
            SessionId second = SessionId.random();
            CompletableFuture<RenewalResult> other = CompletableFuture.supplyAsync(() -> there.renewId(id, second));
            List<RenewalResult> both = List.of(here.renewId(id, first), other.join());
            assertThat(both).containsExactlyInAnyOrder(RenewalResult.RENEWED, RenewalResult.GONE);
            SessionId now = both.get(0) == RenewalResult.RENEWED ? first : second;
            assertThat(here.find(id).orElseThrow().id()).isEqualTo(now);
            assertThat(there.find(id).orElseThrow().id()).isEqualTo(now);
            here.delete(now);
        }
    }

    @Test
    void delete_renewedSession_oldIdLeadsNowhere() {
        createOld();
        here.renewId(old, renewed);
        assertThat(there.find(old)).isPresent();
        there.delete(renewed);
        assertLeadsNowhere(old, renewed);
    }

    @Test
    void changeId_afterARenewal_noIdBeforeItLeadsToTheSession() {
        createOld();
        here.renewId(old, renewed);
        SessionId login = SessionId.random();
        assertThat(there.changeId(renewed, login)).isEqualTo(SaveResult.SAVED);
        assertLeadsNowhere(old, renewed);
        assertThat(here.find(login).orElseThrow().fields()).doesNotContainKey(IdRenewal.FROM);

        makeOld(login);
        SessionId after = SessionId.random();
        assertThat(here.renewId(login, after)).isEqualTo(RenewalResult.RENEWED);
        assertLeads(there, login, after);
        assertLeadsNowhere(old, renewed);
    }

    @Test
    void find_idThatWasRenewedTwice_leadsNowhere() {
        createOld();
        here.renewId(old, renewed);
        makeOld(renewed);
        SessionId third = SessionId.random();
        assertThat(there.renewId(renewed, third)).isEqualTo(RenewalResult.RENEWED);
        assertLeads(here, renewed, third);
        assertLeadsNowhere(old);
    }

    @Test
    void find_renewedSessionHasTimedOut_oldIdLeadsNowhere() {
        createOld();
        here.renewId(old, renewed);
        store().expire(renewed);
        here.leases().clear();
        there.leases().clear();
        assertLeadsNowhere(old);
        assertThat(expired)
                .singleElement()
                .satisfies(session -> assertThat(session.id()).isEqualTo(renewed));
    }

    @Test
    void find_pythonWritesMetadataAgain_oldIdLeadsToTheSessionAndToNoOther() {
        createOld();
        here.renewId(old, renewed);
        store().pythonWritesMetadata(old, "{}");
        assertLeads(there, old, renewed);

        here.delete(renewed);
        store().pythonWritesMetadata(renewed, "{}");
        assertThat(there.find(old)).isEmpty();
        assertThat(there.find(renewed).orElseThrow().adopted()).isTrue();
    }

    @Test
    void find_keyOfAnOldIdIsForged_leadsNowhere() {
        createOld();
        SessionId other = SessionId.random();
        for (String forged : List.of(old.value(), other.value(), "", "x", "a".repeat(500))) {
            redis.client().set(keyOf(other), forged, SetParams.setParams().px(60_000));
            assertLeadsNowhere(other);
        }
        redis.client().del(keyOf(other));
        redis.client().hset(keyOf(other), "a", "b");
        redis.client().pexpire(keyOf(other), 60_000);
        assertLeadsNowhere(other);
    }

    @Test
    void renewId_conversationOrForeignMetadata_keepsTheIdAndIsTriedAgainMuchLater() {
        createOld();
        here.conversation(old).append(ConversationEntry.builder("q").build());
        assertThat(here.renewId(old, renewed)).isEqualTo(RenewalResult.KEPT);
        assertThat(IdRenewal.since(there.find(old).orElseThrow()).orElseThrow())
                .isAfter(InstantSource.system().instant().minusSeconds(60));
        here.delete(old);

        createOld();
        store().pythonWritesMetadata(
                        old, "{\"session_id\": \"" + old.value() + "\", \"created_at\": \"x\", \"user\": 1}");
        assertThat(here.renewId(old, renewed)).isEqualTo(RenewalResult.KEPT);
        assertLeadsNowhere(renewed);
    }

    @Test
    void renewId_sessionOfThePythonApplication_keepsItsIdForEver() {
        store().pythonWritesMetadata(
                        old,
                        "{\"session_id\": \"" + old.value() + "\", \"created_at\": \"2024-01-15T10:30:00.123456\"}");
        assertThat(here.save(here.find(old).orElseThrow(), set("a"))).isEqualTo(SaveResult.SAVED);
        assertThat(IdRenewal.since(there.find(old).orElseThrow())).isEmpty();
        assertThat(here.renewId(old, renewed)).isEqualTo(RenewalResult.KEPT);
        SessionId changed = SessionId.random();
        here.changeId(old, changed);
        assertThat(IdRenewal.since(there.find(changed).orElseThrow())).isEmpty();
    }

    @Test
    void renewId_anotherApplicationHasTheSession_keepsTheId() {
        createOld();
        SessionSettings settings =
                settings(redis.uri()).adapter("app", "another").build();
        SessionRepository another = new RedisSessionRepository(otherConnections, settings, session -> {});
        another.register();
        SessionSnapshot beside = here.find(old).orElseThrow();
        assertThat(another.createBeside(beside)).isEqualTo(SaveResult.SAVED);
        assertThat(here.renewId(old, renewed)).isEqualTo(RenewalResult.KEPT);
        assertThat(another.find(old)).isPresent();
        assertThat(there.find(old)).isPresent();
    }

    @Test
    void isCurrent_idThatWasRenewed_isNot() {
        createOld();
        here.renewId(old, renewed);
        assertThat(there.isCurrent(old)).isFalse();
        assertThat(there.isCurrent(renewed)).isTrue();
    }

    @Test
    void living_idThatWasRenewed_countsIfItIsToCount() {
        createOld();
        here.renewId(old, renewed);
        SessionId unknown = SessionId.random();
        assertThat(there.living(List.of(unknown, old, renewed), true)).containsExactly(old, renewed);
        assertThat(there.living(List.of(unknown, old, renewed))).containsExactly(renewed);
    }

    @Test
    void roundTrips_areOneAndOneMoreByAnOldId() {
        Runnable all = () -> {
            createOld();
            assertRoundTrips(1, () -> here.find(SessionId.random()));
            assertRoundTrips(1, () -> here.find(old));
            assertRoundTrips(1, () -> here.renewId(old, renewed));
            assertRoundTrips(1, () -> here.renewId(renewed, SessionId.random()));
            assertRoundTrips(2, () -> here.find(old));
            assertRoundTrips(1, () -> here.find(renewed));
            here.delete(renewed);
            redis.client().del(keyOf(old));
        };
        for (Script script : Script.values()) {
            redis.client().scriptLoad(SessionKeys.text(script.text()));
        }
        all.run();
    }

    void assertRoundTrips(int expected, Runnable operation) {
        Traffic.Mark mark = proxy.mark();
        operation.run();
        Traffic traffic = proxy.since(mark);
        assertThat(traffic.roundTrips()).as(traffic.commands()::toString).isEqualTo(expected);
    }
}
