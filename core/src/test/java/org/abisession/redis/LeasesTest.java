package org.abisession.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/** Tests what two nodes see of a session that one of them has a lease of. */
class LeasesTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static final Duration LEASE = Duration.ofSeconds(2);

    private RespProxy proxy;
    private RespProxy otherProxy;
    private RedisConnections connections;
    private RedisConnections otherConnections;
    private RedisSessionRepository node;
    private RedisSessionRepository other;
    private SessionId id;

    @BeforeEach
    void open() {
        proxy = RespProxy.inFrontOf(redis.uri());
        otherProxy = RespProxy.inFrontOf(redis.uri());
        connections = RedisConnections.open(settings(proxy.uri(), "2s"));
        otherConnections = RedisConnections.open(settings(otherProxy.uri(), "2s"));
        node = listening(connections, settings(proxy.uri(), "2s"));
        other = listening(otherConnections, settings(otherProxy.uri(), "2s"));
        id = Sessions.create(node);
    }

    @AfterEach
    void close() {
        proxy.resume();
        connections.close();
        otherConnections.close();
        proxy.close();
        otherProxy.close();
    }

    private static SessionSettings settings(String uri, String nearCache) {
        return SessionSettings.builder()
                .adapter("redis-url", uri)
                .adapter("near-cache", nearCache)
                .build();
    }

    private static RedisSessionRepository listening(RedisConnections connections, SessionSettings settings) {
        RedisSessionRepository repository = new RedisSessionRepository(connections, settings, session -> {});
        await().until(repository.leases()::isListening);
        return repository;
    }

    /** The first read lets the node know that it was the last to use the session; on a busy machine further ones. */
    private void lease() {
        await().until(() -> node.find(id).isPresent() && node.near(id, true).isPresent());
    }

    private static SaveResult set(RedisSessionRepository on, SessionSnapshot read, String value) {
        return on.save(read, SessionDelta.of(Map.of("a", value.getBytes(UTF_8)), Set.of()));
    }

    private static String value(Optional<SessionSnapshot> session) {
        return new String(session.orElseThrow().fields().getOrDefault("a", new byte[0]), UTF_8);
    }

    private static long saves(RespProxy proxy, Runnable task) {
        return count(proxy, Script.SAVE, task);
    }

    private static long loads(RespProxy proxy, Runnable task) {
        return count(proxy, Script.LOAD, task);
    }

    /** Counts runs of a script, by its name if the proxy has seen it, else by its digest. */
    private static long count(RespProxy proxy, Script script, Runnable task) {
        String sha1 = new String(script.sha1(), UTF_8);
        Traffic.Mark mark = proxy.mark();
        task.run();
        return proxy.since(mark).commands().stream()
                .filter(command -> command.endsWith(" " + script.title()) || command.contains(sha1))
                .count();
    }

    @Test
    void find_pageOfThirtyOneRequestsOnOneNode_isTwoRoundTrips() {
        await().untilAsserted(
                        () -> { // again where the machine has paused Redis or the node in between
                            SessionId page = Sessions.create(node);
                            long loads = loads(proxy, () -> {
                                for (int i = 0; i < 31; i++) {
                                    assertThat(node.find(page)).isPresent();
                                }
                            });
                            assertThat(loads).isEqualTo(2);
                        });
    }

    @Test
    void isCurrent_nodeWasTheLastToUseTheSession_beginsItsLease() {
        await().untilAsserted(
                        () -> { // again where the machine has paused Redis or the node in between
                            SessionId page = Sessions.create(node);
                            long loads = loads(proxy, () -> {
                                assertThat(node.find(page)).isPresent();
                                assertThat(node.isCurrent(page)).isTrue();
                                assertThat(node.find(page)).isPresent();
                                assertThat(node.isCurrent(page)).isTrue();
                            });
                            assertThat(loads).isEqualTo(2);
                        });
    }

    @Test
    void isCurrent_anotherNodeHasEndedOrRenamedTheSession_isNot() {
        lease();
        SessionId renamed = SessionId.random();
        assertThat(other.changeId(id, renamed)).isEqualTo(SaveResult.SAVED);
        assertThat(node.isCurrent(id)).isFalse();
        assertThat(node.isCurrent(renamed)).isTrue();
        other.delete(renamed);
        assertThat(node.isCurrent(renamed)).isFalse();
    }

    @Test
    void save_onTheNodeThatHasTheLease_isSeenThereAndOnTheOther() {
        lease();
        for (int i = 0; i < 10; i++) {
            String value = Integer.toString(i);
            assertThat(set(node, node.find(id).orElseThrow(), value)).isEqualTo(SaveResult.SAVED);
            assertThat(value(node.near(id, true))).isEqualTo(value);
            assertThat(value(other.find(id))).isEqualTo(value);
        }
    }

    @Test
    void save_onAnotherNode_isSeenByTheNodeThatHadTheLease() {
        lease();
        SessionSnapshot read = other.find(id).orElseThrow();
        assertThat(set(other, read, "1")).isEqualTo(SaveResult.SAVED);
        assertThat(node.near(id, false)).isEmpty();
        assertThat(value(node.find(id))).isEqualTo("1");
    }

    @Test
    void end_onAnotherNode_isFinalWhenItReturns() {
        lease();
        assertThat(other.end(id)).isPresent();
        assertThat(node.find(id)).isEmpty();
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @Test
    void changeId_onAnotherNode_oldIdIsUnknownWhenItReturns() {
        lease();
        SessionId renewed = SessionId.random();
        assertThat(other.changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
        assertThat(node.find(id)).isEmpty();
        assertThat(node.find(renewed)).isPresent();
    }

    @Test
    void changeId_onTheNodeThatHasTheLease_endsIt() {
        lease();
        SessionId renewed = SessionId.random();
        assertThat(node.changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
        assertThat(node.find(id)).isEmpty();
        SessionSnapshot read = other.find(renewed).orElseThrow();
        assertThat(saves(otherProxy, () -> set(other, read, "1"))).isEqualTo(1);
    }

    @Test
    void end_byTheConsole_isFinalWhenItReturns() {
        lease();
        try (RedisConnections tool = RedisConnections.open(settings(redis.uri(), "off"))) {
            SessionBrowser browser = new SessionBrowser(tool, settings(redis.uri(), "off"));
            assertThat(browser.end(id)).isEqualTo(SessionBrowser.Ended.LEFT_FOR_A_NODE);
        }
        assertThat(node.find(id)).isEmpty();
    }

    @Test
    void save_onANodeWithoutNearCache_waitsForTheLeaseOfAnother() {
        lease();
        try (RedisConnections plain = RedisConnections.open(settings(redis.uri(), "off"))) {
            RedisSessionRepository off = new RedisSessionRepository(plain, settings(redis.uri(), "off"), s -> {});
            assertThat(set(off, off.find(id).orElseThrow(), "1")).isEqualTo(SaveResult.SAVED);
        }
        assertThat(value(node.find(id))).isEqualTo("1");
    }

    @Test
    void save_nodeThatHasTheLeaseIsDead_waitsUntilItIsOverAndOnce() {
        lease();
        proxy.stallRequests();
        SessionSnapshot read = other.find(id).orElseThrow();
        assertThat(set(other, read, "1")).isEqualTo(SaveResult.SAVED);
        String[] lease = redis.client()
                .hget("session:" + id.value() + ":attributes", "@lease")
                .split(" ", -1);
        List<?> now = (List<?>) redis.client().eval("return redis.call('TIME')");
        assertThat(Long.parseLong((String) now.get(0)) * 1000 + Long.parseLong((String) now.get(1)) / 1000)
                .isGreaterThanOrEqualTo(Long.parseLong(lease[2]));
        assertThat(saves(otherProxy, () -> set(other, read, "2"))).isEqualTo(1);
        assertThat(node.near(id, false)).isEmpty();
    }

    @Test
    void find_nodeHasNotHeardThatItsLeaseIsAskedFor_servesItUntilItIsOverAndNoLonger() {
        lease();
        proxy.stallReplies(); // the node is alive and cut off: it neither hears nor is heard
        SessionSnapshot read = other.find(id).orElseThrow();
        assertThat(node.near(id, false)).isPresent();
        assertThat(set(other, read, "1")).isEqualTo(SaveResult.SAVED);
        assertThat(node.near(id, false)).isEmpty();
    }

    @Test
    void find_channelIsCut_dropsAllCopiesAndTakesLeasesAgainWhenItIsBack() {
        lease();
        proxy.cut();
        await().until(() -> node.near(id, false).isEmpty());
        assertThat(value(node.find(id))).isEmpty();
        await().until(node.leases()::isListening);
        lease();
    }

    @Test
    void isListening_idleForLongerThanALease_isStillOverTheSameConnection() {
        await().until(node.leases()::isListening);
        List<String> before = listeners();
        await().pollDelay(LEASE.multipliedBy(2)).until(node.leases()::isListening);
        assertThat(listeners()).containsAll(before);
    }

    /** Returns the number that Redis has given to each connection that listens to a channel. */
    private List<String> listeners() {
        List<String> numbers;
        try (Jedis jedis = new Jedis(URI.create(redis.uri()))) {
            numbers = jedis.clientList()
                    .lines()
                    .filter(client -> client.contains(" sub=1 "))
                    .map(client -> client.substring(0, client.indexOf(' ')))
                    .toList();
        }
        assertThat(numbers).isNotEmpty();
        return numbers;
    }

    @Test
    void isListening_messageThatIsNone_isNotQuotedInTheLog() {
        String message = "\r\nERROR no line of ours \u001b[31m";
        try (TestLogs logs = new TestLogs().open();
                Jedis jedis = new Jedis(URI.create(redis.uri()))) {
            jedis.pubsubChannels("abi-session:lease:*").forEach(channel -> jedis.publish(channel, message));
            await().until(() -> logs.lines().stream().anyMatch(line -> line.contains("is none of abi-session")));
            assertThat(logs.lines()).noneMatch(line -> line.contains("no line of ours"));
        }
        lease();
    }

    @Test
    void find_twoNodesInTurn_neverTakeALease() {
        for (int i = 0; i < 20; i++) {
            assertThat(node.near(id, false)).isEmpty();
            assertThat(node.find(id)).isPresent();
            await().pollDelay(Duration.ofMillis(12)).until(() -> true);
            assertThat(other.near(id, false)).isEmpty();
            assertThat(other.find(id)).isPresent();
            await().pollDelay(Duration.ofMillis(12)).until(() -> true);
        }
        assertThat(redis.client().hget("session:" + id.value() + ":attributes", "@lease"))
                .isNull();
    }

    @Test
    void find_leaseWasAskedForByAnotherNode_getsNoneForAWhile() {
        lease();
        assertThat(set(other, other.find(id).orElseThrow(), "1")).isEqualTo(SaveResult.SAVED);
        for (int i = 0; i < 5; i++) {
            assertThat(node.find(id)).isPresent();
            assertThat(node.near(id, false)).isEmpty();
        }
    }

    @Test
    void find_fromTheCopy_startsTheExpiryAnewBeforeTheLeaseIsOver() {
        String record = "session:" + id.value() + ":attributes";
        String metadata = "session:" + id.value() + ":metadata";
        lease();
        redis.client().pexpire(record, 600_000);
        redis.client().pexpire(metadata, 600_000);
        assertThat(node.near(id, false)).isPresent();
        await().atMost(LEASE.plusMillis(500)).until(() -> redis.client().pttl(record) > 1_900_000);
        assertThat(redis.client().pttl(metadata)).isGreaterThan(1_700_000);
    }

    @Test
    void find_fromTheCopy_lastAccessIsTheOneBefore() {
        lease();
        SessionSnapshot first = node.near(id, false).orElseThrow();
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        SessionSnapshot second = node.near(id, false).orElseThrow();
        SessionSnapshot third = node.near(id, false).orElseThrow();
        assertThat(second.lastAccessedAt()).isAfterOrEqualTo(first.lastAccessedAt());
        assertThat(third.lastAccessedAt())
                .isAfterOrEqualTo(first.lastAccessedAt().plusMillis(40));
    }

    @Test
    void find_expiryDoesNotShowTheLastAccess_nodeIsStillTheLastToUseTheSession() {
        String record = "session:" + id.value() + ":attributes";
        redis.client().hset(record, "@ends_at", "" + (System.currentTimeMillis() + 600_000)); // before its interval
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            lease(); // again where the machine has paused
            redis.client().hdel(record, "@last_accessed_at");
            await().until(() -> node.near(id, true).isEmpty());
            await().until(() -> redis.client().hexists(record, "@last_accessed_at"));
            await().pollDelay(LEASE.dividedBy(2)).until(() -> true); // the last access is reported, too
            return node.find(id).isPresent() && node.near(id, true).isPresent();
        });
    }

    @Test
    void find_shortInterval_takesNoLease() {
        SessionId brief = SessionId.random();
        node.create(Sessions.snapshot(brief, Duration.ofSeconds(19)));
        for (int i = 0; i < 5; i++) {
            assertThat(node.find(brief)).isPresent();
            assertThat(node.near(brief, false)).isEmpty();
        }
    }

    @Test
    void find_anyWay_leaseIsNoFieldOfTheSession() {
        lease();
        assertThat(node.find(id).orElseThrow().fields()).doesNotContainKey("@lease");
        assertThat(other.find(id).orElseThrow().fields()).doesNotContainKey("@lease");
        assertThat(other.peek(id).orElseThrow().fields()).doesNotContainKey("@lease");
        assertThat(node.end(id).orElseThrow().fields()).doesNotContainKey("@lease");
    }

    @Test
    void close_givesAllLeasesBackAndStartsTheExpiryAnew() {
        lease();
        redis.client().pexpire("session:" + id.value() + ":attributes", 600_000);
        assertThat(node.near(id, false)).isPresent();
        connections.close();
        assertThat(redis.client().hget("session:" + id.value() + ":attributes", "@lease"))
                .isNull();
        assertThat(redis.client().pttl("session:" + id.value() + ":attributes")).isGreaterThan(1_900_000);
    }

    @Test
    void save_twoAtOnceOnTheNodeThatHasTheLease_dropsTheCopy() {
        lease();
        Leases.Change first = node.leases().begin(id);
        Leases.Change second = node.leases().begin(id);
        second.ended(session -> session);
        assertThat(node.near(id, false)).isEmpty();
        first.ended(session -> session);
        assertThat(node.near(id, false)).isEmpty();
    }

    @Test
    void find_changeOfThisNodeUnderWay_isNotServedFromTheCopy() {
        lease();
        Leases.Change change = node.leases().begin(id);
        assertThat(node.near(id, false)).isEmpty();
        assertThat(node.find(id)).isPresent();
        change.ended(session -> session);
        assertThat(node.near(id, false)).isPresent();
    }
}
