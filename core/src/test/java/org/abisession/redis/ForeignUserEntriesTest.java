package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.UserIndex;
import org.abisession.store.UserRecord;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.params.SetParams;

/** Tests that what another program leaves among the sessions of a user costs that user no login. */
class ForeignUserEntriesTest {
    private static final String KEY = "abi-session:user::ada";
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private RedisConnections connections;
    private RedisUserIndex index;

    @BeforeEach
    void open() {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("max-sessions-per-user", "1")
                .build();
        connections = RedisConnections.open(settings);
        index = new RedisUserIndex(connections, settings);
    }

    @AfterEach
    void close() {
        connections.close();
    }

    private OptionalLong enter(SessionId id) {
        return index.enter("ada", id, HOUR).orElseThrow().epoch();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, 0, 1.5, 1e15 + 0.5, 1e300})
    void enter_epochOfAnotherProgram_isReplaced(double epoch) {
        redis.client().zadd(KEY, epoch, "@epoch");
        SessionId id = SessionId.random();
        long begun = enter(id).orElseThrow();

        assertThat(index.admit("ada", id, UserRecord.login(begun, Instant.now())))
                .isTrue();
        assertThat(index.raise("ada").orElseThrow()).isGreaterThan(begun);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, 1e300, -5})
    void raise_epochOfAnotherProgram_endsTheLoginUnderWay(double epoch) {
        SessionId id = SessionId.random();
        long begun = enter(id).orElseThrow();
        redis.client().zadd(KEY, epoch, "@epoch");

        assertThat(index.raise("ada").orElseThrow()).isGreaterThan(begun);
        assertThat(index.admit("ada", id, UserRecord.login(begun, Instant.now())))
                .isFalse();
    }

    @Test
    void keep_keyOfOneUserHasAnotherType_changesThoseOfAllOthers() {
        SessionId id = SessionId.random();
        Map<String, UserIndex.Upkeep> users = new LinkedHashMap<>();
        for (int i = 0; i < 250; i++) {
            users.put("user" + i, new UserIndex.Upkeep(List.of(), Map.of(id, HOUR)));
        }
        redis.client()
                .set(
                        "abi-session:user::user0",
                        "of another program",
                        SetParams.setParams().ex(60));

        for (int round = 0; round < 2; round++) { // at first the server does not know the script
            assertThatThrownBy(() -> index.keep(users)).hasMessageContaining("WRONGTYPE");
            users.keySet().stream()
                    .skip(1)
                    .forEach(user -> assertThat(index.ids(user)).as(user).containsExactly(id));
            redis.keys("abi-session:user::user[1-9]*").forEach(redis.client()::del);
        }
    }

    @Test
    void enter_membersThatAreNoIds_countAsNoSessions() {
        redis.client().zadd(KEY, 9e14, "junk");
        redis.client().zadd(KEY, Double.POSITIVE_INFINITY, "x".repeat(200));
        redis.client().zadd(KEY, 9e14, "with blanks and \u00e4 and more than sixteen");

        assertThat(enter(SessionId.random())).isPresent();
        assertThat(enter(SessionId.random())).isEmpty(); // the limit
    }
}
