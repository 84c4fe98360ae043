package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
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

/** Leases, as the users that docs/redis-user.md makes with and without the channel. */
class LeasesRestrictedUserTest {
    private static final String USER = "abi-session";
    private static final String PASSWORD = "leases-restricted-user-test";

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @BeforeAll
    static void makeUser() {
        redis.acl(DocumentedUser.setUser(USER, DocumentedUser.rules(USER, "on ", PASSWORD)));
    }

    @AfterAll
    static void removeUser() {
        redis.acl("DELUSER", USER);
    }

    private static void allowChannel() {
        redis.acl(DocumentedUser.setUser(USER, DocumentedUser.rules(USER, "&", PASSWORD)));
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
    void find_channelIsTakenAwayMeanwhile_givesItsLeasesBackAndSaysSoOnceAndWhenItMayAgain(String taken) {
        allowChannel();
        try (RedisConnections connections = RedisConnections.open(settings());
                RedisConnections others = RedisConnections.open(settings("off"))) {
            RedisSessionRepository node = new RedisSessionRepository(connections, settings(), session -> {});
            RedisSessionRepository other = new RedisSessionRepository(others, settings("off"), session -> {});
            await().until(node.leases()::isListening);
            SessionId id = Sessions.create(node);
            await().until(() -> isServedFromACopy(node, id));

            redis.acl("SETUSER", USER, taken);
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

            allowChannel();
            SessionId next = Sessions.create(node);
            await().atMost(Duration.ofSeconds(20)).until(() -> isServedFromACopy(node, next));
            assertThat(count("near-cache has an effect again")).isEqualTo(1);
            assertThat(count("near-cache")).isEqualTo(2);
        } finally {
            redis.acl("SETUSER", USER, "resetchannels", "-publish", "-subscribe");
        }
    }

    private static boolean isServedFromACopy(RedisSessionRepository node, SessionId id) {
        return node.find(id).isPresent() && node.near(id, false).isPresent();
    }

    @Test
    void find_channelIsAllowed_takesLeasesAndOtherNodesAskForThem() {
        allowChannel();
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
            redis.acl("SETUSER", USER, "resetchannels", "-publish", "-subscribe");
        }
    }
}
