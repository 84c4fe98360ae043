package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The making of the client of a real Redis, by a thread that the system does not start at first. */
class LateClientTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @Test
    void get_afterItsThreadCouldNotBeStarted_triesAgain() {
        SessionSettings settings =
                SessionSettings.builder().adapter("redis-url", redis.uri()).build();
        CallTime time = CallTime.of(settings, System::nanoTime);
        NoThreads threads = new NoThreads(1);
        try (LateClient client =
                new LateClient(() -> RedisClients.make(settings, time), Duration.ofSeconds(10), threads)) {
            assertThatThrownBy(client::get).isInstanceOf(OutOfMemoryError.class);

            assertThat(client.get().jedis().ping()).isEqualTo("PONG");
        }
    }
}
