package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A cluster changes its shape while sessions with plain names are used. */
@Tag("full")
class ClusterLoadTest {
    private static final int THREADS = 4;

    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final List<Session> sessions = new ArrayList<>();
    private final ReentrantReadWriteLock running = new ReentrantReadWriteLock(true);
    private final AtomicInteger done = new AtomicInteger();
    private ExecutorService threads;
    private EmbeddedCluster cluster;
    private RedisConnections connections;
    private SessionRepository repository;
    private volatile boolean stopped;

    /** One thread at a time uses it. */
    private static final class Session {
        final SessionId id;
        int tried;
        int acknowledged;
        int turnsTried;
        int turnsAcknowledged;

        Session(SessionId id) {
            this.id = id;
        }
    }

    @BeforeEach
    void start() {
        SharedCluster.assumeBinary();
        cluster = EmbeddedCluster.start();
        var settings = SharedCluster.settings(cluster.uri())
                .adapter("command-timeout", "5s")
                .build();
        connections = RedisConnections.open(settings);
        repository = RedisRepository.open(connections, settings, session -> {});
        for (int i = 0; i < 24; i++) {
            sessions.add(new Session(Sessions.create(repository)));
        }
        threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            threads.execute(() -> {
                for (int n = first; !stopped; n = (n + THREADS) % sessions.size()) {
                    use(sessions.get(n));
                }
            });
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        stopped = true;
        if (threads != null) {
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
        if (connections != null) {
            connections.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private void use(Session session) {
        running.readLock().lock();
        try {
            int value = ++session.tried;
            Sessions.set(repository, session.id, "n", Integer.toString(value));
            session.acknowledged = value;
            session.turnsTried++;
            repository
                    .conversation(session.id)
                    .append(ConversationEntry.builder("q").build());
            session.turnsAcknowledged++;
            done.incrementAndGet();
        } catch (SessionStoreException | AssertionError | IllegalStateException e) {
            errors.add(e);
        } finally {
            running.readLock().unlock();
        }
    }

    private void awaitMore(int count) {
        int from = done.get();
        await().atMost(Duration.ofSeconds(90)).until(() -> done.get() >= from + count);
    }

    private void assertNothingLost() throws InterruptedException {
        stopped = true;
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        for (Session session : sessions) {
            int stored = Integer.parseInt(Sessions.field(repository, session.id, "n"));
            assertThat(stored).isBetween(session.acknowledged, session.tried);
            assertThat(repository.conversation(session.id).size())
                    .isBetween((long) session.turnsAcknowledged, (long) session.turnsTried);
        }
    }

    @Test
    void operations_slotsMove_noneFailsAndNothingIsLost() throws InterruptedException {
        awaitMore(sessions.size());
        int moved = 0;
        for (Session session : sessions.subList(0, 6)) {
            for (String suffix : List.of("attributes", "metadata", "conversation")) {
                String key = "session:" + session.id.value() + ":" + suffix;
                EmbeddedRedis source = cluster.primaryOf(key);
                EmbeddedRedis target = cluster.primaries().stream()
                        .filter(node -> node != source)
                        .findFirst()
                        .orElseThrow();
                cluster.migrate(JedisClusterCRC16.getSlot(key), target);
                moved++;
            }
        }
        awaitMore(2 * sessions.size());
        assertThat(moved).isEqualTo(18);
        assertNothingLost();
        assertThat(errors).isEmpty();
    }

    @Test
    void operations_primaryDies_whatWasReplicatedIsThereAndServiceComesBack() throws InterruptedException {
        awaitMore(sessions.size());
        EmbeddedRedis dying = cluster.primaryOf("session:" + sessions.get(0).id.value() + ":attributes");
        running.writeLock().lock(); // replication is asynchronous: let it catch up
        try {
            cluster.awaitReplication();
            dying.kill();
        } finally {
            running.writeLock().unlock();
        }
        await().atMost(Duration.ofSeconds(90))
                .until(() -> cluster.running().stream()
                        .allMatch(node -> cluster.cluster(node, "INFO").contains("cluster_state:ok")
                                && cluster.primaries().size() == 3));
        for (Session session : sessions) {
            Sessions.awaitService(repository, session.id);
        }
        int errorsUntilThen = errors.size();
        awaitMore(2 * sessions.size());
        assertThat(errors).hasSize(errorsUntilThen);
        assertNothingLost();
    }
}
