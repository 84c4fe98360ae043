package org.abisession.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.abisession.SessionStoreException;
import org.abisession.contract.Container;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.abisession.stress.User.Answer;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Reads on the node that has a lease, against changes, ends and changes of the id on another node, while connections
 * are cut and nodes are paused: what was acknowledged before a read began is what it finds.
 */
class LeaseRaceTest {
    private static final String STALE = "stale_read";
    private static final int THREADS = 8;
    private static final int MICROS = 500;
    /** Leaves the machine to the others; a read from a copy takes less than a microsecond. */
    private static final long READ_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private static final int ENDED = Integer.MAX_VALUE;
    private static final Duration LEASE = Duration.ofMillis(300);

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final ExecutorService readers = Executors.newCachedThreadPool();
    private final LongAdder changes = new LongAdder();
    private final LongAdder ends = new LongAdder();
    private final LongAdder idChanges = new LongAdder();
    private final LongAdder unacknowledged = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder reads = new LongAdder();

    /** A node whose every connection can be cut and stopped. */
    private static final class LeasingNode implements AutoCloseable {
        final RespProxy proxy = RespProxy.inFrontOf(REDIS.uri());
        final RedisConnections connections;
        final SessionRepository repository;

        LeasingNode() {
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-url", proxy.uri())
                    .adapter("near-cache", LEASE.toMillis() + "ms")
                    .build();
            connections = RedisConnections.open(settings);
            repository = RedisRepository.open(connections, settings, ended -> {});
        }

        /** Waits until it takes leases. */
        void ready() {
            SessionId id = create(this);
            await().until(() ->
                    repository.find(id).isPresent() && repository.near(id, true).isPresent());
            repository.delete(id);
        }

        @Override
        public void close() {
            proxy.resume();
            connections.close();
            proxy.close();
        }
    }

    @Test
    void find_againstChangesOnAnotherNode_isNeverStale() throws Exception {
        Run run = begin("leases");
        race(run, Run.rounds(), false, id -> {});
        run.end();
    }

    @Test
    void find_whileConnectionsAreCutAndNodesPaused_isNeverStale() throws Exception {
        Run run = begin("leases with cuts and pauses");
        race(run, Run.rounds(), true, id -> {});
        run.end();
    }

    @Test
    void counters_aChangePastTheLease_count() throws Exception {
        Run run = begin("leases");
        race(run, 20, false, id -> {
            String key = "session:" + id.value() + ":attributes";
            if (REDIS.client().exists(key)) {
                REDIS.client().hset(key, "a", "0");
            }
        });
        run.report();
        assertThat(run.counted(STALE)).isPositive();
    }

    private static Run begin(String name) {
        return Run.begin(name, STALE, Run.ZOMBIE, "old_id");
    }

    private void race(Run run, int rounds, boolean disturbed, Consumer<SessionId> afterChange) throws Exception {
        try (LeasingNode one = new LeasingNode();
                LeasingNode other = new LeasingNode()) {
            one.ready();
            other.ready();
            AtomicBoolean over = new AtomicBoolean();
            Future<?> disturbing = readers.submit(() -> {
                Random random = new Random(run.seed());
                while (disturbed && !over.get()) {
                    disturb(random.nextBoolean() ? one : other, random);
                }
            });
            run.rounds(
                    rounds,
                    THREADS,
                    (round, random) -> round(
                            run,
                            random.nextBoolean() ? List.of(one, other) : List.of(other, one),
                            round,
                            random,
                            afterChange));
            over.set(true);
            disturbing.get(1, TimeUnit.MINUTES);
        } finally {
            readers.shutdownNow();
        }
        run.print(reads + " reads, of which " + hits + " from a copy; acknowledged: " + changes + " changes, " + ends
                + " ends, " + idChanges + " changes of the id; without an answer: " + unacknowledged);
    }

    private static void disturb(LeasingNode node, Random random) {
        Run.pause(random, 400_000);
        switch (random.nextInt(4)) {
            case 0 -> node.proxy.cut();
            case 1 -> node.proxy.stallRequests();
            case 2 -> node.proxy.stallReplies();
            default -> node.proxy.refuse();
        }
        Run.pause(random, 600_000);
        node.proxy.resume();
    }

    private static SessionId create(LeasingNode node) {
        SessionId id = SessionId.random();
        node.repository.create(new SessionSnapshot(
                id, Instant.EPOCH, Instant.EPOCH, Duration.ofHours(1), false, Map.of(), SharedMetadata.NONE));
        return id;
    }

