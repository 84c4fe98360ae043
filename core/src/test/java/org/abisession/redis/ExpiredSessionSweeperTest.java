package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

class ExpiredSessionSweeperTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private final List<SessionSnapshot> claimed = Collections.synchronizedList(new ArrayList<>());
    private final Set<SessionId> alive = new HashSet<>();
    private final Set<SessionId> expired = new HashSet<>();
    private RedisConnections connections;
    private SessionRepository repository;
    private SessionSettings settings;

    @BeforeEach
    void open() {
        settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("sweep-interval", "30s")
                .build();
        connections = RedisConnections.open(settings);
        repository = new RedisSessionRepository(connections, settings, session -> {});
    }

    @AfterEach
    void close() {
        connections.close();
    }

    private ExpiredSessionSweeper sweeper(Consumer<SessionSnapshot> listener) {
        return new ExpiredSessionSweeper(connections, repository, settings, listener);
    }

    private ExpiredSessionSweeper node(String app) {
        SessionSettings ofApp = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("sweep-interval", "30s")
                .app(app)
                .build();
        return new ExpiredSessionSweeper(connections, repository, ofApp, claimed::add);
    }

    private void sessions(int count) {
        for (int i = 0; i < count; i++) {
            SessionId id = SessionId.random();
            Instant now = Instant.EPOCH;
            Map<String, byte[]> fields = Map.of("n", SessionKeys.bytes(Integer.toString(i)));
            repository.create(
                    new SessionSnapshot(id, now, now, Duration.ofMinutes(1), false, fields, StoredMetadata.of("{}")));
            if (i % 2 == 0) {
                redis.client().del("session:" + id.value() + ":metadata");
                redis.client().pexpire("session:" + id.value() + ":attributes", 200_000);
                expired.add(id);
            } else {
                alive.add(id);
            }
        }
    }

    private void freeTheLock() {
        redis.client().del("abi-session:sweeper");
    }

    @Test
    void sweep_sessionsOfADeadNode_claimsEachOnceWithItsFields() {
        sessions(1500);
        assertThat(node("").sweep()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        freeTheLock();
        node("").sweep();
        assertThat(claimed).extracting(SessionSnapshot::id).containsExactlyInAnyOrderElementsOf(expired);
        assertThat(claimed).allSatisfy(session -> assertThat(session.fields()).containsKey("n"));
        assertThat(redis.keys("session:*:attributes")).hasSize(alive.size());
        assertThat(redis.keys("session:*:metadata")).hasSize(alive.size());
    }

    @Test
    void sweep_sessionInUse_keepsItsFieldWithoutAName() {
        SessionId id = SessionId.random();
        Map<String, byte[]> fields = Map.of("", SessionKeys.bytes("1"));
        repository.create(new SessionSnapshot(
                id, Instant.EPOCH, Instant.EPOCH, Duration.ofMinutes(30), false, fields, StoredMetadata.of("{}")));
        node("").sweep();
        assertThat(repository.find(id).orElseThrow().fields()).containsKey("");
    }

    @Test
    void sweep_anotherNodeIsAtIt_claimsNothingAndSaysWhenToTryAgain() {
        sessions(10);
        node("").sweep();
        int before = claimed.size();
        sessions(10);
        assertThat(node("").sweep()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(30));
        assertThat(claimed).hasSize(before);
    }

    @Test
    void sweep_lockHasATtl_soThatADeadSweeperIsReplaced() {
        node("").sweep();
        assertThat(redis.client().pttl("abi-session:sweeper")).isBetween(1L, 30_000L);
    }

    @Test
    void sweep_clockOfRedisWasSetBackSince_doesNotWaitForIt() {
        node("").sweep();
        redis.client().pexpire("abi-session:sweeper", Duration.ofMinutes(20).toMillis());
        sessions(10);
        node("").sweep();
        assertThat(claimed).hasSize(5);
    }

    @Test
    void sweep_underWay_hasTheLockForHalfASecondOnly() {
        sessions(2);
        List<Long> ttls = new ArrayList<>();
        sweeper(session -> ttls.add(redis.client().pttl("abi-session:sweeper"))).sweep();
        assertThat(ttls).hasSize(1).allSatisfy(ttl -> assertThat(ttl).isBetween(1L, 500L));
        assertThat(redis.client().pttl("abi-session:sweeper")).isGreaterThan(25_000);
    }

    @Test
    void sweep_nodeDiesMeanwhile_anotherGoesOnAfterHalfASecond() {
        sessions(10);
        assertThatThrownBy(() -> sweeper(session -> {
                            throw new InternalError("dies");
                        })
                        .sweep())
                .hasMessage("dies");
        ExpiredSessionSweeper other = node("");
        Duration wait = other.sweep();
        assertThat(wait).isLessThanOrEqualTo(Duration.ofMillis(500));
        await().pollDelay(wait).atMost(Duration.ofSeconds(5)).until(() -> {
            other.sweep();
            return claimed.size() == 4;
        });
    }

    @Test
    void sweep_tookItsTime_nextOneIsThatMuchSooner() {
        sessions(2);
        Duration next = sweeper(
                        session -> LockSupport.parkNanos(Duration.ofSeconds(2).toNanos()))
                .sweep();
        assertThat(next).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(28));
        assertThat(redis.client().pttl("abi-session:sweeper")).isBetween(next.toMillis() - 5000, next.toMillis());
    }

    @Test
    void sweep_pythonKeepsTheMetadataOfAnExpiredSession_claimsItsRecord() {
        sessions(2);
        alive.forEach(id -> redis.client().pexpire("session:" + id.value() + ":attributes", 200_000));
        node("").sweep();
        assertThat(claimed).extracting(SessionSnapshot::id).containsAll(alive);
        assertThat(redis.keys("session:*:metadata")).hasSize(alive.size());
    }

    @Test
    void stop_underWay_claimsNoMore() {
        sessions(10);
        ExpiredSessionSweeper[] stopped = new ExpiredSessionSweeper[1];
        stopped[0] = sweeper(session -> {
            claimed.add(session);
            stopped[0].stop();
        });
        stopped[0].sweep();
        assertThat(claimed).hasSize(1);
    }

    @Test
    void sweep_ofAnotherApplication_leavesTheSessionsAlone() {
        sessions(10);
        node("/shop").sweep();
        assertThat(claimed).isEmpty();
    }

    @Test
    void sweep_keysOfOthersUnderSession_areLeftAlone() {
        redis.client()
                .set(
                        "session:not-a-hash-but-an-id:attributes",
                        "x",
                        SetParams.setParams().ex(60));
        redis.client()
                .set(
                        "session:a:b:c:d:e:f:g:h:i:attributes",
                        "x",
                        SetParams.setParams().ex(60));
        sessions(2);
        node("").sweep();
        assertThat(redis.client()
                        .exists("session:not-a-hash-but-an-id:attributes", "session:a:b:c:d:e:f:g:h:i:attributes"))
                .isEqualTo(2);
        assertThat(claimed).hasSize(1);
    }
}
