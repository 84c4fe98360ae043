package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionRepository;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.EmbeddedSentinel;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/** An application starts while Redis is away, and goes to work when it is there. */
class StartWithoutRedisTest {
    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @BeforeEach
    void onlyWhereThereIsABinary() {
        SharedCluster.assumeBinary();
    }

    @Test
    @Tag("full")
    void open_noNodeOfTheClusterRuns_worksWhenItDoes() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            cluster.nodes().forEach(EmbeddedRedis::kill);
            assertStarts(SharedCluster.settings(cluster).build(), () -> {
                cluster.nodes().forEach(EmbeddedRedis::restart);
                cluster.awaitHealthy();
            });
        }
    }

    @Test
    void open_noSentinelRuns_worksWhenOneDoes() {
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start()) {
            sentinel.sentinels().forEach(EmbeddedRedis::kill);
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-url", sentinel.uri())
                    .build();
            assertStarts(settings, () -> sentinel.sentinels().forEach(EmbeddedRedis::restart));
        }
    }

    @Test
    void open_noSentinelAnswers_isTwoWarningsWhateverTheNumberOfCalls() {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", "redis-sentinel://127.0.0.1:1,127.0.0.1:2,127.0.0.1:3/abi")
                .build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(connections::ping).isInstanceOf(SessionStoreUnavailableException.class);
            }
        }
        assertThat(logs.lines())
                .filteredOn(line -> line.startsWith("WARN") || line.startsWith("ERROR"))
                .hasSize(2)
                .allMatch(line -> line.contains("org.abisession"));
    }

    @Test
    void open_sentinelsDoNotKnowTheName_saysSo() {
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start()) {
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-url", sentinel.uri().replaceFirst("/[^/]*$", "/other"))
                    .build();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                assertThatThrownBy(connections::ping)
                        .isInstanceOf(SessionStoreUnavailableException.class)
                        .hasMessageContaining("other seems to be not monitored")
                        .hasMessageContaining("SENTINEL MASTERS");
            }
        }
    }

    @Test
    void open_serverInPlaceOfASentinel_saysSo() {
        try (EmbeddedRedis server = EmbeddedRedis.start()) {
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-url", "redis-sentinel://127.0.0.1:" + server.port() + "/abi")
                    .build();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                assertThatThrownBy(connections::ping)
                        .isInstanceOf(SessionStoreUnavailableException.class)
                        .hasMessageContaining("127.0.0.1:" + server.port() + " is no sentinel. Name sentinels in");
            }
        }
    }

    @Test
    @Tag("full")
    void open_sentinelsWantAPasswordAndNoneIsSet_saysWhichSettingItIs() {
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start()) {
            for (EmbeddedRedis one : sentinel.sentinels()) {
                try (Jedis jedis = new Jedis("127.0.0.1", one.port())) {
                    jedis.aclSetUser("default", "resetpass", ">secret");
                }
            }
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-url", sentinel.uri().replace("//", "//:secret@"))
                    .build();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                assertThatThrownBy(connections::ping)
                        .isInstanceOf(SessionStoreUnavailableException.class)
                        .hasMessageContaining(
                                "wants a password, and none is set for sentinels. Set REDIS_SENTINEL_PASSWORD");
            }
        }
    }

    /** The client is made by the thread that asks whether Redis is back, which must be able to connect later, too. */
    @Test
    @Tag("full")
    void open_sentinelsComeBackBeforeThereIsAPrimary_worksWhenThereIsOne() {
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start()) {
            EmbeddedRedis first = sentinel.primary();
            sentinel.sentinels().forEach(EmbeddedRedis::kill);
            first.kill();
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-url", sentinel.uri())
                    .build();
            assertStarts(settings, () -> sentinel.sentinels().forEach(EmbeddedRedis::restart));
            sentinel.awaitPrimaryOtherThan(first);
        }
    }

    private static void assertStarts(SessionSettings settings, Runnable start) {
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, session -> {});
            for (int i = 0; i < 8; i++) {
                assertThatThrownBy(() -> Sessions.create(repository))
                        .isInstanceOf(SessionStoreUnavailableException.class)
                        .hasMessageContaining(settings.redis().address());
            }
            start.run();
            Sessions.awaitCreated(repository);
            assertThat(repository.find(Sessions.create(repository))).isPresent();
        }
    }
}
