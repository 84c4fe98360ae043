package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.abisession.redis.RedisRepository;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.params.SetParams;
import tools.jackson.databind.JsonNode;

class CommandsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

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

    private SessionId ada() {
        SessionId id = stored.session("ada", Map.of("cart", "[\"tea\"]", "seen", "{\"@type\":\"long\",\"value\":5}"));
        stored.turn(id, "What sold best?", "Tea.");
        return id;
    }

    @Test
    void show_session_hasAllOfItAndCountsAsNoAccess() {
        SessionId id = ada();
        redis.client()
                .pexpire(Stored.key(id, "attributes"), Duration.ofMinutes(35).toMillis());
        Cli.Outcome show = cli().run("show", id.toString());
        assertThat(show.code()).isZero();
        assertThat(show.out())
                .contains("user        ada", "created     2024-01-15T10:30:00.123Z", "interval    1 h")
                .contains("{\"session_id\": \"" + id + "\", \"created_at\": ")
                .containsPattern("cart +List +7 B +\\[\"tea\"\\]")
                .containsPattern("seen +long +26 B +")
                .containsPattern("@max_inactive_interval +Integer +4 B +3600")
                .contains("Conversation, 1 turn\n", "2024-01-15 10:30:00  > What sold best?", "< Tea.  (2.45 s)");
        assertThat(redis.client().pttl(Stored.key(id, "attributes")))
                .isLessThanOrEqualTo(Duration.ofMinutes(35).toMillis());
        JsonNode json = cli().run("show", "--json", "--", id.value()).json();
        assertThat(json.get("attributes").get(3).get("value").asString()).isEqualTo("[\"tea\"]");
        assertThat(json.get("last_turns").get(0).asString()).contains("\"user_query\"");
    }

    @Test
    void show_encryptedAttribute_namesTheKeyAlone() {
        SessionId id =
                stored.session("ada", Map.of("cart", "{\"@type\":\"encrypted\",\"key\":\"k9\",\"data\":\"c2VjcmV0\"}"));
        assertThat(cli().run("show", id.toString()).out())
                .containsPattern("cart +encrypted +[0-9]+ B +\\(encrypted by the key k9\\)")
                .doesNotContain("c2VjcmV0");
    }

    @Test
    void show_loginOfTheContainer_isNotShown() {
        SessionId id = stored.session(
                "ada", Map.of("@principal", "{\"@type\":\"java\",\"class\":\"a.B\",\"data\":\"c2VjcmV0\"}"));
        assertThat(cli().run("show", id.toString()).out())
                .contains("@principal", "a.B")
                .doesNotContain("c2VjcmV0");
        assertThat(cli().run("show", "--json", "--full", id.toString()).out()).doesNotContain("c2VjcmV0");
    }

    @Test
    void show_controlFieldsOfTheStore_areShownUnlessTheyAreALoginOrLeadToASession() {
        SessionId id = stored.session(
                "ada",
                Map.of(
                        "@ends_at", "4102444800000",
                        "@id_since", "1705314600888",
                        "@renewed_from", "\"5d41402abc4b2a76b9719d911017c592\"",
                        "@taken_over", "[\"old id\",\"x\"]"));
        assertThat(cli().run("show", id.toString()).out())
                .containsPattern("@ends_at +Integer +13 B +41024448\\d{5}") // counted from the time of storing
                .containsPattern("@id_since +Integer +13 B +1705314600888")
                .containsPattern("@renewed_from +String +34 B +\\(not shown\\)")
                .doesNotContain("old id", "5d41402abc4b2a76b9719d911017c592");
    }

    @Test
    void show_keysOfOtherTypes_saysSoAndShowsTheRest() {
        SessionId id = SessionId.random();
        redis.client()
                .set(
                        Stored.key(id, "metadata"),
                        "{\"user\": 7}",
                        SetParams.setParams().ex(60));
        redis.client()
                .set(Stored.key(id, "conversation"), "x", SetParams.setParams().ex(60));
        Cli.Outcome show = cli().run("show", "--", id.value());
        assertThat(show.code()).isEqualTo(1);
        assertThat(show.out()).contains("user        7");
        assertThat(show.err()).contains("WRONGTYPE").doesNotContain(id.value());
    }

    @Test
    void show_metadataInAKeyOfAnotherType_saysSo() {
        SessionId id = stored.session("ada", Map.of());
        redis.client().del(Stored.key(id, "metadata"));
        redis.client().lpush(Stored.key(id, "metadata"), "x");
        redis.client().expire(Stored.key(id, "metadata"), 60);
        Cli.Outcome show = cli().run("show", "--", id.value());
        assertThat(show.code()).isEqualTo(1);
        assertThat(show.err())
                .contains("The metadata can't be read", "type list")
                .doesNotContain(id.value());
    }

    @Test
    void show_attributesInAKeyOfAnotherType_saysSo() {
        SessionId id = stored.session("ada", Map.of());
        redis.client()
                .set(Stored.key(id, "attributes"), "x", SetParams.setParams().ex(60));
        Cli.Outcome show = cli().run("show", "--", id.value());
        assertThat(show.code()).isEqualTo(1);
        assertThat(show.out()).doesNotContain("the Python application began it");
        assertThat(show.err())
                .contains("The attributes can't be read", "type string", "must be a hash")
                .doesNotContain(id.value());
    }

    @Test
    void id_unknownOrMalformed_isSaidWithTheNextAction() {
        ada();
        Cli.Outcome unknown = cli().run("show", "session#00000000");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("There is no session session#00000000", "abi-session list");
        SessionId nobody = SessionId.random();
        assertThat(cli().run("tail", "--", nobody.value()).err())
                .contains("no session " + nobody)
                .doesNotContain(nobody.value());
        Cli.Outcome malformed = cli().run("end", "--yes", "what?");
        assertThat(malformed.code()).isEqualTo(2);
        assertThat(malformed.err()).contains("ID must be");
    }

    @Test
    void id_thatBeginsWithAHyphen_isNotRepeatedAndStandsBehindTwo() {
        SessionId id = SessionId.of("-" + SessionId.random().value().substring(1));
        stored.session(id, "ada", Map.of(), Duration.ofHours(1));
        for (String command : List.of("show", "list")) {
            Cli.Outcome bare = cli().run(command, "-Z" + id.value()); // a letter that is no option
            assertThat(bare.code()).isEqualTo(2);
            assertThat(bare.all()).contains("after --").doesNotContain(id.value());
        }
        assertThat(cli().run("show", "--", id.value()).out()).contains("user        ada");
    }

    @Test
    void id_digestOfTwoSessions_isRefused() {
        // Two ids of Python's form whose digests begin alike, found by trying.
        SessionId one = SessionId.of(TwoOfOneDigest.FIRST);
        SessionId two = SessionId.of(TwoOfOneDigest.SECOND);
        assertThat(one).hasToString(two.toString());
        stored.session(one, "a", Map.of(), Duration.ofHours(1));
        stored.session(two, "b", Map.of(), Duration.ofHours(1));
        Cli.Outcome end = cli().run("end", "--yes", one.toString());
        assertThat(end.code()).isEqualTo(1);
        assertThat(end.err()).contains("the digest of 2 sessions");
        assertThat(cli().run("show", two.value()).out()).contains("user        b");
    }

    @Test
    void tail_growingConversation_printsEachTurnOnceUntilTheSessionEnds() throws Exception {
        SessionId id = ada();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        var commands = cli().commands(out, err);
        Thread tail = new Thread(() -> commands.execute("tail", "--interval", "0.1", "-n", "1", id.toString()));
        tail.start();
        await(out, "What sold best?");
        for (int i = 0; i < 5; i++) {
            stored.turn(id, "question " + i, "answer");
        }
        await(out, "question 4");
        // As a capped list: the newest three stay, and positions shift.
        redis.client().ltrim(Stored.key(id, "conversation"), -3, -1);
        stored.turn(id, "question 5", "answer");
        redis.client().ltrim(Stored.key(id, "conversation"), -3, -1);
        await(out, "question 5");
        redis.client().rpush(Stored.key(id, "conversation"), "no \u001b JSON " + id.value());
        await(out, "(no JSON object)");
        stored.repository().delete(id);
        tail.join(20_000);
        assertThat(tail.isAlive()).isFalse();
        for (int i = 0; i < 6; i++) {
            assertThat(Pattern.compile("question " + i + "\n")
                            .matcher(out.toString())
                            .results())
                    .hasSize(1);
        }
        assertThat(err.toString()).contains(id + " has ended, or has got another id, as by a login.");
        assertThat(out.toString() + err).doesNotContain(id.value(), "\u001b");
    }

    private static void await(StringWriter out, String text) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> out.toString().contains(text));
    }

    @Test
    void tail_json_isTheEntryOnALine() {
        SessionId id = ada();
        redis.client().rpush(Stored.key(id, "conversation"), "{\n  \"user_query\": \"pretty\"\n}");
        List<JsonNode> lines =
                cli().run("tail", "--no-follow", "--json", id.toString()).lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).get("assistant_response").asString()).isEqualTo("Tea.");
        assertThat(lines.get(1).get("user_query").asString()).isEqualTo("pretty");
        assertThat(cli().run("tail", "--no-follow", "-n", "0", id.toString()).out())
                .isEmpty();
    }

    @Test
    void tail_jsonOfNumbersThatJsonDoesNotHave_hasNullInTheirPlace() {
        SessionId id = ada();
        redis.client()
                .rpush(
                        Stored.key(id, "conversation"),
                        "{\"user_query\": \"NaN \\\\\\\" -Infinity\", \"execution_time\": NaN, \"all\": [Infinity,-Infinity, 1e2]}");
        assertThat(cli().run("tail", "--no-follow", "--json", "-n", "1", id.toString())
                        .out())
                .isEqualToIgnoringNewLines(
                        "{\"user_query\": \"NaN \\\\\\\" -Infinity\", \"execution_time\": null, \"all\": [null,null, 1e2]}");
    }

    @Test
    void memory_sessions_sumsUpByKindAndNamesTheLargest() {
        ada();
        SessionId large = stored.session("bob", Map.of("big", "\"" + "x".repeat(50_000) + "\""));
        redis.client().set("session:flask", "x", SetParams.setParams().ex(60));
        Cli.Outcome memory = cli().run("memory");
        assertThat(memory.code()).isZero();
        List<String> lines = memory.out().lines().toList();
        assertThat(lines.get(1)).containsPattern("metadata +2 +");
        assertThat(memory.out())
                .containsPattern("conversation +1 +")
                .containsPattern("attributes +2 +5\\d kB")
                .containsPattern("other +1 +")
                .containsPattern("all +6 +5\\d kB")
                .containsPattern("LARGEST OF 2 .*\n" + large + " +5\\d kB");
        JsonNode json = cli().run("memory", "--json", "--top", "1").json();
        assertThat(json.get("largest")).hasSize(1);
        assertThat(json.get("largest").get(0).get("attributes").asInt()).isGreaterThan(50_000);
    }

    @Test
    void end_agreed_isFinalAndANodeTellsTheListeners() {
        SessionId id = ada();
        Cli.Outcome end = cli().answering("y").run("end", id.toString());
        assertThat(end.code()).isZero();
        assertThat(end.err()).contains("End " + id + " (user ada, 1 turn)? [y/N]");
        assertThat(end.out()).contains(id + " has ended. A node of the application calls its listeners, within 30 s.");
        List<SessionSnapshot> told = new ArrayList<>();
        SessionRepository node = RedisRepository.open(stored.connections(), stored.settings(), told::add);
        node.sweeper(told::add).sweep();
        assertThat(told).hasSize(1);
        assertThat(node.find(id)).isEmpty();
        assertThat(redis.keys("session:*")).isEmpty();
        assertThat(cli().run("end", "--yes", "--", id.value()).code()).isEqualTo(1);
    }

    @Test
    void end_notAgreedOrNobodyToAsk_changesNothing() {
        SessionId id = ada();
        for (String answer : List.of("", "n", "yep")) {
            assertThat(cli().answering(answer).run("end", id.toString()).code()).isEqualTo(1);
        }
        Cli.Outcome pipe = cli().run("end", id.toString());
        assertThat(pipe.code()).isEqualTo(2);
        assertThat(pipe.err()).contains("--yes");
        assertThat(stored.repository().find(id)).isPresent();
        assertThat(cli().run("end", "--yes", "--json", id.toString())
                        .json()
                        .get("ended")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void output_ofEveryCommandWithoutShowIds_hasNoId() {
        SessionId other = stored.session("bob", Map.of());
        SessionId id = stored.session(
                "ada", Map.of("copy", "\"id \"", "session_id", "{\"sessionId\": \"" + other.value() + "\"}"));
        redis.client().hset(Stored.key(id, "attributes"), "own", "\"of " + id.value() + "\"");
        stored.turn(id, "my id is " + id.value(), "{\"session_id\": \"" + other.value() + "\"}");
        List<List<String>> commands = new ArrayList<>();
        for (String first : List.of("list", "memory", "doctor")) {
            commands.add(List.of(first));
        }
        for (String one : List.of("show", "tail --no-follow", "end --yes")) {
            List<String> words = new ArrayList<>(List.of(one.split(" ")));
            words.add(words.get(0).equals("end") ? id.value() : id.toString());
            if (id.value().startsWith("-") && words.get(0).equals("end")) {
                words.add(words.size() - 1, "--");
            }
            commands.add(words);
        }
        for (List<String> words : commands) {
            for (boolean json : new boolean[] {true, false}) {
                if (json && words.get(0).equals("end")) {
                    continue;
                }
                List<String> all = new ArrayList<>(words);
                if (json) {
                    all.add(1, "--json");
                }
                Cli.Outcome outcome = cli().run(all.toArray(String[]::new));
                assertThat(outcome.all()).as("%s", words.get(0)).isNotEmpty().doesNotContain(id.value(), other.value());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "list", "show", "tail", "memory", "end", "import", "serve"})
    void help_ofEachCommand_fitsATerminal(String command) {
        Cli.Outcome help = cli().run(command, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: abi-session " + command, "--json", "--show-ids", "--url", "--set");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(help.out()).as("the three columns, once").doesNotContain("DATA[,");
        assertThat(cli().run("help", command).out()).isEqualTo(help.out());
    }

    @Test
    void usage_wrong_isExitCode2() {
        assertThat(cli().run("lst").code()).isEqualTo(2);
        assertThat(cli().run().code()).isEqualTo(2);
        assertThat(cli().run("list", "--limit", "0").code()).isEqualTo(2);
        Cli.Outcome setting = cli().run("list", "--set", "redis-prt=1");
        assertThat(setting.code()).isEqualTo(2);
        assertThat(setting.err()).contains("redis-prt (command line, did you mean redis-port?)");
        assertThat(cli().run("--help").out()).contains("Exit codes: 0 fine");
    }

    @Test
    void redis_away_isExitCode1WithTheAddress() {
        Cli.Outcome list = Cli.at("redis://127.0.0.1:1").run("list");
        assertThat(list.code()).isEqualTo(1);
        assertThat(list.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
    }
}
