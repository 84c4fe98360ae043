package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.function.Consumer;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.Sessions;
import org.abisession.store.IdRenewal;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A node that starts while the memory of Redis is full does what the nodes do that run. */
class FullMemoryTest {
    @BeforeEach
    void onlyWhereThereIsABinary() {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("the jar has a redis-server for this machine")
                .isTrue();
    }

    @Test
    void announce_memoryIsFull_sessionsAreReadKeptAliveAndEnded() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertServes(
                    redis.uri(),
                    List.of(redis),
                    session -> assertThat(session.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED),
                    "near-cache",
                    "1s");
        }
    }

    @Test
    @Tag("full")
    void announce_memoryOfTheClusterIsFull_sessionsAreReadKeptAliveAndEnded() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            assertServes(
                    cluster.uri(),
                    cluster.nodes(),
                    session -> assertRefused(() -> session.changeId(SessionId.random())));
        }
    }

    @Test
    void changeId_memoryIsFullAndTheSessionHasAUser_isDone() {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                SessionNode node = start(redis.uri(), "user-attribute", "tea")) {
            NodeSession session = create(node);
            fill(redis);
            NodeSession found = node.find(session.id()).orElseThrow();
            assertThat(found.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
            assertThat(((Sessions) found.attribute(Sessions.ATTRIBUTE)).list()).hasSize(1);
        }
    }

    @Test
    void renewId_memoryIsFull_isDone() {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                SessionNode node = start(redis.uri(), "id-renewal", "1h", "user-attribute", "tea")) {
            NodeSession session = create(node);
            try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
                jedis.hset("session:" + session.id().value() + ":attributes", IdRenewal.SINCE, "1700000000000");
            }
            fill(redis);
            NodeSession found = node.find(session.id()).orElseThrow();
            assertThat(found.renewId()).isTrue();
            assertThat(node.find(session.id()).orElseThrow().id()).isEqualTo(found.id());
        }
    }

    private static void assertServes(
            String uri, List<EmbeddedRedis> servers, Consumer<NodeSession> changeId, String... settings) {
        try (SessionNode running = start(uri, settings)) {
            NodeSession kept = create(running);
            NodeSession ended = create(running);
            servers.forEach(FullMemoryTest::fill);
            try (SessionNode starting = start(uri, settings)) {
                assertThat(starting.find(kept.id()).orElseThrow().attribute("tea"))
                        .isEqualTo("green");
                assertThat(starting.find(SessionId.random())).isEmpty();
                assertThat(starting.find(ended.id()).orElseThrow().delete()).isTrue();
                assertThat(running.find(ended.id())).isEmpty();
                assertRefused(() -> create(starting));
                NodeSession changed = starting.find(kept.id()).orElseThrow();
                changeId.accept(changed);
                assertThat(running.find(changed.id()).orElseThrow().attribute("tea"))
                        .isEqualTo("green");
            }
        }
    }

    private static void assertRefused(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        SessionStoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(SessionStoreCode.OOM));
    }

    private static SessionNode start(String uri, String... settings) {
        SessionNode node = TwoNodes.open(uri, settings);
        ApplicationMarks marks = new ApplicationMarks();
        marks.addClass("com.example.shop.Cart");
        node.announce(marks);
        node.start(ended -> {});
        return node;
    }

    private static NodeSession create(SessionNode node) {
        NodeSession session = node.create();
        session.setAttribute("tea", "green");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        return session;
    }

    private static void fill(EmbeddedRedis server) {
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            jedis.configSet("maxmemory", "1");
        }
    }
}
