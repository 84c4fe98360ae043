package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abisession.ConversationEntry;
import org.abisession.settings.SessionSettings;
import org.abisession.store.ApplicationsContract;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisSessionRepositoryTest extends ApplicationsContract {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private final List<SessionSnapshot> expired = new ArrayList<>();
    private RespProxy proxy;
    private RedisConnections connections;
    private RedisConnections otherConnections;
    private RedisRepository repository;
    private SessionRepository otherNode;

    @BeforeEach
    void open() {
        redis.allowKeysWithoutTtl(); // one test makes an immortal session
        proxy = RespProxy.inFrontOf(redis.uri());
        SessionSettings settings = settings(proxy.uri());
        connections = RedisConnections.open(settings);
        otherConnections = RedisConnections.open(settings(redis.uri()));
        repository = new RedisSessionRepository(connections, settings, expired::add);
        otherNode = new RedisSessionRepository(otherConnections, settings, session -> {});
    }

    @AfterEach
    void close() {
        connections.close();
        otherConnections.close();
        proxy.close();
    }

    /** The settings of a node. */
    protected SessionSettings settings(String uri) {
        return SessionSettings.builder().adapter("redis-url", uri).build();
    }

    @Override
    protected SessionRepository repository() {
        return repository;
    }

    @Override
    protected SessionRepository otherNode() {
        return otherNode;
    }

    @Override
    protected SessionRepository otherApplication() {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("app", "another")
                .build();
        repository.register();
        SessionRepository another = new RedisSessionRepository(otherConnections, settings, session -> {});
        another.register();
        return another;
    }

    @Override
    protected void shortenExpiryOfMetadata(SessionId id) {
        store().shortenExpiryOfMetadata(id);
    }

    @Override
    protected void expire(SessionId id) {
        store().expire(id);
    }

    private static StoreView store() {
        return new StoreView(redis.client(), false);
    }

    @Override
    protected List<SessionSnapshot> takeExpired() {
        List<SessionSnapshot> taken = List.copyOf(expired);
        expired.clear();
        return taken;
    }

    @Override
    protected void loseMetadata(SessionId id) {
        store().loseMetadata(id);
    }

    @Override
    protected void pythonWritesMetadata(SessionId id, String json) {
        store().pythonWritesMetadata(id, json);
    }

    @Override
    protected Optional<String> storedMetadata(SessionId id) {
        return store().storedMetadata(id);
    }

    @Override
    protected List<Optional<Duration>> timesToLive(SessionId id) {
        return store().timesToLive(id);
    }

    @Test
    void everyOperation_isOneRoundTrip() {
        SessionId id = SessionId.random();
        SessionId renewed = SessionId.random();
        Instant now = Instant.EPOCH;
        SessionSnapshot session =
                new SessionSnapshot(id, now, now, Duration.ofHours(1), false, Map.of(), StoredMetadata.of("{}"));
        SessionDelta delta = SessionDelta.of(Map.of("a", SessionKeys.bytes("1")), Set.of("b"));
        Runnable all = () -> {
            assertRoundTrips(1, () -> repository.create(session));
            assertRoundTrips(1, () -> repository.find(id));
            assertRoundTrips(1, () -> repository.save(session, delta));
            assertRoundTrips(1, () -> repository.touch(id));
            assertRoundTrips(
                    1,
                    () -> repository
                            .conversation(id)
                            .append(ConversationEntry.builder("q").build()));
            assertRoundTrips(1, () -> repository.conversation(id).last(10));
            assertRoundTrips(1, () -> repository.storedKeys(id).describe());
            assertRoundTrips(1, () -> repository.changeId(id, renewed));
            assertRoundTrips(1, () -> repository.claimExpired(renewed));
            assertRoundTrips(1, () -> repository.delete(renewed));
        };
        loadScripts();
        all.run();
    }

    @Test
    void changeId_otherApplicationHasTheSession_itsAttributesFollowInTheSameRoundTrip() {
        loadScripts();
        SessionId id = SessionId.random();
        SessionId renewed = SessionId.random();
        repository.create(new SessionSnapshot(
                id, Instant.EPOCH, Instant.EPOCH, Duration.ofHours(1), false, Map.of(), StoredMetadata.of("{}")));
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("app", "shop")
                .build();
        repository.register();
        SessionRepository shop = new RedisSessionRepository(otherConnections, settings, session -> {});
        shop.register();
        shop.createBeside(new SessionSnapshot(
                id,
                Instant.EPOCH,
                Instant.EPOCH,
                Duration.ofHours(1),
                false,
                Map.of("a", SessionKeys.bytes("1")),
                StoredMetadata.of("{}")));
        boolean learnt = repository.delete(SessionId.random());
        assertThat(learnt).isFalse();
        assertRoundTrips(1, () -> repository.changeId(id, renewed, Set.of("shop", "forum")));
        assertThat(shop.find(renewed).orElseThrow().fields()).containsKey("a");
        assertThat(redis.keys("session:" + id.value() + ":*")).isEmpty();
    }

    @Test
    void save_sharedAttributesAgainInOneRequest_isOneRoundTripEach() {
        loadScripts();
        SessionId id = SessionId.random();
        repository.create(new SessionSnapshot(
                id, Instant.EPOCH, Instant.EPOCH, Duration.ofHours(1), false, Map.of(), StoredMetadata.of("{}")));
        SessionSnapshot read = repository.find(id).orElseThrow();
        for (int i = 0; i < 3; i++) {
            SessionDelta delta = new SessionDelta(
                    Map.of(),
                    Set.of(),
                    Optional.empty(),
                    Map.of("n", SessionKeys.bytes(Integer.toString(i))),
                    Set.of());
            assertRoundTrips(1, () -> assertThat(repository.save(read, delta)).isEqualTo(SaveResult.SAVED));
        }
        pythonWritesMetadata(id, "{\"n\": 2, \"of_python\": 1}");
        repository.save(
                read,
                new SessionDelta(Map.of(), Set.of(), Optional.empty(), Map.of("n", SessionKeys.bytes("3")), Set.of()));
        assertThat(storedMetadata(id))
                .hasValueSatisfying(json -> assertThat(json).contains("of_python", "3"));
    }

    @Test
    void restartedRedis_scriptsAreSentAgain() {
        repository.find(SessionId.random());
        redis.client().scriptFlush();
        assertThat(repository.find(SessionId.random())).isEmpty();
    }

    @Test
    void find_isOneTransactionOfTheScriptAndTheHash() {
        loadScripts();
        Traffic.Mark mark = proxy.mark();
        repository.find(SessionId.random());
        assertThat(proxy.since(mark).commands())
                .satisfiesExactly(
                        begin -> assertThat(begin).isEqualTo("MULTI"),
                        load -> assertThat(load).startsWith("EVALSHA "),
                        fields -> assertThat(fields).isEqualTo("HGETALL"),
                        end -> assertThat(end).isEqualTo("EXEC"));
    }

    private void assertRoundTrips(int expected, Runnable operation) {
        Traffic.Mark mark = proxy.mark();
        operation.run();
        Traffic traffic = proxy.since(mark);
        assertThat(traffic.roundTrips()).as(traffic.commands()::toString).isEqualTo(expected);
        String ofPrimary = new String(Script.PRIMARY.sha1(), java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(traffic.commands()) // without the check that goes with what is read, in a pipeline
                .filteredOn(command -> !command.contains(ofPrimary) && !command.endsWith(" primary"))
                .hasSize(traffic.commands().contains("MULTI") ? expected + 3 : expected);
    }

    private static void loadScripts() {
        for (Script script : Script.values()) {
            redis.client().scriptLoad(new String(script.text(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
