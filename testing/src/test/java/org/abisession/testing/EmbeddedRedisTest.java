package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

class EmbeddedRedisTest {
    @BeforeEach
    void onlyWhereThereIsABinary() {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("the jar has a redis-server for this machine")
                .isTrue();
    }

    @Test
    void start_twoServers_haveTheirOwnPortsAndData() {
        try (EmbeddedRedis a = EmbeddedRedis.start();
                EmbeddedRedis b = EmbeddedRedis.start();
                RedisClient toA = RedisClient.create(a.uri());
                RedisClient toB = RedisClient.create(b.uri())) {
            toA.set("k", "a");

            assertThat(a.port()).isNotEqualTo(b.port());
            assertThat(toB.get("k")).isNull();
        }
    }

    @Test
    void start_serverRefusesArguments_saysWhatItSaid() {
        assertThatIllegalStateException()
                .isThrownBy(() -> EmbeddedRedis.start("--no-such-setting", "1"))
                .withMessageContaining("no-such-setting");
    }

    @Test
    void close_runningServer_leavesNoProcessAndNoDirectory() {
        EmbeddedRedis redis = EmbeddedRedis.start();
        String directory;
        long pid;
        try (RedisClient client = RedisClient.create(redis.uri())) {
            directory = client.configGet("dir").get("dir");
            pid = Long.parseLong(client.info("server").replaceAll("(?s).*process_id:(\\d+).*", "$1"));
        }
        assertThat(Path.of(directory)).isDirectory();

        redis.close();
        redis.close();

        assertThat(redis.isRunning()).isFalse();
        assertThat(Files.exists(Path.of(directory))).isFalse();
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    @Test
    void restart_afterKillWithoutPersistence_samePortNoData() {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                RedisClient before = RedisClient.create(redis.uri())) {
            before.set("k", "v");
            redis.kill();
            assertThatThrownBy(() -> before.get("k")).isInstanceOf(JedisConnectionException.class);

            redis.restart();

            try (RedisClient after = RedisClient.create(redis.uri())) {
                assertThat(after.get("k")).isNull();
            }
        }
    }

    @Test
    void restart_afterStopWithAppendOnly_hasTheData() {
        try (EmbeddedRedis redis = EmbeddedRedis.start("--appendonly", "yes", "--appendfsync", "always")) {
            try (RedisClient client = RedisClient.create(redis.uri())) {
                client.set("k", "v");
            }
            redis.stop();
            redis.restart();

            try (RedisClient client = RedisClient.create(redis.uri())) {
                assertThat(client.get("k")).isEqualTo("v");
            }
        }
    }

    @Test
    void restart_whileRunning_isRefused() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThatIllegalStateException().isThrownBy(redis::restart).withMessageContaining("kill()");
        }
    }
}
