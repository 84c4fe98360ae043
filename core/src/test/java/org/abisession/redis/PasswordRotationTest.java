package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

class PasswordRotationTest {
    @TempDir
    Path directory;

    private void write(EmbeddedRedis redis, String password) throws IOException {
        Files.writeString(
                directory.resolve(".env"),
                "REDIS_PORT=" + redis.port() + "\nREDIS_USERNAME=abi\nREDIS_PASSWORD=" + password + "\n");
    }

    private static void setUser(RedisClient admin, String... rules) {
        CommandArguments command =
                new CommandArguments(Protocol.Command.ACL).add("SETUSER").add("abi");
        command.addObjects((Object[]) rules);
        admin.executeCommand(new CommandObject<>(command, BuilderFactory.STRING));
    }

    @Test
    void passwordChangedInTheEnvFile_isTakenByTheNextConnectionWithoutARestart() throws IOException {
        SharedCluster.assumeBinary();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                RedisClient admin = RedisClient.create(redis.uri())) {
            setUser(admin, "on", ">first", "~*", "+@all");
            write(redis, "first");
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-host", "127.0.0.1")
                    .workingDirectory(directory)
                    .build();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                connections.ping();

                setUser(admin, ">second"); // both hold: the order of the two changes is free
                write(redis, "second");
                setUser(admin, "<first");
                connections.ping(); // who is connected stays so
                cutConnections(admin);

                assertThatThrownBy(connections::ping).isInstanceOf(SessionStoreUnavailableException.class);
                connections.ping();
                assertThat(settings.currentLogin().toString()).contains("abi").doesNotContain("second");
            }
        }
    }

    @Test
    void passwordChangedInRedisAlone_isRefusedWithWhatToDo_untilTheFileFollows() throws IOException {
        SharedCluster.assumeBinary();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                RedisClient admin = RedisClient.create(redis.uri())) {
            setUser(admin, "on", ">first", "~*", "+@all");
            write(redis, "first");
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-host", "127.0.0.1")
                    .workingDirectory(directory)
                    .build();
            setUser(admin, ">second", "<first");
            try (RedisConnections connections = RedisConnections.open(settings)) {
                assertThatThrownBy(connections::ping)
                        .isInstanceOf(SessionStoreUnavailableException.class)
                        .hasMessageContaining("REDIS_PASSWORD");
                write(redis, "second");
                connections.ping();
            }
        }
    }

    private static void cutConnections(RedisClient admin) {
        CommandArguments command = new CommandArguments(Protocol.Command.CLIENT)
                .add("KILL")
                .add("USER")
                .add("abi");
        assertThat(admin.executeCommand(new CommandObject<>(command, BuilderFactory.LONG)))
                .isPositive();
    }
}
