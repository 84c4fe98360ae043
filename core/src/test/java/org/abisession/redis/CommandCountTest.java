package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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

/** How many commands Redis runs for an operation, those that its script calls included: what its work for it is. */
class CommandCountTest {
    private static final Pattern CALLS = Pattern.compile("(?m)^cmdstat_([a-z|]+):calls=(\\d+)");
    private static final Set<String> OF_CONNECTIONS = Set.of("info", "hello", "client|setinfo", "client|setname");

    /** Whether other applications are known. */
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
}
