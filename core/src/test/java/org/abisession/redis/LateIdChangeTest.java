package org.abisession.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.RenewalResult;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** Tests a change of the id that Redis would run after its caller has given up. */
class LateIdChangeTest {
    private static final Duration DAY = Duration.ofDays(1);

    private EmbeddedRedis redis;
    private RespProxy proxy;
    private RedisConnections connections;
    private RedisRepository repository;
    private SessionId id;

    @BeforeEach
    void open() {
        redis = EmbeddedRedis.start();
        proxy = RespProxy.inFrontOf(redis.uri());
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", proxy.uri())
                .adapter("command-timeout", "500ms")
                .adapter("id-renewal", "2m")
                .build();
        connections = RedisConnections.open(settings);
        repository = (RedisRepository) RedisRepository.open(connections, settings, session -> {});
        assertThat(repository.announcements().announce("a node")).isEmpty(); // which brings the time of Redis
        assertThat(repository.changeId(Sessions.create(repository), SessionId.random())) // now Redis knows the script
                .isEqualTo(SaveResult.SAVED);
        id = Sessions.create(repository);
    }

    @AfterEach
    void close() {
        connections.close();
        proxy.close();
        redis.close();
    }

    private long roundTripsOfAChange(SessionId to) {
        Traffic.Mark mark = proxy.mark();
        assertThat(repository.changeId(id, to)).isEqualTo(SaveResult.SAVED);
        return proxy.since(mark).roundTrips();
    }

    private long scriptsRun() {
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            return Long.parseLong(jedis.info("commandstats").replaceAll("(?s).*cmdstat_evalsha:calls=(\\d+),.*", "$1"));
        }
    }

    @Test
    void changeId_redisHangsUntilTheCallerHasGivenUp_sessionKeepsItsId() {
        SessionId to = SessionId.random();
        long before = scriptsRun();
        redis.hang();
        assertThatThrownBy(() -> repository.changeId(id, to)).isInstanceOf(SessionStoreUnavailableException.class);
        redis.goOn();
        await().until(() -> scriptsRun() > before); // it has run it, too late
        await().until(() -> !connections.isOutage());
        assertThat(repository.find(id)).isPresent();
        assertThat(repository.find(to)).isEmpty();
    }

    @Test
    void changeId_connectionIsCutBeforeTheAnswer_sessionHasTheNewId() {
        SessionId to = SessionId.random();
        proxy.cutAtNextReply();
        assertThat(repository.changeId(id, to)).isEqualTo(SaveResult.SAVED);
        assertThat(repository.find(to)).isPresent();
        assertThat(repository.find(id)).isEmpty();
    }

    @Test
    void changeId_redisIsAway_isUnavailableAndSessionKeepsItsId() {
        proxy.refuse();
        assertThatThrownBy(() -> repository.changeId(id, SessionId.random()))
                .isInstanceOf(SessionStoreUnavailableException.class);
        proxy.resume();
        await().until(() -> !connections.isOutage());
        assertThat(repository.find(id)).isPresent();
    }

    /** The old id leads to the new one for a minute, and the client may come later. */
    @Test
    void renewId_redisHangsUntilTheCallerHasGivenUp_sessionKeepsItsId() {
        SessionId first = withOldId();
        assertThat(renewed(first)).isNotEqualTo(first); // now Redis knows the script
        id = withOldId();
        redis.hang();
        assertThatThrownBy(() -> renewed(id)).isInstanceOf(SessionStoreUnavailableException.class);
        redis.goOn();
        await().until(() -> !connections.isOutage());
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(repository.find(id).orElseThrow().id()).isEqualTo(id);
    }

    /** Creates a session that has had its id for long. */
    private SessionId withOldId() {
        SessionId old = Sessions.create(repository);
        String key = "session:" + old.value();
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            jedis.set(
                    key + ":metadata",
                    "{\"session_id\": \"" + old.value() + "\", \"created_at\": \"2024-01-15T10:30:00.123456\"}",
                    SetParams.setParams().keepTtl());
            jedis.hset(key + ":attributes", "@id_since", "1");
        }
        return old;
    }

    private SessionId renewed(SessionId old) {
        SessionId to = SessionId.random();
        return repository.renewId(old, to) == RenewalResult.RENEWED ? to : old;
    }

    @Test
    void changeId_clockOfRedisIsKnown_isOneRoundTrip() {
        assertThat(roundTripsOfAChange(SessionId.random())).isEqualTo(1);
    }

    @Test
    void changeId_clockOfRedisWasSetForward_isRunOnceMore() {
        repository.redisClock.read(System.currentTimeMillis() - DAY.toMillis());
        SessionId to = SessionId.random();
        assertThat(roundTripsOfAChange(to)).isEqualTo(2);
        assertThat(repository.find(to)).isPresent();
        id = to;
        assertThat(roundTripsOfAChange(SessionId.random())).isEqualTo(1);
    }

    @Test
    void changeId_clockOfRedisWasSetBack_isRun() {
        repository.redisClock.read(System.currentTimeMillis() + DAY.toMillis());
        assertThat(roundTripsOfAChange(SessionId.random())).isEqualTo(1);
    }

    @Test
    void inTime_lateTwice_isUnavailable() {
        Reply late = Reply.of(List.of("late".getBytes(US_ASCII), 1L));
        assertThatThrownBy(() -> new RedisClock(DAY).inTime(deadline -> late))
                .isInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining("nothing was changed");
    }
}
