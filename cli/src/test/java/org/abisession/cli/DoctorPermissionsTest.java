package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** Tests doctor as users of Redis that may do too little or too much, and as those of docs/redis-user.md. */
@Tag("full")
class DoctorPermissionsTest extends DoctorFixture {
    /** Returns the words of the line in docs/redis-user.md, with a password. */
    private static String[] documentedUser(String... more) throws IOException {
        String line = Files.readAllLines(Path.of("../docs/redis-user.md")).stream()
                .filter(text -> text.startsWith("ACL SETUSER abi-session "))
                .findFirst()
                .orElseThrow();
        List<String> words =
                new ArrayList<>(List.of(line.replace(">PASSWORD", ">secret").split(" ")));
        words.addAll(Arrays.asList(more));
        return words.subList(1, words.size()).toArray(String[]::new);
    }

    private static void acl(RedisClient client, String... words) {
        CommandArguments command = new CommandArguments(Protocol.Command.ACL).addObjects((Object[]) words);
        client.executeCommand(new CommandObject<>(command, BuilderFactory.RAW_OBJECT));
    }

    private static Cli as(EmbeddedRedis redis, String user) {
        return Cli.at(redis.uri()).env("REDIS_USERNAME", user).env("REDIS_PASSWORD", "secret");
    }

