package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.abisession.ConversationEntry;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Changes of the id on a cluster of which a node refuses the last steps. */
class ClusterIdChangeTest {
    private static final String USER = "may-not-remove";

    private final EmbeddedCluster cluster = SharedCluster.get();
    private RedisConnections connections;
    private SessionRepository repository;

    @BeforeEach
    void open() {
        var settings = SharedCluster.settings(cluster).build();
        connections = RedisConnections.open(settings);
        repository = RedisRepository.open(connections, settings, session -> {});
    }

    @AfterEach
    void close() {
        connections.close();
        onEachNode(jedis -> {
            jedis.configSet("maxmemory", "0");
            jedis.aclDelUser(USER);
        });
    }

    private void onEachNode(Consumer<Jedis> change) {
        cluster.running().forEach(node -> on(node, change));
    }

    private void on(EmbeddedRedis node, Consumer<Jedis> change) {
        try (Jedis jedis = cluster.connect(node)) {
            change.accept(jedis);
        }
    }

    private static String key(SessionId id, String suffix) {
        return "session:" + id.value() + ":" + suffix;
    }

    /** Makes a session with an attribute and a turn. */
    private void create(SessionId id) {
        repository.create(Sessions.snapshot(id, Duration.ofMinutes(30)));
        Sessions.set(repository, id, "a", "1");
        repository.conversation(id).append(ConversationEntry.builder("q").build());
    }

    private void assertMoved(SessionId from, SessionId to) {
        assertThat(repository.find(from)).isEmpty();
        assertThat(Sessions.field(repository, to, "a")).isEqualTo("1");
        assertThat(repository.conversation(to).size()).isEqualTo(1);
    }

    private void assertNothingLeft(SessionId id) {
        cluster.primaries()
                .forEach(node -> on(
                        node,
                        jedis -> assertThat(jedis.keys("session:" + id.value() + ":*"))
                                .isEmpty()));
    }

    @Test
    void changeId_nodeOfTheOldConversationIsFull_movesEverything() {
        EmbeddedRedis full = cluster.primaries().get(0);
        Predicate<String> isThere = key -> cluster.primaryOf(key) == full;
        SessionId from = Stream.generate(SessionId::random)
                .filter(id -> isThere.test(key(id, "conversation")) && !isThere.test(key(id, "metadata")))
                .findFirst()
                .orElseThrow();
        SessionId to = Stream.generate(SessionId::random)
                .filter(id -> Stream.of("attributes", "metadata", "conversation")
                        .noneMatch(suffix -> isThere.test(key(id, suffix))))
                .findFirst()
                .orElseThrow();
        create(from);
        on(full, jedis -> jedis.configSet("maxmemory", "1"));

        assertThat(repository.changeId(from, to)).isEqualTo(SaveResult.SAVED);
        assertMoved(from, to);
        assertNothingLeft(from);
    }

    @Test
    void changeId_oldKeysCanNotBeRemoved_sessionHasItsNewIdAndNobodyIsToldOfItsEnd() {
        onEachNode(jedis -> jedis.aclSetUser(USER, "on", ">password", "~*", "+@all", "-del"));
        SessionId from = SessionId.random();
        SessionId to = SessionId.random();
        create(from);
        var settings = SharedCluster.settings(cluster)
                .adapter("redis-username", USER)
                .adapter("redis-password", "password")
                .build();
        try (RedisConnections limited = RedisConnections.open(settings)) {
            assertThat(RedisRepository.open(limited, settings, session -> {}).changeId(from, to))
                    .isEqualTo(SaveResult.SAVED);
        }
        assertMoved(from, to);

        String record = key(from, "attributes");
        on(cluster.primaryOf(record), jedis -> jedis.hset(record, "@ended", "0")); // a minute later
        assertThat(repository.claimExpired(from)).isEmpty();
        assertNothingLeft(from);
    }
}
