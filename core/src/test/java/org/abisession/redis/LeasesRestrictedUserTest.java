package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
        return SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("redis-username", USER)
                .adapter("redis-password", PASSWORD)
                .adapter("near-cache", "1s")
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

    @Test
    void find_channelIsAllowed_takesLeasesAndOtherNodesAskForThem() throws IOException {
        acl("SETUSER", line("ACL SETUSER abi-session &"));
        try (RedisConnections connections = RedisConnections.open(settings());
                RedisConnections others = RedisConnections.open(settings())) {
            RedisSessionRepository node = new RedisSessionRepository(connections, settings(), session -> {});
            RedisSessionRepository other = new RedisSessionRepository(others, settings(), session -> {});
            await().until(node.leases()::isListening);
            SessionId id = Sessions.create(node);
            await().until(() ->
                    node.find(id).isPresent() && node.near(id, false).isPresent());
            assertThat(other.changeId(id, SessionId.random())).isEqualTo(SaveResult.SAVED);
            assertThat(node.find(id)).isEmpty();
        } finally {
            acl("SETUSER", USER, "resetchannels", "-publish", "-subscribe");
        }
    }
}
