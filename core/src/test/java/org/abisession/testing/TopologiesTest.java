package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class TopologiesTest {
    @BeforeEach
    void onlyWhereThereIsABinary() {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("the jar has a redis-server for this machine")
                .isTrue();
    }

    @Test
    void cluster_started_servesEverySlotAndMovesOne() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            assertThat(cluster.primaries())
                    .containsExactlyElementsOf(cluster.nodes().subList(0, 3));
            EmbeddedRedis first = cluster.primaryOf("k");
            try (Jedis jedis = cluster.connect(first)) {
                jedis.set("k", "v");
            }
            EmbeddedRedis second = cluster.primaries().stream()
                    .filter(node -> node != first)
                    .findFirst()
                    .orElseThrow();
            cluster.migrate(redis.clients.jedis.util.JedisClusterCRC16.getSlot("k"), second);
            assertThat(cluster.primaryOf("k")).isSameAs(second);
            try (Jedis jedis = cluster.connect(second)) {
                assertThat(jedis.get("k")).isEqualTo("v");
            }
        }
    }

    @Test
    void sentinel_primaryKilled_namesTheReplica() {
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start()) {
            EmbeddedRedis first = sentinel.primary();
            first.kill();
            Await.until("failed over", () -> sentinel.primary() != first);
        }
    }

    @Test
    void certificates_makeAServerSpeakTls(@TempDir Path directory) {
        TestCertificates certificates = TestCertificates.create(directory, "ip:127.0.0.1");
        try (EmbeddedRedis redis = EmbeddedRedis.start(certificates.serverArguments())) {
            assertThat(redis.isRunning()).isTrue();
        }
    }
}
