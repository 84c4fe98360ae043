package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

/** The keys of a new session lie on two nodes with plain names, of which one takes no writes. */
class ClusterCreateTest {
    private final EmbeddedCluster cluster = SharedCluster.get();
    private final EmbeddedRedis full = cluster.primaries().get(0);

    private void maxMemory(String bytes) {
        try (Jedis jedis = cluster.connect(full)) {
            jedis.configSet("maxmemory", bytes);
        }
    }

    @BeforeEach
    void fill() {
        maxMemory("1");
    }

    @AfterEach
    void empty() {
        maxMemory("0");
    }

    private static String key(SessionId id, String suffix) {
        return "session:" + id.value() + ":" + suffix;
    }

    @ParameterizedTest
    @CsvSource({"attributes,metadata", "metadata,attributes"})
    void create_nodeOfOneKeyIsFull_leavesNothingOnTheOther(String refused, String made) {
        SessionId id = Stream.generate(SessionId::random)
                .filter(one ->
                        cluster.primaryOf(key(one, refused)) == full && cluster.primaryOf(key(one, made)) != full)
                .findFirst()
                .orElseThrow();
        var settings = SharedCluster.settings(cluster).build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, session -> {});

            assertThatThrownBy(() -> repository.create(Sessions.snapshot(id, Duration.ofMinutes(30))))
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageContaining("OOM");
            try (Jedis jedis = cluster.connect(cluster.primaryOf(key(id, made)))) {
                assertThat(jedis.exists(key(id, made))).isFalse();
            }
        }
    }
}
