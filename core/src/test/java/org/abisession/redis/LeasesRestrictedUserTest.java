package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol.Command;

/** Leases, as the users that docs/redis-user.md makes with and without the channel. */
class LeasesRestrictedUserTest {
    private static final String USER = "abi-session";
    private static final String PASSWORD = "leases-restricted-user-test";

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @BeforeAll
    static void makeUser() throws IOException {
        acl("SETUSER", line("ACL SETUSER abi-session on "));
    }

    @AfterAll
    static void removeUser() {
        acl("DELUSER", USER);
    }

    private static String[] line(String beginning) throws IOException {
        String line = Files.readAllLines(Path.of("../docs/redis-user.md")).stream()
                .filter(text -> text.startsWith(beginning))
                .findFirst()
                .orElseThrow();
        String[] words = line.replace(">PASSWORD", ">" + PASSWORD).split(" ", -1);
        return Arrays.copyOfRange(words, 2, words.length);
    }

    private static void acl(String command, String... words) {
        CommandArguments arguments = new CommandArguments(Command.ACL).add(command);
        arguments.addObjects((Object[]) words);
        redis.client().executeCommand(new CommandObject<>(arguments, BuilderFactory.RAW_OBJECT));
    }

    private static SessionSettings settings() {
        return settings("1s");
    }

    private static SessionSettings settings(String nearCache) {
        return SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("redis-username", USER)
                .adapter("redis-password", PASSWORD)
                .adapter("near-cache", nearCache)
                .build();
    }

    @Test
    void find_channelIsNotAllowed_takesNoLeaseAndSaysSoOnce() {
        try (RedisConnections connections = RedisConnections.open(settings())) {
            RedisSessionRepository node = new RedisSessionRepository(connections, settings(), session -> {});
            SessionId id = Sessions.create(node);
            Sessions.set(node, id, "a", "1");
            await().until(() -> count("near-cache") == 1);
            assertThat(Sessions.field(node, id, "a")).isEqualTo("1");
            assertThat(node.near(id, false)).isEmpty();
            assertThat(node.end(id)).isPresent();
            assertThat(count("near-cache")).isEqualTo(1);
            assertThat(logs.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
        }
    }

    private long count(String text) {
        return logs.lines().stream().filter(line -> line.contains(text)).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-publish", "resetchannels"})
    @Tag("full") // waits until the node asks again whether it may
    void find_channelIsTakenAwayMeanwhile_givesItsLeasesBackAndSaysSoOnceAndWhenItMayAgain(String taken)
            throws IOException {
        acl("SETUSER", line("ACL SETUSER abi-session &"));
        try (RedisConnections connections = RedisConnections.open(settings());
                RedisConnections others = RedisConnections.open(settings("off"))) {
            RedisSessionRepository node = new RedisSessionRepository(connections, settings(), session -> {});
            RedisSessionRepository other = new RedisSessionRepository(others, settings("off"), session -> {});
            await().until(node.leases()::isListening);
            SessionId id = Sessions.create(node);
            await().until(() -> isServedFromACopy(node, id));

            acl("SETUSER", USER, taken);
            await().until(() -> {
                Object unused = node.find(id);
                return count("WARN") == 1;
            });
            assertThat(logs.lines()).anyMatch(line -> line.contains("near-cache has no effect"));
            await().until(() -> redis.client().hget("session:" + id.value() + ":attributes", "@lease") == null);
            assertThat(node.find(id)).isPresent();
            assertThat(node.near(id, false)).isEmpty();
            long start = System.nanoTime();
            Sessions.set(other, id, "a", "1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
            assertThat(count("near-cache")).isEqualTo(1);

            acl("SETUSER", line("ACL SETUSER abi-session &"));
            SessionId next = Sessions.create(node);
            await().atMost(Duration.ofSeconds(20)).until(() -> isServedFromACopy(node, next));
            assertThat(count("near-cache has an effect again")).isEqualTo(1);
            assertThat(count("near-cache")).isEqualTo(2);
        } finally {
            acl("SETUSER", USER, "resetchannels", "-publish", "-subscribe");
        }
    }

    private static boolean isServedFromACopy(RedisSessionRepository node, SessionId id) {
        return node.find(id).isPresent() && node.near(id, false).isPresent();
    }

    @Test
    void find_channelIsAllowed_takesLeasesAndOtherNodesAskForThem() throws IOException {
        acl("SETUSER", line("ACL SETUSER abi-session &"));
        try (RedisConnections connections = RedisConnections.open(settings());
                RedisConnections others = RedisConnections.open(settings())) {
            RedisSessionRepository node = new RedisSessionRepository(connections, settings(), session -> {});
            RedisSessionRepository other = new RedisSessionRepository(others, settings(), session -> {});
            await().until(node.leases()::isListening);
            SessionId id = Sessions.create(node);
            await().until(() -> isServedFromACopy(node, id));
            assertThat(other.changeId(id, SessionId.random())).isEqualTo(SaveResult.SAVED);
            assertThat(node.find(id)).isEmpty();
        } finally {
            acl("SETUSER", USER, "resetchannels", "-publish", "-subscribe");
        }
    }
}
