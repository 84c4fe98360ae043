package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests how many commands Redis runs for an operation, those that its script calls included: what its work for it is.
 */
class CommandCountTest {
    private static final Pattern CALLS = Pattern.compile("(?m)^cmdstat_([a-z|]+):calls=(\\d+)");
    private static final Set<String> OF_CONNECTIONS = Set.of("info", "hello", "client|setinfo", "client|setname");

    /** Tells whether other applications are known. */
    private static final int OF_REGISTRY = 2;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private RedisConnections connections;
    private RedisSessionRepository repository;
    private SessionId id;

    @BeforeEach
    void create() {
        SessionSettings settings =
                SessionSettings.builder().adapter("redis-url", redis.uri()).build();
        connections = RedisConnections.open(settings);
        repository = new RedisSessionRepository(connections, settings, ended -> {});
        id = SessionId.random();
        repository.create(Sessions.snapshot(id, Duration.ofMinutes(30)));
        useAll(); // until the server knows each script
        id = SessionId.random();
        repository.create(Sessions.snapshot(id, Duration.ofMinutes(30)));
    }

    @AfterEach
    void close() {
        connections.close();
    }

    private void useAll() {
        save();
        repository.touch(id);
        SessionId renewed = SessionId.random();
        repository.changeId(id, renewed);
        repository.delete(renewed);
    }

    private void save() {
        SessionSnapshot read = repository.find(id).orElseThrow();
        repository.save(read, change());
    }

    private static SessionDelta change() {
        return SessionDelta.of(Map.of("a", SessionKeys.bytes("1")), Set.of());
    }

    private static Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        Matcher lines = CALLS.matcher(redis.client().info("commandstats"));
        while (lines.find()) {
            if (!OF_CONNECTIONS.contains(lines.group(1))) {
                counts.put(lines.group(1), Integer.parseInt(lines.group(2)));
            }
        }
        return counts;
    }

    private static Map<String, Integer> commands(Runnable operation) {
        Map<String, Integer> before = counts();
        operation.run();
        Map<String, Integer> run = counts();
        before.forEach((command, count) -> run.merge(command, -count, Integer::sum));
        run.values().removeIf(count -> count == 0);
        return run;
    }

    private static void assertAtMost(int most, Runnable operation) {
        Map<String, Integer> run = commands(operation);
        assertThat(run.values().stream().mapToInt(Integer::intValue).sum())
                .as(run.toString())
                .isLessThanOrEqualTo(most);
    }

    @Test
    void operations_onOneServer_runNoMoreCommandsThanTheyNeed() {
        SessionSnapshot read = repository.find(id).orElseThrow();
        boolean extendsByOneCommand = redis.client().info("server").matches("(?s).*redis_version:[7-9].*");
        int more = extendsByOneCommand ? 0 : 2; // before Redis 7.0 each of two keys is asked for its expiry as well

        assertAtMost(11 + more, () -> repository.find(id));
        assertAtMost(5, () -> repository.save(read, change()));
        assertAtMost(7 + more, () -> repository.touch(id));
        SessionId renewed = SessionId.random();
        assertAtMost(9 + OF_REGISTRY, () -> repository.changeId(id, renewed));
        assertAtMost(8 + OF_REGISTRY, () -> repository.delete(renewed)); // one asks for a lease
    }

    @Test
    void nearCache_sessionThatSeveralNodesChange_runsNoMoreCommandsThanWithout() {
        SessionSettings near = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("near-cache", "2s")
                .build();
        try (RedisConnections connectionsOfOther = RedisConnections.open(near)) {
            RedisSessionRepository node = new RedisSessionRepository(connections, near, ended -> {});
            RedisSessionRepository other = new RedisSessionRepository(connectionsOfOther, near, ended -> {});
            await().until(() -> node.leases().isListening() && other.leases().isListening());
            await().until(() -> node.find(id).isPresent() && node.near(id, true).isPresent());
            for (RedisSessionRepository each : List.of(other, node)) {
                each.save(each.find(id).orElseThrow(), change()); // the first one asks for the lease back
            }
            Map<String, Integer> without = new TreeMap<>();
            Map<String, Integer> with = new TreeMap<>();
            // Which node changes it does not matter; what each tells of itself in the background may be in one of two.
            await().untilAsserted(() -> {
                without.clear();
                with.clear();
                without.putAll(commands(this::save));
                for (RedisSessionRepository each : List.of(node, other)) {
                    commands(() -> each.save(each.find(id).orElseThrow(), change()))
                            .forEach((command, count) -> with.merge(command, count, Integer::sum));
                }
                without.replaceAll((command, count) -> 2 * count);
                assertThat(with).isEqualTo(without);
            });
            node.leases().giveAllBack();
            other.leases().giveAllBack();
        }
    }
}
