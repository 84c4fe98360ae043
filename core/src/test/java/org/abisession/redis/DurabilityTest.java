package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.RedisClient;

/** {@code durability=wait(1,...)} on a server with a replica, and on one without. */
@Tag("full")
class DurabilityTest {
    private static EmbeddedRedis primary;
    private static EmbeddedRedis replica;
    private static RespProxy proxy;

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final SessionId id = SessionId.random();
    private RedisConnections connections;
    private RedisSessionRepository repository;

    @BeforeAll
    static void start() {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("There is no embedded Redis for this machine")
                .isTrue();
        primary = EmbeddedRedis.start("--repl-diskless-sync-delay", "0");
        replica = EmbeddedRedis.start("--replicaof", "127.0.0.1", Integer.toString(primary.port()));
        proxy = RespProxy.inFrontOf(primary.uri());
        try (RedisClient client = RedisClient.create(primary.uri())) {
            for (Script script : Script.values()) { // so that one command is enough for each operation
                client.scriptLoad(new String(script.text(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }

    @AfterAll
    static void stop() {
        if (primary != null) {
            proxy.close();
            replica.close();
            primary.close();
        }
    }

    @BeforeEach
    void open() {
        open(proxy.uri(), "wait(1,5s)");
        // A replica counts as soon as it has caught up.
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            repository.conversation(id).clear();
            return true;
        });
    }

    private void open(String uri, String durability) {
        if (connections != null) {
            connections.close();
        }
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", uri)
                .adapter("command-timeout", "10s")
                .adapter("durability", durability)
                .build();
        connections = RedisConnections.open(settings);
        repository = new RedisSessionRepository(connections, settings, ended -> {});
        logs.secret(id.value());
    }

    @AfterEach
    void close() {
        connections.close();
    }

    private SessionSnapshot session() {
        return new SessionSnapshot(
                id,
                Instant.EPOCH,
                Instant.EPOCH,
                Duration.ofHours(1),
                false,
                Map.of("a", SessionKeys.bytes("1")),
                StoredMetadata.of("{}"));
    }

    @Test
    void writes_replicaThere_areConfirmedInTheSameRoundTrip() {
        connections.ping();
        assertWaits(() -> repository.create(session()));
        SessionSnapshot found = repository.find(id).orElseThrow();
        assertWaits(() -> repository.save(found, SessionDelta.of(Map.of("a", SessionKeys.bytes("2")), Set.of())));
        assertWaits(() -> repository
                .conversation(id)
                .append(ConversationEntry.builder("q").build()));
        assertWaits(() -> repository.conversation(id).clear());
        SessionId renewed = SessionId.random();
        assertWaits(() -> repository.changeId(id, renewed));
        assertWaits(() -> repository.delete(renewed));
    }

    private void assertWaits(Runnable write) {
        Traffic.Mark mark = proxy.mark();
        write.run();
        assertThat(proxy.since(mark).commands()).hasSize(2).last().isEqualTo("WAIT");
        assertThat(proxy.since(mark).roundTrips()).isEqualTo(1);
    }

    @Test
    void reads_replicaThere_doNotWait() {
        repository.create(session());
        Traffic.Mark mark = proxy.mark();
        repository.find(id);
        repository.touch(id);
        repository.conversation(id).last(1);
        repository.storedKeys(id).describe();

        assertThat(proxy.since(mark).roundTrips()).isEqualTo(4);
        assertThat(proxy.since(mark).commands()).doesNotContain("WAIT");
    }

    @Test
    void write_replicaAway_isAnErrorThatSaysThatItWasDoneAndNotConfirmed() {
        try (EmbeddedRedis alone = EmbeddedRedis.start();
                RespProxy before = RespProxy.inFrontOf(alone.uri())) {
            open(before.uri(), "wait(1,1ms)");
            assertUnconfirmed(before);
        }
    }

    private void assertUnconfirmed(RespProxy before) {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> repository.create(session()))
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageStartingWith("Redis at 127.0.0.1:" + before.port()
                            + ": create was done, but 0 of 1 replicas" + " confirmed it within 1 ms")
                    .hasMessageContaining("Bring the replicas back")
                    .hasMessageContaining("abi.session.durability");
        }
        assertThat(logs.lines())
                .filteredOn(line -> line.startsWith("WARN org.abisession"))
                .hasSize(1);
        assertThat(repository.find(id)).as("it was made").isPresent();
    }

    @Test
    void write_errorReply_saysWhatRedisRefused() {
        try (RedisClient client = RedisClient.create(primary.uri())) {
            client.set("session:" + id.value() + ":conversation", "x");
            repository.create(session());

            assertThatThrownBy(() -> repository
                            .conversation(id)
                            .append(ConversationEntry.builder("q").build()))
                    .hasMessageContaining("refused append: WRONGTYPE");
            long unused = client.del("session:" + id.value() + ":conversation");
        }
    }

    @Test
    void write_scriptNotKnownYet_isSentAndConfirmed() {
        try (RedisClient client = RedisClient.create(primary.uri())) {
            client.scriptFlush();
            repository.create(session());
            for (Script script : Script.values()) {
                client.scriptLoad(new String(script.text(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        assertThat(repository.find(id)).isPresent();
    }

    @Test
    void write_noAnswerInTime_failsAndIsNotSentAgain() {
        connections.ping();
        Traffic.Mark mark = proxy.mark();
        proxy.cutAtNextReply();

        assertThatThrownBy(() -> repository.delete(id))
                .isInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining("did not answer (delete)");
        assertThat(proxy.since(mark).commands()).hasSize(2);
        assertThat(repository.find(id)).isEmpty();
    }

    @Test
    void open_durabilityOnCluster_isRefused() {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", "redis-cluster://127.0.0.1:1")
                .adapter("hash-tags", "true")
                .adapter("durability", "wait(1,100ms)")
                .build();

        assertThatThrownBy(() -> RedisConnections.open(settings))
                .hasMessageContaining("abi.session.durability must be none on Redis Cluster");
    }
}
