package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.RespProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** The server at the other end of open connections becomes a replica, as in a managed failover. */
@Tag("full")
class PrimarySwitchTest {
    private static final int THREADS = 6;

    private EmbeddedRedis one;
    private EmbeddedRedis other;
    private RespProxy proxy;
    private SessionSettings settings;
    private RedisConnections connections;
    private RedisSessionRepository repository;

    @BeforeEach
    void start() {
        SharedCluster.assumeBinary();
        one = EmbeddedRedis.start("--repl-diskless-sync-delay", "0");
        other = EmbeddedRedis.start("--repl-diskless-sync-delay", "0");
        proxy = RespProxy.inFrontOf(one.uri());
        settings = SessionSettings.builder()
                .adapter("redis-url", proxy.uri())
                .adapter("command-timeout", "30s")
                .build();
        connections = RedisConnections.open(settings);
        repository = new RedisSessionRepository(connections, settings, ended -> {});
    }

    @AfterEach
    void stop() {
        connections.close();
        proxy.close();
        one.close();
        other.close();
    }

    private static void replicaOf(EmbeddedRedis replica, EmbeddedRedis primary) {
        try (Jedis jedis = new Jedis("127.0.0.1", replica.port())) {
            jedis.replicaof("127.0.0.1", primary.port());
        }
    }

    private static void primary(EmbeddedRedis server) {
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            jedis.replicaofNoOne();
        }
    }

    private static void awaitInStep(EmbeddedRedis replica) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (Jedis jedis = new Jedis("127.0.0.1", replica.port())) {
                return jedis.info("replication").contains("master_link_status:up");
            }
        });
    }

    @Test
    void traffic_addressLeadsToAnotherPrimary_leavesTheOldOneAtOnce() throws Exception {
        replicaOf(other, one);
        awaitInStep(other);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger failed = new AtomicInteger();
        List<AtomicInteger> done = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                AtomicInteger count = new AtomicInteger();
                done.add(count);
                workers.add(threads.submit(() -> use(over, failed, count)));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> done.stream().allMatch(count -> count.get() > 50));
            primary(other);
            proxy.leadTo(other.uri());
            replicaOf(one, other);
            List<Integer> before = done.stream().map(AtomicInteger::get).toList();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                for (int i = 0; i < THREADS; i++) {
                    if (done.get(i).get() < before.get(i) + 50) {
                        return false;
                    }
                }
                return true;
            });
            over.set(true);
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(failed.get()).isLessThan(10 * THREADS);
    }

    private void use(AtomicBoolean over, AtomicInteger failed, AtomicInteger done) {
        while (!over.get()) {
            try {
                SessionId id = Sessions.create(repository);
                Sessions.set(repository, id, "a", "1");
                repository.conversation(id).size();
                done.incrementAndGet();
            } catch (RuntimeException | AssertionError e) {
                failed.incrementAndGet(); // also what the old one had not replicated yet
            }
        }
    }

    @Test
    void server_becomesAReplicaAndAPrimaryAgain_isUsedAgain() {
        SessionId id = Sessions.create(repository);
        replicaOf(one, other);
        for (int i = 0; i < 3 * Outage.FAILURES; i++) {
            assertThatThrownBy(() -> Sessions.create(repository))
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageContaining("refused create: READONLY, it is a replica");
        }
        primary(one);
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(SessionStoreException.class::isInstance)
                .until(() -> connections.ping() != null);
        assertThat(repository.find(SessionId.random())).isEmpty();
        assertThat(Sessions.create(repository)).isNotEqualTo(id);
    }

    static Stream<Arguments> operations() {
        SessionDelta delta = SessionDelta.of(java.util.Map.of("a", SessionKeys.bytes("1")), Set.of());
        return Stream.of(
                operation("find", (test, id) -> test.repository.find(id)),
                operation("findWhole", (test, id) -> test.repository.findWhole(id)),
                operation("create", (test, id) -> Sessions.create(test.repository)),
                operation("save", (test, id) -> test.repository.save(snapshot(id), delta)),
                operation("peek", (test, id) -> test.repository.peek(id)),
                operation("isCurrent", (test, id) -> test.repository.isCurrent(id)),
                operation("touch", (test, id) -> test.repository.touch(id)),
                operation("changeId", (test, id) -> test.repository.changeId(id, SessionId.random())),
                operation("delete", (test, id) -> test.repository.delete(id)),
                operation("claimExpired", (test, id) -> test.repository.claimExpired(id)),
                operation(
                        "append",
                        (test, id) -> test.repository
                                .conversation(id)
                                .append(ConversationEntry.builder("q").build())),
                operation("size", (test, id) -> test.repository.conversation(id).size()),
                operation("last", (test, id) -> test.repository.conversation(id).last(1)),
                operation(
                        "clear", (test, id) -> test.repository.conversation(id).clear()),
                operation(
                        "storedKeys",
                        (test, id) -> test.repository.storedKeys(id).describe()),
                operation("browse", (test, id) -> test.browser().read(id, false)),
                operation("attributes", (test, id) -> test.browser().attributes(id)),
                operation("sessions", (test, id) -> test.browser().sessions(10).next()),
                operation("end", (test, id) -> test.browser().end(id)),
                operation(
                        "sweep",
                        (test, id) -> new ExpiredSessionSweeper(
                                        test.connections, test.repository, test.settings, ended -> {})
                                .sweep()));
    }

    private SessionBrowser browser() {
        return new SessionBrowser(connections, settings);
    }

    private static SessionSnapshot snapshot(SessionId id) {
        return Sessions.snapshot(id, Duration.ofHours(1));
    }

    private static Arguments operation(String name, BiConsumer<PrimarySwitchTest, SessionId> operation) {
        return Arguments.of(name, operation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void operation_ofASessionThatAReplicaDoesNotKnow_isRefusedAndNotAnswered(
            String name, BiConsumer<PrimarySwitchTest, SessionId> operation) {
        connections.ping();
        replicaOf(one, other);

        assertThatThrownBy(() -> operation.accept(this, SessionId.random()))
                .as(name)
                .isInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining("READONLY");
    }

    @Test
    void write_connectionLeadsToAReplica_isRunOnceOnTheNewPrimary() {
        SessionId id = Sessions.create(repository);
        replicaOf(other, one);
        awaitInStep(other);
        primary(other);
        proxy.leadTo(other.uri());
        replicaOf(one, other);

        SessionSnapshot read = snapshot(id);
        assertThat(repository.save(read, SessionDelta.of(java.util.Map.of("a", SessionKeys.bytes("1")), Set.of())))
                .isEqualTo(SaveResult.SAVED);
        repository.conversation(id).append(ConversationEntry.builder("q").build());
        assertThat(repository.conversation(id).size()).isEqualTo(1);
    }
}