    @Test
    void wellConfigured_usersOfTheDocuments_nothingIsFound() throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        String[] user = documentedUser("+info", "+acl|whoami", "+acl|dryrun");
        acl(client, user);
        session(redis);
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        assertThat(found(as(redis, "abi-session"))).isEmpty();
    }

    @Test
    void leastUser_whatRedisRefusesToTell_isANoteAndNoFailure() throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, documentedUser());
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        assertThat(found(as(redis, "abi-session")))
                .contains("INFO not-checked-info: ", "INFO not-checked-acl: ")
                .hasLineCount(2);
    }

    @Test
    void fixForPermissions_isTheLineOfTheDocument() throws IOException {
        String line = String.join(" ", documentedUser());
        EmbeddedRedis redis = redis();
        acl(client(redis), "SETUSER", "poor", "on", ">secret", "+ping", "+info", "+select", "~*");
        acl(client(redis), "SETUSER", "default", "resetpass", ">secret");
        assertFound(
                as(redis, "poor"),
                "ERROR permissions-too-narrow",
                line.replace("SETUSER abi-session on >secret", "SETUSER poor on '>PASSWORD'"));
    }

    /** What doctor says to do is enough for the settings with which it was asked. */
    @ParameterizedTest
    @CsvSource({
        "ABI_SESSION_APP, shop#admin",
        "ABI_SESSION_HASH_TAGS, true",
        "ABI_SESSION_NEAR_CACHE, 1s",
        "ABI_SESSION_TAKE_OVER, spring-session(it's)"
    })
    void fixForPermissions_withASetting_makesAUserWhoMayDoAllThatItNeeds(String name, String value) {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, "SETUSER", "poor", "on", ">secret", "+ping", "+info", "+select", "~*");
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        Cli poor = as(redis, "poor").env(name, value);
        acl(client, wordsOfTheFix(found(poor)));
        assertThat(found(poor).lines()).allMatch(line -> line.startsWith("INFO not-checked-"));
    }

    /** Returns the words of the last ACL SETUSER in a fix, as a shell reads them, with a password. */
    private static String[] wordsOfTheFix(String found) {
        String command = found.substring(found.lastIndexOf("ACL SETUSER ") + "ACL ".length())
                .lines()
                .findFirst()
                .orElseThrow();
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("(?:'[^']*'|\\\\'|[^' ])+").matcher(command);
        while (word.find()) {
            words.add(word.group().replace("\\'", "\u0000").replace("'", "").replace('\u0000', '\''));
        }
        return words.stream()
                .map(text -> text.equals(">PASSWORD") ? ">secret" : text)
                .toArray(String[]::new);
    }

    @Test
    void userOfACluster_withoutWhatOnlyAClusterNeeds_isFoundAndTheFixIsEnough() throws IOException {
        EmbeddedCluster cluster = closing(EmbeddedCluster.start("--appendonly", "yes", "--min-replicas-to-write", "1"));
        Cli cli = Cli.at(cluster.uri()).env("REDIS_USERNAME", "abi-session").env("REDIS_PASSWORD", "secret");
        for (EmbeddedRedis node : cluster.nodes()) {
            try (Jedis jedis = cluster.connect(node)) {
                jedis.aclSetUser("admin", "on", ">secret", "~*", "&*", "+@all");
            }
        }
        onEachNode(cluster, documentedUser("+info", "+acl|whoami", "+acl|dryrun"));
        onEachNode(cluster, "SETUSER", "default", "resetpass", ">secret");
        assertFound(cli, "ERROR permissions-too-narrow", "ACL SETUSER abi-session '+cluster|slots'; ");

        onEachNode(cluster, "SETUSER", "abi-session", "+cluster|slots");
        String missing = "+dump +lrem +restore +asking";
        assertFound(cli, "ERROR permissions-too-narrow", "ACL SETUSER abi-session " + missing + "; ");

        onEachNode(cluster, wordsOfTheFix(found(cli)));
        onEachNode(cluster, "SETUSER", "abi-session", "+info", "+acl|whoami", "+acl|dryrun");
        assertThat(found(cli)).isEmpty();
    }

    private static void onEachNode(EmbeddedCluster cluster, String... words) {
        JedisClientConfig admin = DefaultJedisClientConfig.builder()
                .user("admin")
                .password("secret")
                .build();
        for (EmbeddedRedis node : cluster.nodes()) {
            try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", node.port()), admin)) {
                jedis.sendCommand(Protocol.Command.ACL, words);
            }
        }
    }

    @Test
    void commandOfTheDocument_withdrawn_isFound() throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, documentedUser("-rename", "+info", "+acl|whoami", "+acl|dryrun"));
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        assertFound(as(redis, "abi-session"), "ERROR permissions-too-narrow", "ACL SETUSER abi-session");
    }

    /** Returns the user of the document, restricted to the keys of one application. */
    private static String[] narrowUser(String app, boolean hashTags, String... more) throws IOException {
        String attributes = app.isEmpty() ? ":attributes" : ":attributes:" + app;
        List<String> words = new ArrayList<>();
        for (String word : documentedUser(more)) {
            String narrow = word.startsWith("~abi-session:sweeper")
                    ? "~abi-session:sweeper" + (app.isEmpty() ? "" : ":" + app)
                    : word.startsWith("~") ? word.replaceFirst(":attributes.*", attributes) : word;
            words.add(hashTags ? narrow.replace("session:*:", "session:{*}:") : narrow);
        }
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"'', false", "shop, false", "shop, true", "shop#admin, false"})
    void userOfOneApplication_besideOthers_nothingIsFound(String app, boolean hashTags) throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, narrowUser(app, hashTags, "+info", "+acl|whoami", "+acl|dryrun"));
        String tags = Boolean.toString(hashTags);
        closing(new Stored(redis.uri(), "app", app, "hash-tags", tags)).session("ada", Map.of("cart", "[]"));
        closing(new Stored(redis.uri(), "app", "other", "hash-tags", tags)).session("bob", Map.of("cart", "[]"));
        client.set("session:flask", "x", SetParams.setParams().ex(60));
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        Cli cli = as(redis, "abi-session").env("ABI_SESSION_APP", app).env("ABI_SESSION_HASH_TAGS", tags);
        assertThat(found(cli)).isEmpty();
        assertThat(cli.run("doctor").out()).contains("looked at 3 keys of 2 sessions");
    }

    @ParameterizedTest
    @CsvSource({"shop, false", "'', true"})
    void applicationsWhoseSessionsMayNotBeSeen_areFound(String app, boolean hashTags) throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, narrowUser(app, hashTags, "+info", "+acl|whoami", "+acl|dryrun"));
        client.hset("abi-session:applications" + (hashTags ? ":hash-tags" : ""), Map.of(app, "1", "other", "1"));
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        Cli cli = as(redis, "abi-session")
                .env("ABI_SESSION_APP", app)
                .env("ABI_SESSION_HASH_TAGS", Boolean.toString(hashTags));
        assertFound(cli, "WARNING others-not-seen", "ACL SETUSER abi-session '(+exists ~session:*:attributes*)'");
        acl(client, "SETUSER", "abi-session", "(+exists ~session:*:attributes*)");
        assertThat(found(cli)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-rename, +rename",
        "-evalsha, +evalsha",
        "-rpush, +rpush",
        "-hsetnx -hset, +hset +hsetnx",
        "-multi, +multi",
        "-scan, +scan",
        "-set, +set",
        "-del, +del",
        "resetkeys ~session:*:metadata ~session:*:conversation ~abi-session:sweeper:shop, ~session:*:attributes:shop",
        "resetkeys ~session:*:metadata ~session:*:attributes:shop ~abi-session:sweeper:shop, ~session:*:conversation",
        "resetkeys ~session:*:metadata ~session:*:conversation ~session:*:attributes:shop, ~abi-session:sweeper:shop",
        "resetkeys ~session:*:attributes:shop -hget, +hget ~session:*:metadata ~session:*:conversation"
                + " ~abi-session:sweeper:shop"
    })
    void permissionsOfTheDocument_withdrawn_areNamedExactly(String withdrawn, String missing) throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, narrowUser("shop", false, "+info", "+acl|whoami", "+acl|dryrun"));
        acl(client, ("SETUSER abi-session " + withdrawn).split(" "));
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        Cli cli = as(redis, "abi-session").env("ABI_SESSION_APP", "shop");
        assertThat(found(cli))
                .startsWith("ERROR permissions-too-narrow: ")
                .contains("ACL SETUSER abi-session " + missing + "; ")
                .doesNotContain("WARNING");
        assertThat(cli.run("doctor").out()).contains("Missing: " + missing + ".\n");
        acl(client, ("SETUSER abi-session " + missing).split(" "));
        assertThat(found(cli).lines()) // some of these users may write no key of users
                .allMatch(line -> line.startsWith("INFO users-not-kept: "));
    }

    @Test
    void eval_withdrawnWhenRedisKnowsTheScripts_isNamed() throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, documentedUser("+info", "+acl|whoami", "+acl|dryrun"));
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        assertThat(found(as(redis, "abi-session"))).isEmpty();
        acl(client, "SETUSER", "abi-session", "-eval");
        assertFound(as(redis, "abi-session"), "ERROR permissions-too-narrow", "ACL SETUSER abi-session +eval; ");
    }

    @ParameterizedTest
    @CsvSource({"resetchannels", "-publish"})
    void channelOfTheNearCache_withdrawn_isFoundIfTheSettingIsOn(String withdrawn) throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        String[] channel = {"&abi-session:lease:*", "+publish", "+subscribe"};
        acl(client, documentedUser("+info", "+acl|whoami", "+acl|dryrun"));
        acl(client, ("SETUSER abi-session " + String.join(" ", channel)).split(" "));
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        Cli on = as(redis, "abi-session").env("ABI_SESSION_NEAR_CACHE", "1s");
        assertThat(found(on)).isEmpty();
        acl(client, "SETUSER", "abi-session", withdrawn);
        assertThat(found(as(redis, "abi-session"))).isEmpty();
        assertFound(on, "INFO near-cache-off", "'" + channel[0] + "' +publish +subscribe");
    }

    @Test
    void userThatMayDoAll_isFound() {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, "SETUSER", "root", "on", ">secret", "~*", "&*", "+@all");
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        assertFound(as(redis, "root"), "WARNING permissions-too-wide", "REDIS_USERNAME=abi-session");
    }

    @Test
    void serverThatTakesAnybody_isFound() throws IOException {
        EmbeddedRedis redis = redis();
        acl(client(redis), documentedUser("+info", "+acl|whoami", "+acl|dryrun"));
        assertFound(as(redis, "abi-session"), "WARNING open-to-all", "ACL SETUSER default off");
    }
}
