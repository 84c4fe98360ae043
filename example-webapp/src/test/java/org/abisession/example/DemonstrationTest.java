package org.abisession.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemonstrationTest {
    private static final String SETTING = "abi.session.redis-url";

    @AfterEach
    void clear() {
        System.clearProperty(SETTING);
        System.clearProperty("demo.nodes");
    }

    private static String announced(String url) {
        System.setProperty(SETTING, url);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Demonstration.prepare().announce("Server", new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void announce_redisThatIsNamedAndAway_warns() {
        assertThat(announced("redis://127.0.0.1:1"))
                .contains("Redis at 127.0.0.1:1\n  WARNING: no session can be stored there", "503");
    }

    @Test
    void announce_redisThatAnswers_doesNotWarn() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThat(announced(redis.uri()))
                    .contains("Redis at 127.0.0.1:" + redis.port())
                    .contains("  redis-cli -h 127.0.0.1 -p " + redis.port() + " keys \"session:*:metadata\"\n")
                    .doesNotContain("WARNING");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis-cluster://127.0.0.1:1",
                "redis-sentinel://127.0.0.1:1/abi",
                "rediss://127.0.0.1:1",
                "redis://:secret@127.0.0.1:1"
            })
    void announce_redisThatRedisCliNeedsMoreFor_namesACommandThatKnowsTheSettings(String url) {
        assertThat(announced(url)).contains("abi-session.jar list").doesNotContain("redis-cli", "secret");
    }
}
