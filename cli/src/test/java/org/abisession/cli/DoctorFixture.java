package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import tools.jackson.databind.JsonNode;

/** Starts servers for the tests of doctor, and tells what it finds. */
abstract class DoctorFixture {
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    <T extends AutoCloseable> T closing(T one) {
        open.add(0, one);
        return one;
    }

    /** Starts a server that is set up as it should be, with an append-only file and without eviction. */
    EmbeddedRedis redis(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--appendonly", "yes"));
        arguments.addAll(Arrays.asList(more));
        return closing(EmbeddedRedis.start(arguments.toArray(String[]::new)));
    }

    RedisClient client(EmbeddedRedis redis) {
        return closing(RedisClient.create(redis.uri()));
    }

    /** Returns the severity, code and fix of each finding, one a line. */
    static String found(Cli cli) {
        Cli.Outcome outcome = cli.envUnlessSet("ABI_SESSION_COMMAND_TIMEOUT", "10s")
                .envUnlessSet("ABI_SESSION_CONNECT_TIMEOUT", "10s")
                .run("doctor", "--json");
        assertThat(outcome.all()).doesNotContain("secret", "hunter2");
        StringBuilder found = new StringBuilder();
        boolean bad = false;
        for (JsonNode finding : outcome.json().get("findings")) {
            found.append(finding.get("severity").asString())
                    .append(' ')
                    .append(finding.get("code").asString());
            found.append(": ").append(finding.get("fix").asString()).append('\n');
            bad |= !finding.get("severity").asString().equals("INFO");
            assertThat(finding.get("what").asString()).endsWith(".");
            assertThat(finding.get("why").asString()).endsWith(".");
        }
        assertThat(outcome.code() > 0).isEqualTo(bad);
        return found.toString();
    }

    static void assertFound(Cli cli, String finding, String fix) {
        assertThat(found(cli)).startsWith(finding + ": ").contains(fix).containsOnlyOnce("\n");
    }

    SessionId session(EmbeddedRedis redis) {
        return closing(new Stored(redis.uri())).session("ada", Map.of("cart", "[]"));
    }
}
