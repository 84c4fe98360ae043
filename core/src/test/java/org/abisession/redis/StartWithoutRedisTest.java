package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionRepository;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.EmbeddedSentinel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application starts while Redis is away, and goes to work when it is there. */
class StartWithoutRedisTest {
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