    /** A new session that a node has most likely a lease of; tries again while the node is cut off. */
    private static SessionId leased(LeasingNode node) {
        while (true) {
            try {
                SessionId id = create(node);
                assertThat(node.repository.find(id)).isPresent();
                assertThat(node.repository.find(id)).isPresent();
                return id;
            } catch (SessionStoreException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** A session that the first node reads again and again, while both nodes change it and one ends it. */
    private void round(Run run, List<LeasingNode> nodes, int round, Random random, Consumer<SessionId> afterChange)
            throws Exception {
        LeasingNode holder = nodes.get(0);
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        SessionId id = leased(holder);
        Future<?> reader = readers.submit(() -> {
            while (!over.get()) {
                read(run, holder, id, acknowledged, round);
                LockSupport.parkNanos(READ_PAUSE_NANOS);
            }
        });
        try {
            Run.pause(random, MICROS);
            int count = random.nextInt(3);
            for (int value = 1; value <= count; value++) {
                change(nodes.get(random.nextInt(4) == 0 ? 0 : 1), id, value);
                acknowledged.set(value);
                changes.increment();
                afterChange.accept(id);
                read(run, holder, id, acknowledged, round);
                Run.pause(random, MICROS);
            }
            end(run, nodes, id, random, acknowledged, round);
        } catch (SessionStoreException e) {
            unacknowledged.increment();
        } finally {
            over.set(true);
            reader.get(1, TimeUnit.MINUTES);
            for (LeasingNode node : nodes) {
                read(run, node, id, acknowledged, round);
            }
        }
    }

    private static void change(LeasingNode node, SessionId id, int value) {
        SessionSnapshot read = node.repository.find(id).orElseThrow();
        SessionDelta delta = SessionDelta.of(Map.of("a", Integer.toString(value).getBytes(UTF_8)), Set.of());
        if (node.repository.save(read, delta) != SaveResult.SAVED) {
            throw new AssertionError("The session has gone, and nobody has ended it");
        }
    }

    private void end(
            Run run, List<LeasingNode> nodes, SessionId id, Random random, AtomicInteger acknowledged, int round) {
        SessionRepository ending = nodes.get(random.nextInt(4) == 0 ? 0 : 1).repository;
        if (random.nextBoolean()) {
            ending.delete(id);
            ends.increment();
            acknowledged.set(ENDED);
            for (LeasingNode node : nodes) {
                read(run, node, id, acknowledged, round);
            }
            return;
        }
        SessionId renewed = SessionId.random();
        if (ending.changeId(id, renewed) == SaveResult.SAVED) {
            idChanges.increment();
            acknowledged.set(ENDED);
            for (LeasingNode node : nodes) {
                if (find(node, id).isPresent()) {
                    run.count("old_id", "round " + round);
                }
            }
            ending.delete(renewed);
        }
    }

    private Optional<SessionSnapshot> find(LeasingNode node, SessionId id) {
        reads.increment();
        Optional<SessionSnapshot> near = node.repository.near(id, false);
        if (near.isPresent()) {
            hits.increment();
            return near;
        }
        return node.repository.find(id);
    }

    /** Reads it, and compares with what was acknowledged before. */
    private void read(Run run, LeasingNode node, SessionId id, AtomicInteger acknowledged, int round) {
        int before = acknowledged.get();
        Optional<SessionSnapshot> found;
        try {
            found = find(node, id);
        } catch (SessionStoreException e) {
            return;
        }
        if (before == ENDED) {
            if (found.isPresent()) {
                run.count(Run.ZOMBIE, "round " + round);
            }
            return;
        }
        byte[] stored = found.isEmpty() ? null : found.get().fields().get("a");
        int value = stored == null ? 0 : Integer.parseInt(new String(stored, UTF_8));
        if (found.isPresent() && value < before) {
            run.count(STALE, value + " after " + before + " was acknowledged, round " + round);
        }
    }

    /** The process that has the lease is stopped for longer than that, or killed. */
    @Tag("full")
    @Test
    void find_nodeWasPausedBeyondItsLease_isNotStaleAndAChangeWaitsAtMostThatLong() throws Exception {
        Run run = begin("leases of paused and killed nodes");
        int pauses = Math.max(2, Run.rounds() / 100);
        int kills = Math.max(1, Run.rounds() / 2_000);
        long longest = 0;
        try (Nodes nodes = new Nodes(Container.TOMCAT, REDIS.uri(), "2m", "near-cache", "1s")) {
            var other = nodes.fork();
            for (int kill = 0; kill < kills; kill++) {
                ForkedNode paused = nodes.fork();
                for (int i = 0; i < pauses / kills; i++) {
                    User user = new User();
                    user.get(paused, "new&set=x:0");
                    user.get(paused, "get=x");
                    user.get(paused, "get=x");
                    user.get(paused, "get=x");
                    paused.pause();
                    long waited = TimeUnit.NANOSECONDS.toMillis(change(run, user, other, 1));
                    longest = Math.max(longest, waited);
                    boolean ended = i % 2 == 0;
                    if (ended) {
                        user.copy().get(other, "invalidate");
                    }
                    paused.goOn();
                    Answer answer = user.copy().get(paused, "get=x");
                    if (ended && !answer.isWithoutSession()) {
                        run.count(Run.ZOMBIE, answer.body());
                    } else if (!ended && !answer.is("x", "1")) {
                        run.count(STALE, answer.body());
                    }
                }
                User user = new User();
                user.get(paused, "new&set=x:0");
                for (int i = 0; i < 4; i++) {
                    user.get(paused, "get=x");
                }
                paused.kill();
                longest = Math.max(longest, TimeUnit.NANOSECONDS.toMillis(change(run, user, other, 1)));
            }
        }
        run.print(pauses + " pauses, " + kills + " kills; longest request that changed a session of such a node: "
                + longest + " ms, with a lease of 1000 ms");
        run.end();
    }

    private static long change(Run run, User user, ForkedNode node, int value) {
        Answer answer = user.copy().get(node, "set=x:" + value);
        if (answer.status() != 200) {
            run.count(STALE, answer.status() + ": " + answer.body());
        }
        return answer.received() - answer.sent();
    }
}
