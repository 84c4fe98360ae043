package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.abisession.ConversationEntry;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.params.SetParams;

/** Somebody has written into the store's own fields what they can't hold. */
class BrokenControlFieldsTest {
    private static final Duration DEFAULT = Duration.ofMinutes(20);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final SessionId id = SessionId.random();
    private final String record = "session:" + id.value() + ":attributes";
    private final String metadata = "session:" + id.value() + ":metadata";
    private final List<SessionSnapshot> expired = new ArrayList<>();
    private SessionSettings settings;
    private RedisConnections connections;
    private RedisSessionRepository repository;

    @BeforeEach
    void open() {
        logs.secret(id.value());
        settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("max-inactive-interval", DEFAULT.toString())
                .build();
        connections = RedisConnections.open(settings);
        repository = new RedisSessionRepository(connections, settings, expired::add);
        Instant now = Instant.EPOCH;
        Map<String, byte[]> fields = Map.of("cart", SessionKeys.bytes("[\"tea\"]"));
        repository.create(
                new SessionSnapshot(id, now, now, Duration.ofMinutes(10), false, fields, StoredMetadata.of("{}")));
    }

    @AfterEach
    void close() {
        connections.close();
    }

    static Stream<Arguments> garbage() {
        List<String> values = List.of(
                "",
                " ",
                "abc",
                "1e999",
                "1e3",
                "nan",
                "-nan",
                "inf",
                "0x10",
                "+5",
                "5 ",
                "1.5",
                "--1",
                "{}",
                "null",
                "\"600\"",
                "9223372036854775807",
                "99999999999999999999999999",
                "\u0665\u0666",
                "6\u00000",
                "10\n");
        return Stream.of("@max_inactive_interval", "@expiry_retention", "@created_at", "@last_accessed_at")
                .flatMap(field -> values.stream()
                        .filter(value -> !field.equals("@created_at") || !value.startsWith("9223"))
                        .map(value -> Arguments.of(field, value)));
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void everyOperation_brokenField_goesOnAsTheSettingsSayAndKeepsTheBytes(String field, String value) {
        redis.client().hset(record, field, value);

        SessionSnapshot found = repository.find(id).orElseThrow();
        assertThat(found.fields().get("cart")).isEqualTo(SessionKeys.bytes("[\"tea\"]"));
        assertThat(found.maxInactiveInterval())
                .isEqualTo(field.equals("@max_inactive_interval") ? DEFAULT : Duration.ofMinutes(10));
        long retention = Duration.ofMinutes(5).toMillis();
        assertThat(redis.client().pttl(record)
                        - retention
                        - found.maxInactiveInterval().toMillis())
                .isBetween(-1000L, 0L);
        assertThat(found.lastAccessedAt()).isBefore(redisTime().plusMillis(1));
        assertThat(repository.save(found, SessionDelta.of(Map.of("n", SessionKeys.bytes("1")), Set.of())))
                .isEqualTo(SaveResult.SAVED);
        assertThat(repository.touch(id)).isEqualTo(SaveResult.SAVED);
        repository.conversation(id).append(ConversationEntry.builder("q").build());
        assertThat(repository.claimExpired(id)).isEmpty();
        SessionId renewed = SessionId.random();
        assertThat(repository.changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
        assertThat(redis.client().hget("session:" + renewed.value() + ":attributes", field))
                .isEqualTo(value);
        redis.client().del("session:" + renewed.value() + ":metadata");
        assertThat(repository.claimExpired(renewed))
                .hasValueSatisfying(ended -> assertThat(ended.fields()).containsKeys("cart", "n"));
    }

    @Test
    void find_brokenInterval_isReportedWithTheFieldAndWhatCounts() {
        redis.client().hset(record, "@max_inactive_interval", "abc");
        repository.find(id);
        assertThat(logs.lines())
                .anySatisfy(line -> assertThat(line)
                        .contains(id + ": its field @max_inactive_interval must be a whole number", "lives for PT20M")
                        .doesNotContain("abc"));
    }

    @Test
    void find_brokenFields_areReportedOncePerSessionAndField() {
        redis.client().hset(record, "@max_inactive_interval", "abc");
        redis.client().hset(record, "@expiry_retention", "abc");
        for (int i = 0; i < 10; i++) {
            repository.find(id);
        }
        assertThat(logs.lines())
                .filteredOn(line -> line.contains("its field @"))
                .hasSize(2);
    }

    @Test
    void find_recordWithoutControlFields_keepsItsAttributes() {
        redis.client().hdel(record, "@max_inactive_interval", "@expiry_retention", "@created_at");
        SessionSnapshot found = repository.find(id).orElseThrow();
        assertThat(found.adopted()).isFalse();
        assertThat(found.fields()).containsKey("cart");
    }

    @Test
    void find_recordWhoseExpiryWasTakenAway_isAliveAndGetsANewOne() {
        redis.client().persist(record);
        assertThat(repository.claimExpired(id)).isEmpty();
        assertThat(repository.find(id)).isPresent();
        assertThat(redis.client().pttl(record)).isBetween(1L, 900_000L);
    }

    @Test
    void find_intervalOfSettingsShorterThanWhatIsLeft_wasNotAccessedInTheFuture() {
        redis.client().hset(record, "@max_inactive_interval", "abc");
        redis.client().pexpire(record, Duration.ofDays(3).toMillis());
        assertThat(repository.find(id).orElseThrow().lastAccessedAt())
                .isBefore(redisTime().plusMillis(1));
    }

    @Test
    void find_recordOfAnotherTypeWithoutMetadata_isNoSession() {
        redis.client().del(record, metadata);
        redis.client().set(record, "somebody's", SetParams.setParams().ex(60));
        assertThat(repository.find(id)).isEmpty();
        assertThat(redis.client().get(record)).isEqualTo("somebody's");
    }

    @Test
    void sweep_brokenRecordAmongOthers_claimsTheOthersAndThenTheBrokenOne() {
        redis.client().hset(record, "@max_inactive_interval", "abc");
        SessionId other = SessionId.random();
        Instant now = Instant.EPOCH;
        repository.create(
                new SessionSnapshot(other, now, now, Duration.ofMinutes(10), false, Map.of(), StoredMetadata.of("{}")));
        redis.client().pexpire("session:" + other.value() + ":attributes", 1000);
        sweep();
        assertThat(expired).extracting(SessionSnapshot::id).containsExactly(other);
        redis.client().pexpire(record, 1000);
        sweep();
        assertThat(expired).extracting(SessionSnapshot::id).containsExactly(other, id);
    }

    @Test
    void sweep_lockWithoutExpiryOrOfAnotherTypeOrForYears_isTaken() {
        for (Runnable takeIt : List.<Runnable>of(
                () -> redis.client().set("abi-session:sweeper", "me"),
                () -> redis.client()
                        .set("abi-session:sweeper", "me", SetParams.setParams().ex(1_000_000)),
                () -> redis.client().rpush("abi-session:sweeper", "me"))) {
            redis.client().del("abi-session:sweeper");
            takeIt.run();
            assertThat(sweeper().sweep()).isBetween(settings.sweepInterval().dividedBy(2), settings.sweepInterval());
            assertThat(redis.client().pttl("abi-session:sweeper")).isBetween(1L, 30_000L);
        }
    }

    @Test
    void sweep_listenerThatFails_keepsNoOtherSessionFromItsEnd() {
        for (int i = 0; i < 5; i++) {
            SessionId other = SessionId.random();
            Instant now = Instant.EPOCH;
            repository.create(new SessionSnapshot(
                    other, now, now, Duration.ofMinutes(10), false, Map.of(), StoredMetadata.of("{}")));
            redis.client().pexpire("session:" + other.value() + ":attributes", 1000);
        }
        new ExpiredSessionSweeper(connections, repository, settings, session -> {
                    expired.add(session);
                    throw new IllegalStateException("a listener of the application");
                })
                .sweep();
        assertThat(expired).hasSize(5);
    }

    private ExpiredSessionSweeper sweeper() {
        return new ExpiredSessionSweeper(connections, repository, settings, expired::add);
    }

    private void sweep() {
        redis.client().del("abi-session:sweeper");
        sweeper().sweep();
    }

    private static Instant redisTime() {
        List<?> time = (List<?>) redis.client().eval("return redis.call('TIME')");
        return Instant.ofEpochMilli(
                Long.parseLong((String) time.get(0)) * 1000 + Long.parseLong((String) time.get(1)) / 1000);
    }
}
