package org.abisession.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.EmbeddedSentinel;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/**
 * Primaries that fail under Sentinel before their replica has heard of a lease, so that the next primary lets another
 * node change the session at once. What the holder of the lease then reads from its copy is stale; for how long is
 * bounded.
 */
@Tag("full")
class LeaseFailoverTest {
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final ExecutorService reading = Executors.newSingleThreadExecutor();
    private final List<Long> staleMillis = new ArrayList<>();
    private long staleReads;

    @AfterEach
    void stop() {
        reading.shutdownNow();
    }

    /** Describes how a primary fails. */
    private enum Failure {
        /** Its connections are reset. */
        KILLED,
        /** Its connections stay, and nothing comes: so a machine without power looks from elsewhere. */
        HANGING
    }

    @Test
    void failover_ofAPrimaryThatIsKilled_leavesNoCopyLongerThanItsLease() throws Exception {
        failover(Failure.KILLED);
    }

    @Test
    void failover_ofAPrimaryThatHangs_leavesNoCopyLongerThanItsLease() throws Exception {
        failover(Failure.HANGING);
    }

    private void failover(Failure failure) throws Exception {
        assumeThat(EmbeddedRedis.isAvailable()).isTrue();
        int rounds = Run.isLong() ? 20 : 1;
        Run run = Run.begin("failover of leases, primary " + failure, "stale_beyond_lease");
        for (int round = 1; round <= rounds; round++) {
            try (EmbeddedSentinel sentinel = EmbeddedSentinel.start();
                    RedisConnections first = RedisConnections.open(settings(sentinel));
                    RedisConnections second = RedisConnections.open(settings(sentinel))) {
                SessionRepository holder = RedisRepository.open(first, settings(sentinel), ended -> {});
                SessionRepository other = RedisRepository.open(second, settings(sentinel), ended -> {});
                failover(run, failure, sentinel, holder, other);
                run.print(round + " of " + rounds + " primaries " + failure);
            }
        }
        run.print(staleReads + " stale reads, within the lease of " + LEASE.toMillis()
                + " ms; the last of each failover so long after the change elsewhere, ms: " + staleMillis);
        run.end();
    }

    private static SessionSettings settings(EmbeddedSentinel sentinel) {
        return SessionSettings.builder()
                .adapter("redis-url", sentinel.uri())
                .adapter("near-cache", LEASE.toMillis() + "ms")
                .build();
    }

    private void failover(
            Run run, Failure failure, EmbeddedSentinel sentinel, SessionRepository holder, SessionRepository other)
            throws Exception {
        SessionId listening = create(holder);
        await().until(() -> holder.find(listening).isPresent()
                && holder.near(listening, true).isPresent());
        SessionId id = create(holder);
        assertThat(holder.find(id)).isPresent(); // the next load may get a lease
        sentinel.awaitReplication();
        EmbeddedRedis primary = sentinel.primary();
        EmbeddedRedis replica = sentinel.servers().stream()
                .filter(server -> server != primary)
                .findFirst()
                .orElseThrow();
        replica.hang();
        try (Jedis jedis = new Jedis("127.0.0.1", primary.port())) {
            long unused = jedis.clientKill(new ClientKillParams().type(ClientType.REPLICA));
        }
        long granted = System.nanoTime();
        assertThat(holder.find(id)).isPresent();
        assertThat(holder.near(id, true)).as("the copy").isPresent();
        if (failure == Failure.KILLED) {
            primary.kill();
        } else {
            primary.hang();
        }
        replica.goOn();

        AtomicLong changed = new AtomicLong(Long.MAX_VALUE);
        AtomicBoolean over = new AtomicBoolean();
        Future<?> reader = reading.submit(() -> read(run, holder, id, granted, changed, over));
        await().atMost(LONGEST)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsInstanceOf(SessionStoreException.class)
                .until(() -> change(other, id));
        changed.set(System.nanoTime());
        await().atMost(LONGEST)
                .ignoreExceptionsInstanceOf(SessionStoreException.class)
                .until(() -> System.nanoTime() - granted > LEASE.toNanos() && isChanged(holder.find(id)));
        over.set(true);
        reader.get(1, TimeUnit.MINUTES);
    }

    private SessionId create(SessionRepository repository) {
        SessionId id = SessionId.random();
        logs.secret(id.value());
        repository.create(new SessionSnapshot(
                id, Instant.EPOCH, Instant.EPOCH, Duration.ofHours(1), false, Map.of(), SharedMetadata.NONE));
        return id;
    }

    private static boolean change(SessionRepository repository, SessionId id) {
        SessionSnapshot read = repository.find(id).orElseThrow();
        return repository.save(read, SessionDelta.of(Map.of("a", "1".getBytes(UTF_8)), Set.of())) == SaveResult.SAVED;
    }

    private static boolean isChanged(Optional<SessionSnapshot> session) {
        return session.orElseThrow().fields().containsKey("a");
    }

    private void read(
            Run run, SessionRepository holder, SessionId id, long granted, AtomicLong changed, AtomicBoolean over) {
        long lastStale = 0;
        while (!over.get()) {
            long begun = System.nanoTime();
            boolean after = changed.get() <= begun;
            try {
                if (after && !isChanged(holder.find(id))) {
                    staleReads++;
                    lastStale = TimeUnit.NANOSECONDS.toMillis(begun - changed.get());
                    if (begun - granted > LEASE.toNanos()) {
                        run.count("stale_beyond_lease", lastStale + " ms after the change");
                    }
                }
            } catch (SessionStoreException e) {
                // No server could be asked: nothing was read.
            }
            LockSupport.parkNanos(100_000);
        }
        staleMillis.add(lastStale);
    }
}
