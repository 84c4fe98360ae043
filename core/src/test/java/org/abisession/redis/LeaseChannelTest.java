package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The channel of a node on a real Redis, whose threads the system does not start at first. */
class LeaseChannelTest {
    private static final Duration LEASE = Duration.ofSeconds(2);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void isHeard_afterItsThreadsCouldNotBeStarted_isHeardLater(int failures) {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("near-cache", "2s")
                .build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            Leases leases = new Leases(connections, settings, new SessionKeys("", false), List.of());
            LeaseChannel channel =
                    new LeaseChannel(connections, settings, "node", LEASE, leases, new NoThreads(failures));

            for (int i = 0; i < failures; i++) {
                assertThat(channel.isHeard()).isFalse();
            }
            await().until(channel::isHeard);
        }
    }
}
