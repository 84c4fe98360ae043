package org.abisession.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Tests properties of Spring Boot beside variables that other programs read, too. */
class SpringRedisVariablesTest {
    @TempDir
    private Path folder;

    /** Returns the Redis of properties, and of variables that other programs read, too. */
    private RedisEndpoint redis(Map<String, Object> properties, String... variables) throws IOException {
        Files.write(folder.resolve(".env"), List.of(variables));
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("application.yml", properties));
        return SpringRedisPropertiesTest.settings(
                        environment, Map.of(), SessionSettings.builder().workingDirectory(folder))
                .redis();
    }

    @Test
    void variablesThatThePropertiesAreMadeOf_doNotReplaceWhatStandsBesideThem() throws IOException {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.host",
                "redis.internal", // ${REDIS_HOST}
                "spring.data.redis.port",
                6380,
                "spring.data.redis.database",
                3,
                "spring.data.redis.username",
                "shop",
                "spring.data.redis.password",
                "secret",
                "spring.data.redis.ssl.enabled",
                true);

        RedisEndpoint redis = redis(springs, "REDIS_HOST=redis.internal", "REDIS_PASSWORD=secret");

        assertThat(redis.nodes()).hasToString("[redis.internal:6380]");
        assertThat(redis.database()).isEqualTo(3);
        assertThat(redis.username()).contains("shop");
        assertThat(redis.tls()).isTrue();
    }

    @Test
    void urlOfAVariableThatThePropertyIsMadeOf_doesNotReplaceWhatStandsBesideIt() throws IOException {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.url",
                "redis://:secret@redis.internal:6380/2", // ${REDIS_URL}
                "spring.data.redis.ssl.enabled",
                true);

        RedisEndpoint redis = redis(springs, "REDIS_URL=redis://:secret@redis.internal:6380/2");

        assertThat(redis.database()).isEqualTo(2);
        assertThat(redis.password()).contains("secret");
        assertThat(redis.tls()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_HOST=sessions", "REDIS_PORT=6381", "ABI_SESSION_REDIS_HOST=cache"})
    void variablesOfAnotherAddressOrOfOurs_nothingOfSpringsIsTaken(String variable) throws IOException {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.host",
                "cache",
                "spring.data.redis.database",
                3,
                "spring.data.redis.password",
                "secret",
                "spring.data.redis.ssl.enabled",
                true);

        RedisEndpoint redis = redis(springs, variable);

        assertThat(redis.database()).isZero();
        assertThat(redis.password()).isEmpty();
        assertThat(redis.tls()).isFalse();
    }
}
