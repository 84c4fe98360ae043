package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** Slips of the hand with every command and option, which put an id or a password where it does not belong. */
class UsageMessageTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static final String PASSWORD = "s3cretpw";
    /** Ids begin with any character of their alphabet, - included; the second one has what no option has. */
    private static final Map<String, String> SECRETS = new TreeMap<>(Map.of(
            "redis://u:" + PASSWORD + "@127.0.0.1:1",
            PASSWORD,
            "redis-password:" + PASSWORD,
            PASSWORD,
            "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
            "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
            "-Zq8Yw3fR7tB1nM5kX9vC2hJ6pL0sD4gA8eU3iO7yT",
            "q8Yw3fR7tB1nM5kX9vC2hJ6pL0sD4gA8eU3iO7yT",
            "abcdefab-cdef-4bcd-efab-cdefabcdefab",
            "4bcd-efab"));

    private static Cli cli() {
        return Cli.at(redis.uri());
    }

    private static Set<List<String>> slips(CommandLine command, String secret) {
        Set<List<String>> slips = new LinkedHashSet<>();
        slips.add(List.of(secret));
        slips.add(List.of(secret, secret));
        slips.add(List.of("--set", secret + "=1"));
        slips.add(List.of("--set", "redis-port=" + secret));
        slips.add(List.of("--set", "zone=" + secret));
        slips.add(List.of("session#00000000", secret));
        for (CommandLine.Model.OptionSpec option : command.getCommandSpec().options()) {
            for (String name : option.names()) {
                String misspelt = name.substring(0, name.length() - 1) + "q";
                slips.add(List.of(name, secret));
                slips.add(List.of(name + "=" + secret));
                slips.add(List.of(name + secret));
                slips.add(List.of(misspelt, secret));
                slips.add(List.of(misspelt + "=" + secret));
                slips.add(List.of(misspelt + secret));
                slips.add(List.of(name, "1", secret));
                slips.add(List.of(name, secret, secret));
                slips.add(List.of(secret, name));
            }
        }
        return slips;
    }

    /** The output shows whole ids with this option, and the page of serve never ends. */
    private static boolean isMeant(String command, List<String> words) {
        return words.contains("--show-ids") || words.contains("-V") || command.equals("serve");
    }

    @Test
    @Tag("full")
    void slip_withAnyOptionOfAnyCommand_repeatsNoIdAndNoPassword() {
        CommandLine commands = AbiSession.commandLine(CliEnvironment.ofProcess());
        int run = 0;
        for (Map.Entry<String, CommandLine> command : commands.getSubcommands().entrySet()) {
            for (Map.Entry<String, String> secret : SECRETS.entrySet()) {
                for (List<String> slip : slips(command.getValue(), secret.getKey())) {
                    if (isMeant(command.getKey(), slip)) {
                        continue;
                    }
                    List<String> words = new ArrayList<>(slip);
                    words.add(0, command.getKey());
                    Cli.Outcome outcome = cli().run(words.toArray(String[]::new));
                    assertThat(outcome.all()).as("%s", words).doesNotContain(secret.getValue());
                    run++;
                }
            }
        }
        assertThat(run).isGreaterThan(2_000);
    }

    @Test
    void slip_withServe_repeatsNoIdAndNoPassword() {
        CommandLine serve = AbiSession.commandLine(CliEnvironment.ofProcess())
                .getSubcommands()
                .get("serve");
        for (Map.Entry<String, String> secret : SECRETS.entrySet()) {
            for (List<String> slip : slips(serve, secret.getKey())) {
                List<String> words = new ArrayList<>(slip);
                words.add(0, "serve");
                words.add("--show-ids"); // which serve refuses when it has read all others
                Cli.Outcome outcome = cli().run(words.toArray(String[]::new));
                assertThat(outcome.all()).as("%s", words).doesNotContain(secret.getValue());
            }
            assertThat(cli().run("serve", "--listen=" + secret.getKey()).all()).doesNotContain(secret.getValue());
        }
    }

    @Test
    void slip_beforeTheCommand_repeatsNoIdAndNoPassword() {
        for (Map.Entry<String, String> secret : SECRETS.entrySet()) {
            for (List<String> words : List.of(
                    List.of(secret.getKey()), List.of("help", secret.getKey()), List.of("--url", secret.getKey()))) {
                assertThat(cli().run(words.toArray(String[]::new)).all()).doesNotContain(secret.getValue());
            }
        }
    }

    @Test
    void message_ofWrongUsage_namesTheOption() {
        Map<String, String> messages = Map.of(
                "list --limit many", "--limit must be a whole number.",
                "tail --interval x ID", "--interval must be a number.",
                "list --json=yes", "--json must be without a value.",
                "list --set redis-port", "--set must be NAME=VALUE.",
                "list --ulr=redis://h", "Unknown option: --ulr",
                "list --url", "Missing: --url URL",
                "show", "Missing: ID",
                "import x", "Missing: --from STORE",
                "list more", "Unknown or too many arguments",
                "list --limit 1 --limit 2", "--limit must be given once.");
        messages.forEach((words, message) -> {
            Cli.Outcome outcome = cli().run(words.split(" ", -1));
            assertThat(outcome.code()).as(words).isEqualTo(2);
            assertThat(outcome.err().lines().toList().get(0)).as(words).startsWith(message);
        });
        assertThat(cli().run("list", "--ulr", "x").err()).contains("--url");
        assertThat(cli().run("lst").err()).contains("list");
    }
}
