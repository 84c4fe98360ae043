package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/** Connections that were closed while nobody used them, or after the command that was just sent. */
class LostConnectionsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private final SessionId id = SessionId.random();
    private RespProxy proxy;
    private RedisConnections connections;
    private RedisSessionRepository repository;

    @BeforeEach
    void open() {
        for (Script script : Script.values()) { // so that one command is enough for each operation
            redis.client().scriptLoad(new String(script.text(), StandardCharsets.UTF_8));
        }
        proxy = RespProxy.inFrontOf(redis.uri());
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", proxy.uri())
                .adapter("command-timeout", "30s")
                .build();
        connections = RedisConnections.open(
                settings, new CallTime(Duration.ofMinutes(1), System::nanoTime)); // on a busy machine
        repository = new RedisSessionRepository(connections, settings, ended -> {});
    }

    @AfterEach
    void close() {
        connections.close();
        proxy.close();
    }

    private SessionSnapshot session(String value) {
        return new SessionSnapshot(
                id,
                Instant.EPOCH,
                Instant.EPOCH,
                Duration.ofHours(1),
                false,
                Map.of("a", SessionKeys.bytes(value)),
                StoredMetadata.of("{}"));
    }

    private String stored(String field) {
        return redis.client().hget("session:" + id.value() + ":attributes", field);
    }

    @Test
    void call_afterAllConnectionsWereLost_failsOnceAndNotOncePerConnection() throws Exception {
        int count = 8;
        fillPool(count);
        proxy.cut();
        assertThatThrownBy(connections::ping).isInstanceOf(SessionStoreUnavailableException.class);
        for (int i = 0; i < count; i++) {
            connections.ping();
        }
    }

    private void fillPool(int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CountDownLatch together = new CountDownLatch(count);
            Callable<Object> hold = () -> connections.call("ping", client -> {
                client.ping();
                together.countDown();
                return client.ping();
            });
            for (Future<Object> one : threads.invokeAll(
                    IntStream.range(0, count).mapToObj(i -> hold).toList())) {
                one.get();
            }
            assertThat(together.getCount()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void requests_allConnectionsLostBetweenThem_noneFails() throws Exception {
        repository.create(session("1"));
        for (int i = 0; i < 20; i++) {
            fillPool(4);
            proxy.cut();
            SessionSnapshot found = repository.find(id).orElseThrow();
            assertThat(repository.save(found, SessionDelta.of(Map.of("a", SessionKeys.bytes("2")), Set.of())))
                    .isEqualTo(SaveResult.SAVED);
        }
    }

    @Test
    void reads_connectionLost_areRepeated() {
        repository.create(session("1"));
        repository.conversation(id).append(ConversationEntry.builder("q").build());
        proxy.cut();
        assertThat(repository.find(id)).isPresent();
        proxy.cut();
        assertThat(repository.touch(id)).isEqualTo(SaveResult.SAVED);
        proxy.cut();
        assertThat(repository.conversation(id).last(1)).hasSize(1);
        proxy.cut();
        assertThat(repository.conversation(id).size()).isEqualTo(1);
        proxy.cut();
        assertThat(repository.storedKeys(id).describe()).hasSize(3);
    }

    @Test
    void find_connectionClosedBehindTheCommand_isRepeatedOnce() {
        repository.create(session("1"));
        Traffic.Mark mark = proxy.mark();
        proxy.cutAtNextReply();

        assertThat(repository.find(id)).isPresent();
        assertThat(proxy.since(mark).commands())
                .filteredOn(command -> command.startsWith("EVALSHA"))
                .hasSize(2);
    }

    @Test
    void create_answerLost_isRepeatedAndMakesOneSession() {
        connections.ping();
        Traffic.Mark mark = proxy.mark();
        proxy.cutAtNextReply();
        repository.create(session("1"));

        assertThat(proxy.since(mark).commands()).hasSize(2);
        assertThat(stored("a")).isEqualTo("1");
    }

    @Test
    void create_sameIdAndAnotherSession_failsStill() {
        repository.create(session("1"));

        assertThatThrownBy(() -> repository.create(session("2"))).isInstanceOf(IllegalStateException.class);
        redis.client().hset("session:" + id.value() + ":attributes", "b", "2");
        assertThatThrownBy(() -> repository.create(session("1"))).isInstanceOf(IllegalStateException.class);
        assertThat(stored("a")).isEqualTo("1");
    }

    @Test
    void writes_answerLost_areNotRepeated() {
        repository.create(session("1"));
        SessionSnapshot found = repository.find(id).orElseThrow();
        ConversationEntry turn = ConversationEntry.builder("q").build();
        SessionDelta delta = SessionDelta.of(Map.of("a", SessionKeys.bytes("2")), Set.of());
        assertSentOnce(() -> repository.conversation(id).append(turn));
        assertSentOnce(() -> repository.save(found, delta));
        SessionId renewed = SessionId.random();
        assertThat(commands(() -> assertThat(repository.changeId(id, renewed)).isEqualTo(SaveResult.SAVED)))
                .hasSize(2)
                .endsWith("EXISTS"); // whether it was made
        assertSentOnce(() -> repository.conversation(renewed).clear());
        assertSentOnce(() -> repository.delete(renewed));
        assertSentOnce(() -> repository.claimExpired(renewed));
    }

    @Test
    void saves_connectionOfManyOfThemLost_areOneLossAndNoOutage() throws Exception {
        repository.create(session("1"));
        SessionSnapshot found = repository.find(id).orElseThrow();
        int count = 32;
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            Callable<Boolean> save = () -> {
                try {
                    return repository.save(found, SessionDelta.of(Map.of("a", SessionKeys.bytes("2")), Set.of()))
                            == SaveResult.SAVED;
                } catch (SessionStoreUnavailableException e) {
                    return false;
                }
            };
            for (int i = 0; i < 10; i++) {
                proxy.cutAtNextReply();
                for (Future<Boolean> one : threads.invokeAll(
                        IntStream.range(0, count).mapToObj(n -> save).toList())) {
                    one.get();
                }
                assertThat(connections.isOutage()).isFalse();
                connections.ping();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void assertSentOnce(Runnable write) {
        assertThat(commands(() -> assertThatThrownBy(write::run).isInstanceOf(SessionStoreUnavailableException.class)))
                .filteredOn(command -> !Set.of("MULTI", "HGETALL", "EXEC").contains(command))
                .hasSize(1);
    }

    /** Returns what is sent for a write whose answer is lost. */
    private List<String> commands(Runnable write) {
        connections.ping();
        Traffic.Mark mark = proxy.mark();
        proxy.cutAtNextReply();
        write.run();
        return proxy.since(mark).commands();
    }

    /** A request that takes longer than {@code timeout} of the server: its save is the first call after the load. */
    @Test
    @Tag("full")
    void save_serverHasClosedIdleConnections_isStored() {
        SharedCluster.assumeBinary();
        try (EmbeddedRedis impatient = EmbeddedRedis.start("--timeout", "1");
                Jedis admin = new Jedis("127.0.0.1", impatient.port())) {
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-url", impatient.uri())
                    .adapter("command-timeout", "30s")
                    .build();
            try (RedisConnections idle = RedisConnections.open(settings)) {
                RedisSessionRepository sessions = new RedisSessionRepository(idle, settings, ended -> {});
                sessions.create(session("1"));
                SessionSnapshot read = sessions.find(id).orElseThrow();
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> admin.info("clients").contains("connected_clients:1\r"));
                SessionDelta delta = SessionDelta.of(Map.of("a", SessionKeys.bytes("2")), Set.of());
                assertThat(sessions.save(read, delta)).isEqualTo(SaveResult.SAVED);
                assertThat(admin.hget("session:" + id.value() + ":attributes", "a"))
                        .isEqualTo("2");
            }
        }
    }
}
