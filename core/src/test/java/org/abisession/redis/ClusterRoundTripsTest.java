package org.abisession.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.abisession.ConversationEntry;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * Tests what operations on a cluster with plain names cost, counted by proxies between the node and the three
 * primaries.
 */
class ClusterRoundTripsTest {
    private static final List<RespProxy> PROXIES = new ArrayList<>();
    private static EmbeddedCluster cluster;
    private static RedisConnections connections;
    private static SessionRepository repository;

    private SessionId id;

    @BeforeAll
    static void start() {
        SharedCluster.assumeBinary();
        cluster = EmbeddedCluster.start();
        for (EmbeddedRedis node : cluster.primaries()) {
            RespProxy proxy = RespProxy.inFrontOf(node.uri());
            PROXIES.add(proxy);
            try (Jedis jedis = cluster.connect(node)) {
                jedis.configSet("cluster-announce-port", Integer.toString(proxy.port()));
                for (Script script : Script.values()) {
                    jedis.scriptLoad(script.text());
                }
            }
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> cluster.nodes().stream()
                        .map(node -> cluster.cluster(node, "NODES"))
                        .allMatch(nodes ->
                                PROXIES.stream().allMatch(p -> nodes.contains("127.0.0.1:" + p.port() + "@"))));
        var settings = SharedCluster.settings(
                        "redis-cluster://127.0.0.1:" + PROXIES.get(0).port())
                .adapter("command-timeout", "20s")
                .build();
        connections = RedisConnections.open(settings);
        repository = RedisRepository.open(connections, settings, session -> {});
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            connections.close();
            PROXIES.forEach(RespProxy::close);
            PROXIES.clear();
            cluster.close();
        }
    }

    /** A session whose keys are on three nodes; all nodes know the scripts, and have connections. */
    @BeforeEach
    void warmUp() {
        for (int i = 0; i < 30; i++) {
            useAll(SessionId.random());
        }
        do {
            id = SessionId.random();
        } while (Stream.of("attributes", "metadata", "conversation")
                        .map(suffix -> "session:" + id.value() + ":" + suffix)
                        .map(cluster::primaryOf)
                        .distinct()
                        .count()
                < 3);
    }

    private static void useAll(SessionId used) {
        SessionSnapshot session = Sessions.snapshot(used, Duration.ofHours(24));
        repository.create(session);
        SessionSnapshot found = repository.find(used).orElseThrow();
        repository.touch(used);
        repository.conversation(used).append(ConversationEntry.builder("q").build());
        repository.save(found, SessionDelta.of(Map.of("a", "1".getBytes(UTF_8)), Set.of()));
        repository.save(found, shared());
        repository.storedKeys(used).describe();
        SessionId renewed = SessionId.random();
        repository.changeId(used, renewed);
        repository.claimExpired(renewed);
        repository.delete(renewed);
    }

    private static SessionDelta shared() {
        return new SessionDelta(
                Map.of(), Set.of(), Optional.empty(), Map.of("user", "\"ada\"".getBytes(UTF_8)), Set.of());
    }

    private static List<String> names(List<Traffic.Mark> marks) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < PROXIES.size(); i++) {
            names.addAll(PROXIES.get(i).since(marks.get(i)).commands());
        }
        names.removeIf(name -> name.equals("REPLCONF") || name.equals("PSYNC")); // replicas take this way, too
        return names;
    }

    private static int commands(List<Traffic.Mark> marks) {
        return names(marks).size();
    }

    /** All of its commands have arrived at their nodes before any node has answered. */
    private static void assertOneFlight(int commands, Runnable operation) throws Exception {
        List<Traffic.Mark> marks = PROXIES.stream().map(RespProxy::mark).toList();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        PROXIES.forEach(RespProxy::stallReplies);
        try {
            Future<?> done = thread.submit(operation);
            await().atMost(Duration.ofSeconds(15)).until(() -> commands(marks) >= commands || done.isDone());
            assertThat(done.isDone()).isFalse();
            PROXIES.forEach(RespProxy::resume);
            done.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            PROXIES.forEach(RespProxy::resume);
            thread.shutdownNow();
        }
        assertThat(names(marks)).hasSize(commands);
    }

    @Test
    void loadAndSave_keysOnThreeNodes_areOneFlightEach() throws Exception {
        SessionSnapshot session = Sessions.snapshot(id, Duration.ofHours(24));
        assertOneFlight(2, () -> repository.create(session));
        assertOneFlight(3, () -> assertThat(repository.find(id)).isPresent());
        assertOneFlight(2, () -> repository.save(session, SessionDelta.of(Map.of(), Set.of("a"))));
        assertOneFlight(3, () -> repository.touch(id));
        assertOneFlight(3, () -> repository.storedKeys(id).describe());
        assertOneFlight(3, () -> assertThat(repository.find(SessionId.random())).isEmpty());
    }

    @Test
    void load_otherIntervalThanUsual_isPutRightInASecondFlightTheFirstTimeOnly() throws Exception {
        repository.create(Sessions.snapshot(id, Duration.ofHours(1)));
        repository.conversation(id).append(ConversationEntry.builder("q").build());
        SessionId same = SessionId.of(id.value());
        assertOneFlight(3, () -> repository.find(same));
        try (RedisConnections others =
                RedisConnections.open(SharedCluster.settings(cluster.uri()).build())) {
            var settings = SharedCluster.settings(cluster.uri()).build();
            SessionRepository other = RedisRepository.open(others, settings, session -> {});
            List<Traffic.Mark> marks = PROXIES.stream().map(RespProxy::mark).toList();
            other.find(id);
            assertThat(commands(marks)).isEqualTo(5);
            marks = PROXIES.stream().map(RespProxy::mark).toList();
            other.find(id);
            assertThat(commands(marks)).isEqualTo(3);
        }
    }

    @Test
    void operations_costTheCommandsThatTheDocumentSays() {
        SessionSnapshot session = Sessions.snapshot(id, Duration.ofHours(24));
        repository.create(session);
        assertThat(cost(() -> repository.save(session, shared()))).isEqualTo(3);
        assertThat(cost(() -> repository
                        .conversation(id)
                        .append(ConversationEntry.builder("q").build())))
                .isEqualTo(5);
        SessionId renewed = SessionId.random();
        assertThat(cost(() -> repository.changeId(id, renewed))).isEqualTo(10);
        assertThat(cost(() -> repository.delete(renewed))).isEqualTo(4);
    }

    private static int cost(Runnable operation) {
        List<Traffic.Mark> marks = PROXIES.stream().map(RespProxy::mark).toList();
        operation.run();
        return commands(marks);
    }
}
