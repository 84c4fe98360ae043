package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.params.SetParams;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever values, key names and arguments hold, the output can be printed on a terminal. */
class HostileOutputTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @TempDir
    Path directory;

    private Stored stored;

    @BeforeEach
    void open() {
        stored = new Stored(redis.uri());
    }

    @AfterEach
    void close() {
        stored.close();
    }

    private static Cli cli() {
        return Cli.at(redis.uri());
    }

    /** Characters that a terminal takes for commands, that turn the order of others, or that show nothing. */
    private static final String HOSTILE =
            "\u001b[31m\u0007\u0000\b\u007f\u0085\u009b31m\u00ad\u061c\u200b\u200d\u200e\u200f"
                    + "\u2028\u2029\u202a\u202e\u2060\u2066\u2069\u3164\ufe0e\ufeff\ufff9\ue000\ud800x\udc00\udb40\udc41\udb40\udd00";

    private static void assertPrintable(String text) {
        assertThat(text.codePoints().filter(c -> c != '\n' && !printable(c)).mapToObj(Integer::toHexString))
                .isEmpty();
    }

    private static boolean printable(int c) {
        int type = Character.getType(c);
        return c != 0x3164
                && c != 0xfe0e
                && (c < 0xe0000 || c > 0xe0fff)
                && type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.PRIVATE_USE
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED;
    }

    private SessionId hostile() {
        String inJson = new JsonMapper().writeValueAsString(HOSTILE);
        SessionId id = stored.session(
                "x" + inJson.substring(1, inJson.length() - 1),
                Map.of(
                        HOSTILE,
                        inJson,
                        "raw",
                        '"' + HOSTILE + '"',
                        "typed",
                        "{\"@type\":\"java\",\"class\":\"" + HOSTILE + "\",\"data\":\"\"}"));
        stored.turn(id, HOSTILE, HOSTILE);
        redis.client()
                .rpush(
                        Stored.key(id, "conversation"),
                        "{\"user_query\":\"" + HOSTILE.substring(HOSTILE.indexOf('\u061c')) + "\"}",
                        HOSTILE);
        return id;
    }

    @Test
    void output_ofEveryCommandWithHostileValues_isPrintable() {
        SessionId id = hostile();
        redis.client()
                .set(
                        "session:" + HOSTILE + ":metadata",
                        HOSTILE,
                        SetParams.setParams().ex(60));
        for (String words : List.of(
                "list",
                "list --json",
                "show ID",
                "show --json ID",
                "show --full ID",
                "show --full --json --show-ids ID",
                "tail --no-follow ID",
                "tail --no-follow --json ID",
                "memory",
                "memory --json --show-ids",
                "doctor",
                "doctor --json",
                "end --yes --json ID")) {
            Cli.Outcome outcome = cli().run(words.replace("ID", id.toString()).split(" "));
            assertThat(outcome.all()).as(words).isNotEmpty();
            assertPrintable(outcome.all());
        }
    }

    @Test
    void output_textOfManyBackslashes_takesNoLongerThanOneOfOtherCharacters() {
        String backslashes = "\\".repeat(200_000);
        SessionId id = stored.session("ada", Map.of("path", new JsonMapper().writeValueAsString(backslashes)));
        stored.turn(id, backslashes, backslashes);
        for (String words : List.of("show --full ID", "show ID", "tail --no-follow --json ID")) {
            String[] command = words.replace("ID", id.toString()).split(" ");
            Cli.Outcome outcome = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> cli().run(command), words);
            assertThat(outcome.out()).as(words).contains("\\\\\\\\");
        }
    }

    @Test
    void list_metadataOfManyFields_takesNoLongerThanTheirTextIs() {
        SessionId id = stored.session("ada", Map.of());
        String fields =
                IntStream.range(0, 300_000).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(","));
        redis.client()
                .set(
                        Stored.key(id, "metadata"),
                        "{\"user\":\"ada\"," + fields + "}",
                        SetParams.setParams().ex(60));
        Cli.Outcome outcome = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> cli().run("list"));
        assertThat(outcome.out()).contains("ada");
    }

    @Test
    void json_hostileValues_areTheSameValuesForAProgram() {
        SessionId id =
                stored.session("x\u009b31m\u202e\u2028", Map.of("a\u0085", "\"\u202e\\n\ud83d\ude00\u00eb\ufffd\""));
        Cli.Outcome show = cli().run("show", "--json", id.toString());
        assertThat(show.json().get("user").asString()).isEqualTo("x\u009b31m\u202e\u2028");
        JsonNode attribute = show.json().get("attributes").get(3);
        assertThat(attribute.get("name").asString()).isEqualTo("a\u0085");
        assertThat(attribute.get("value").asString()).isEqualTo("\"\u202e\\n\ud83d\ude00\u00eb\ufffd\"");
        assertThat(show.out()).contains("\\u202e", "\ud83d\ude00", "\u00eb\ufffd");
        stored.turn(id, "q\u202e", "a\u0085");
        JsonNode turn = cli().run("tail", "--no-follow", "--json", id.toString())
                .lines()
                .get(0);
        assertThat(turn.get("user_query").asString()).isEqualTo("q\u202e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HOSTILE",
                "help HOSTILE",
                "list HOSTILE",
                "list --HOSTILE",
                "list -HOSTILE",
                "list --limit HOSTILE",
                "list --set HOSTILE",
                "list --set HOSTILE=1",
                "list --set app=HOSTILE",
                "list --set redis-host=HOSTILE",
                "list --set zone=HOSTILE",
                "list --set env-file=HOSTILE",
                "list --set redis-ca=HOSTILE",
                "list --url HOSTILE",
                "list --url redis://HOSTILE",
                "list --url redis://localhost:1/?HOSTILE",
                "show HOSTILE",
                "show @HOSTILE",
                "tail --interval HOSTILE session#00000000",
                "doctor --set app=HOSTILE",
                "doctor --json --set app=HOSTILE",
                "doctor --json --set HOSTILE=1"
            })
    void arguments_hostile_areRepeatedPrintable(String words) {
        List<String> arguments = Arrays.stream(words.split(" "))
                .map(word -> word.replace("HOSTILE", HOSTILE + "\nFORGED"))
                .toList();
        Cli.Outcome outcome = Cli.at(redis.uri()).run(arguments.toArray(String[]::new));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.all()).isNotEmpty();
        assertThat(outcome.all().lines()).noneMatch(line -> line.startsWith("FORGED"));
        assertPrintable(outcome.all());
    }

    @Test
    void argument_thatNamesAFile_isNotRead() throws Exception {
        Path file = Files.writeString(directory.resolve("words"), "hunter2 hunter3");
        Cli.Outcome outcome = cli().run("list", "@" + file);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.all()).doesNotContain("hunter");
    }
}
