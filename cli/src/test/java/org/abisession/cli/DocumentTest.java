package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import redis.clients.jedis.RedisClient;

/** Runs the examples of docs/cli.md, and checks that its lists are complete. */
class DocumentTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```console\n\\$ abi-session ([^\n]*)\n(.*?)```", Pattern.DOTALL);

    private static String document() throws IOException {
        return Files.readString(Path.of("../docs/cli.md"));
    }

    /** Replaces what differs from run to run: numbers, units of time and size, and the width of columns. */
    private static String normalized(String output) {
        return output.replaceAll("session#[0-9a-f]{8}", "SESSION")
                .replaceAll("(-h 127.0.0.1)( -p \\d+)?", "$1")
                .replaceAll("\\d[\\d.:]*", "0")
                .replaceAll("\\b0 (ms|s|min|h|d|B|kB)\\b", "0")
                .replaceAll("\\b0( 0)+\\b", "0")
                .replaceAll(" +", " ")
                .replaceAll("(?m)^ | $", "");
    }

    @Test
    void examples_run_giveWhatTheDocumentShows() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start("--appendonly", "yes", "--maxmemory-policy", "allkeys-lru");
                Stored stored = new Stored(redis.uri());
                RedisClient client = RedisClient.create(redis.uri())) {
            Map<String, String> attributes = Map.of(
                    "cart", "[\"tea\"]",
                    "since", "{\"@type\":\"instant\",\"value\":\"2024-01-15T10:30:00Z\"}",
                    "order", "{\"@type\":\"java\",\"class\":\"com.acme.Order\",\"data\":\"rO0AB\"}");
            SessionId ada = SessionId.of("docs-example-session-of-ada");
            stored.session(ada, "ada", attributes, Duration.ofHours(1));
            stored.turn(ada, "What sold best?", "Tea.");
            stored.turn(ada, "And second?", "Coffee.");
            client.pexpire(Stored.key(ada, "attributes"), Duration.ofMinutes(35).toMillis());
            for (String kind : List.of("metadata", "conversation")) {
                client.pexpire(Stored.key(ada, kind), Duration.ofMinutes(30).toMillis());
            }
            stored.session(SessionId.of("docs-example-session-of-bob"), "bob", Map.of(), Duration.ofHours(24));
            Matcher example = EXAMPLE.matcher(document());
            List<String> run = new ArrayList<>();
            while (example.find()) {
                Cli.Outcome outcome = Cli.at(redis.uri()).run(example.group(1).split(" ", -1));
                run.add(example.group(1).split(" ", -1)[0]);
                assertThat(normalized(outcome.out())).as(example.group(1)).isEqualTo(normalized(example.group(2)));
            }
            assertThat(run).containsExactly("doctor", "list", "show", "tail", "memory", "end");
        }
    }

    @Test
    void help_ofEveryCommand_hasTheLinesOfItsFooterUnbroken() {
        for (CommandLine command : AbiSession.commandLine(CliEnvironment.ofProcess())
                .getSubcommands()
                .values()) {
            assertThat(command.getUsageMessage().lines())
                    .containsAll(List.of(command.getCommandSpec().usageMessage().footer()));
        }
    }

    @Test
    void findings_ofDoctor_areThoseOfTheDocument() throws IOException {
        Set<String> inCode = new TreeSet<>();
        Pattern code = Pattern.compile("Finding\\.(?:error|warning|info)\\(\\s*\"([a-z-]+)\"");
        try (Stream<Path> files = Files.list(Path.of("src/main/java/org/abisession/cli/doctor"))) {
            for (Path file : files.toList()) {
                code.matcher(Files.readString(file)).results().forEach(match -> inCode.add(match.group(1)));
            }
        }
        inCode.remove("failed"); // what nobody expects has no line of its own
        Set<String> inDocument = document()
                .lines()
                .filter(line -> line.matches("\\| (settings|connection|log in|server|who may do what|sessions) \\|.*"))
                .flatMap(line -> Pattern.compile("`([a-z-]+)`").matcher(line).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(inDocument).isEqualTo(inCode);
    }
}
