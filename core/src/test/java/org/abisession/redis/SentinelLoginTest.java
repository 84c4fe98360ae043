package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.EmbeddedSentinel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Tests sentinels that want a login of their own, which is not that of the servers. */
@Tag("full")
class SentinelLoginTest {
    private static EmbeddedSentinel sentinel;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        SharedCluster.assumeBinary();
        sentinel = EmbeddedSentinel.start("of-the-servers");
        for (EmbeddedRedis one : sentinel.sentinels()) {
            try (Jedis jedis = new Jedis("127.0.0.1", one.port())) {
                jedis.aclSetUser("watcher", "on", ">first", "+ping", "+sentinel|get-master-addr-by-name");
                jedis.aclSetUser("watcher", "+subscribe", "&+switch-master");
                jedis.aclSetUser("default", "resetpass", ">of-sentinels");
            }
        }
    }

    @AfterAll
    static void stop() {
        sentinel.close();
    }

    private static SettingsBuilder settings() {
        return SessionSettings.builder()
                .adapter("redis-url", sentinel.uri())
                .adapter("redis-password", "of-the-servers")
                .adapter("command-timeout", "5s");
    }

    private static void assertServes(SessionSettings settings) {
        try (RedisConnections connections = RedisConnections.open(settings)) {
            RedisSessionRepository repository = new RedisSessionRepository(connections, settings, ended -> {});
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsMatching(SessionStoreException.class::isInstance)
                    .until(() -> repository.find(Sessions.create(repository)).isPresent());
        }
    }

    @Test
    void sentinelPassword_ofTheUserDefault_logsInToTheSentinels() {
        assertServes(
                settings().adapter("redis-sentinel-password", "of-sentinels").build());
    }

    @Test
    void sentinelUsername_withTheRightsOfTheDocs_logsInToTheSentinels() {
        assertServes(settings()
                .adapter("redis-sentinel-username", "watcher")
                .adapter("redis-sentinel-password", "first")
                .build());
    }

    @Test
    void sentinelPassword_wrong_saysWhichSettingItIs() {
        SessionSettings settings =
                settings().adapter("redis-sentinel-password", "wrong").build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            assertThatThrownBy(connections::ping)
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageContaining("refuses the user and the password that are set for sentinels. Check"
                            + " REDIS_SENTINEL_PASSWORD")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void sentinelPassword_changedInTheEnvFile_isTakenWithoutARestart() throws IOException {
        write("wrong");
        SessionSettings settings = settings().workingDirectory(directory).build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            assertThatThrownBy(connections::ping).isInstanceOf(SessionStoreUnavailableException.class);

            write("of-sentinels");
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsMatching(SessionStoreException.class::isInstance)
                    .until(() -> {
                        connections.ping();
                        return true;
                    });
            assertThat(settings.currentSentinelLogin().toString()).doesNotContain("of-sentinels");
        }
    }

    private void write(String password) throws IOException {
        Files.writeString(directory.resolve(".env"), "REDIS_SENTINEL_PASSWORD=" + password + "\n");
    }
}
