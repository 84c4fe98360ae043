package org.abisession.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** A server that refuses even PING, for a reason that passes, is known as Redis. */
class DoctorRefusalsTest extends DoctorFixture {
    @Test
    void scriptThatRunsTooLong_isFound() throws Exception {
        EmbeddedRedis redis = redis("--busy-reply-threshold", "1");
        Thread thread = new Thread(() -> runForEver(redis));
        thread.start();
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port(), 30_000)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> isBusy(jedis));

            assertFound(Cli.at(redis.uri()), "ERROR busy", "SCRIPT KILL");

            jedis.scriptKill();
        }
        thread.join();
    }

    private static void runForEver(EmbeddedRedis redis) {
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port(), 600_000)) {
            Object unused = jedis.eval("while true do end");
        } catch (JedisDataException e) {
            // It was ended, as it should be.
        }
    }

    private static boolean isBusy(Jedis jedis) {
        try {
            return jedis.ping().isEmpty();
        } catch (JedisDataException e) {
            return true;
        }
    }

    @Test
    void snapshotThatCanNotBeWritten_isFound(@TempDir Path data) throws IOException {
        EmbeddedRedis redis = redis("--save", "900 1", "--dir", data.toString());
        Files.createDirectories(data.resolve("dump.rdb/in the way"));
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            jedis.bgsave();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> jedis.info("persistence").contains("rdb_last_bgsave_status:err"));
        }
        assertFound(Cli.at(redis.uri()), "ERROR snapshot-failed", "log");
    }
}
