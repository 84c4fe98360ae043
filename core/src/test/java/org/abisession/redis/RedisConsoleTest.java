package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisConsoleTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @Test
    void run_anyCommand_answersAsRedisDoes() {
        SessionSettings settings =
                SessionSettings.builder().adapter("redis-url", redis.uri()).build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            RedisConsole console = new RedisConsole(connections);
            assertThat(console.run("ping")).isEqualTo("PONG");
            assertThat(console.run("INFO", "server").toString()).contains("redis_version:");
            assertThat(console.run("time"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasSize(2);
            assertThat(console.run("get", "session:none")).isNull();
            assertThatThrownBy(() -> console.run("get")).hasMessageContaining("refused get: ERR");
        }
    }
}
