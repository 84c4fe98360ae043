package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the settings with which a node takes no lease. */
class LeasesOffTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @ParameterizedTest
    @CsvSource({"off, ''", "2s, user"})
    void find_nearCacheOffOrSharedAttributes_takesNoLease(String nearCache, String shared) {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("near-cache", nearCache)
                .adapter("shared-attributes", shared)
                .build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            RedisSessionRepository node = new RedisSessionRepository(connections, settings, session -> {});
            SessionId id = Sessions.create(node);
            for (int i = 0; i < 3; i++) {
                assertThat(node.find(id)).isPresent();
            }
            assertThat(node.near(id, false)).isEmpty();
            assertThat(node.leases().isListening()).isFalse();
        }
    }
}
