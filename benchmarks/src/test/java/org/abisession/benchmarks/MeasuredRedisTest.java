package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import redis.clients.jedis.RedisClient;

class MeasuredRedisTest {
    private EmbeddedRedis users;
    private RedisClient client;

    @BeforeEach
    void start() {
        users = EmbeddedRedis.start();
        client = RedisClient.create(users.uri());
    }

    @AfterEach
    void stop() {
        client.close();
        users.close();
    }

    @Test
    void close_ofTheUser_isEmptyAndGoesOn() {
        try (MeasuredRedis redis = MeasuredRedis.at(URI.create(users.uri()))) {
            redis.client().set("written", "by a candidate");
        }
        assertThat(client.dbSize()).isZero();
    }

    @Test
    void at_databaseNotEmpty_isRefusedAndKeepsAll() {
        client.set("kept", "value");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeasuredRedis.at(URI.create(users.uri())))
                .withMessageContaining("Database 0 of Redis at 127.0.0.1:" + users.port() + " must be empty")
                .withMessageContaining("DBSIZE was 1")
                .withMessageContaining("FLUSHDB");
        assertThat(client.get("kept")).isEqualTo("value");
    }

    @Test
    void at_nothingAnswers_saysWhatToDo() {
        users.stop();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeasuredRedis.at(URI.create(users.uri())))
                .withMessageContaining("Redis at 127.0.0.1:" + users.port() + " must answer")
                .withMessageContaining("Start it");
    }

    @Test
    void at_passwordOrOtherDatabase_isRefusedWithoutTellingIt() {
        for (String uri : new String[] {"redis://:secret@localhost", "redis://localhost/3", "rediss://localhost"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MeasuredRedis.at(URI.create(uri)))
                    .withMessageContaining("must be redis://host:port")
                    .satisfies(e -> assertThat(e).hasMessageNotContaining("secret"));
        }
    }

    @Test
    void option_everyExperiment_refusesARedisThatIsNotEmpty() {
        client.set("kept", "value");

        for (String experiment :
                new String[] {"cost", "load", "conversation", "sessions", "calls", "nodes", "balancing"}) {
            int exit = Benchmarks.commandLine().execute(experiment, "--redis", users.uri());
            assertThat(exit).as(experiment).isEqualTo(CommandLine.ExitCode.USAGE);
        }
        assertThat(client.get("kept")).isEqualTo("value");
    }
}
