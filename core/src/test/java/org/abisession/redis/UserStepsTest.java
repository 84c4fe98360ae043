package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.UserIndex.Upkeep;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/**
 * Tests in how many steps the entries of a user with many sessions are read and removed: others have their turn in
 * between.
 */
class UserStepsTest {
    private static final int SESSIONS = 1_000;
    private static final int STEPS = 10;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private final List<SessionId> ids = new ArrayList<>();
    private RedisConnections connections;
    private RedisUserIndex index;

    @BeforeEach
    void enter() {
        SessionSettings settings =
                SessionSettings.builder().adapter("redis-url", redis.uri()).build();
        connections = RedisConnections.open(settings);
        index = new RedisUserIndex(connections, settings);
        Map<String, Double> members = new HashMap<>();
        for (int i = 0; i < SESSIONS; i++) {
            SessionId id = SessionId.random();
            ids.add(id);
            members.put(id.value(), System.currentTimeMillis() + 1_000_000.0);
        }
        members.put("@epoch", 1e15);
        redis.client().zadd("abi-session:user::ada", members);
        assertThat(index.entries("nobody")).isEmpty(); // from now on the server knows the scripts
        index.keep(Map.of("ada", new Upkeep(List.of(), Map.of())));
        index.keep(Map.of("nobody", new Upkeep(List.of(SessionId.random()), Map.of())));
        try (Jedis client = new Jedis(redis.uri())) {
            client.configResetStat();
        }
    }

    @AfterEach
    void close() {
        connections.close();
    }

    private static int calls(String command) {
        Matcher line = Pattern.compile("(?m)^cmdstat_" + command + ":calls=(\\d+)")
                .matcher(redis.client().info("commandstats"));
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    @Test
    void entries_thousandOfOneUser_areReadInStepsOfAHundred() {
        assertThat(index.ids("ada")).containsExactlyInAnyOrderElementsOf(ids);

        assertThat(calls("zscan")).isGreaterThanOrEqualTo(STEPS);
        assertThat(calls("evalsha")).isEqualTo(calls("zscan"));
    }

    @Test
    void keep_thousandOfOneUserHaveEnded_areRemovedInStepsOfAHundred() {
        index.keep(Map.of("ada", new Upkeep(ids, Map.of())));

        assertThat(calls("evalsha")).isEqualTo(STEPS);
        assertThat(calls("zrem")).isEqualTo(SESSIONS);
        assertThat(redis.client().exists("abi-session:user::ada")).isFalse();
    }
}
