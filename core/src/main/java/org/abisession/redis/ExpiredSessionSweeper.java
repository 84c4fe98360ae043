package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SessionSweeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the expired sessions that nobody asks for any more, and claims them: so their listeners are called, although
 * the node that served them may be dead. Of all nodes one at a time sweeps: who holds a lock that has a TTL. SCAN in
 * small steps with pauses; no KEYS, no CONFIG, no notifications.
 *
 * <p>The lock spares work and no more: that each session is claimed once does not rest on it. For one thread, but
 * {@link #stop} may be called by any.
 */
final class ExpiredSessionSweeper implements SessionSweeper {
    /** The pause between two steps, so that other clients of Redis hardly notice. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /**
     * The time that the lock lasts while a node sweeps: so much later another one goes on if it dies. Between sweeps it
     * lasts until the next.
     */
    private static final Duration LOCK_WHILE_SWEEPING = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredSessionSweeper.class);

    private final RedisConnections redis;
    private final SessionRepository repository;
    private final Consumer<SessionSnapshot> expired;
    private final SweptRecords records;
    private final SweepCount count;
    private final byte[] lock;
    private final byte[] owner = bytes(SessionId.random().value());
    private final Duration interval;
    private final Duration whileSweeping;
    private long lockTaken;
    private volatile boolean stopped;

    /** Makes the sweeper for the sessions of one application, with the listener to call for each one claimed. */
    ExpiredSessionSweeper(
            RedisConnections redis,
            SessionRepository repository,
            SessionSettings settings,
            Consumer<SessionSnapshot> expired) {
        this(redis, repository, settings, expired, new SweepCount(redis, settings));
    }

    /** Makes the same sweeper with a count, which keeps the number of sessions that a sweep has seen. */
    ExpiredSessionSweeper(
            RedisConnections redis,
            SessionRepository repository,
            SessionSettings settings,
            Consumer<SessionSnapshot> expired,
            SweepCount count) {
        this.count = count;
        this.redis = redis;
        this.repository = repository;
        this.expired = expired;
        this.records = SweptRecords.of(redis, settings);
        this.lock = bytes("abi-session:sweeper" + (settings.app().isEmpty() ? "" : ":" + settings.app()));
        this.interval = settings.sweepInterval();
        this.whileSweeping = interval.compareTo(LOCK_WHILE_SWEEPING) < 0 ? interval : LOCK_WHILE_SWEEPING;
    }

    /**
     * {@inheritDoc}
     *
     * <p>From the beginning of a sweep to that of the next one it is the interval, or more where less than half of it
     * would be left without one.
     */
    @Override
    public Duration sweep() {
        long begun = System.nanoTime();
        long taken = takeLock(whileSweeping);
        if (taken > 0) {
            count.read();
            return Duration.ofMillis(taken);
        }
        long sessions = 0;
        records.begin();
        for (Optional<List<SessionId>> page = records.next(); page.isPresent(); page = records.next()) {
            List<SessionId> due = page.get().isEmpty() ? List.of() : records.expired(page.get());
            if (!claim(due)) {
                return interval;
            }
            sessions += page.get().size() - due.size();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        count.swept(sessions, begun);
        Duration rest = interval.minusNanos(System.nanoTime() - begun);
        rest = rest.compareTo(interval.dividedBy(2)) < 0 ? interval.dividedBy(2) : rest;
        takeLock(rest);
        return rest;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    /**
     * Takes the lock, or keeps it. One that would last for longer than the interval does not count: the clock of the
     * server has been set back since, or another program has written it.
     */
    private long takeLock(Duration time) {
        lockTaken = System.nanoTime();
        return Reply.of(redis.run(
                        Script.LOCK,
                        List.of(lock),
                        List.of(
                                owner,
                                bytes(Long.toString(time.toMillis())),
                                bytes(Long.toString(interval.toMillis())))))
                .number();
    }

    /** Keeps the lock; returns false if this node may not go on. */
    private boolean goesOn() {
        if (stopped || Thread.currentThread().isInterrupted()) {
            return false;
        }
        return System.nanoTime() - lockTaken < whileSweeping.toNanos() / 3 || takeLock(whileSweeping) == 0;
    }

    /** Claims expired sessions; false if this node may not go on. */
    private boolean claim(List<SessionId> due) {
        for (SessionId id : due) {
            if (!goesOn()) {
                return false;
            }
            claim(id);
        }
        return goesOn();
    }

    /**
     * Takes out an expired record and ends its session. A failure of a listener, or of one node of a cluster, is logged
     * and keeps no other session from its end.
     */
    private void claim(SessionId id) {
        Optional<SessionSnapshot> claimed;
        try {
            claimed = repository.claimExpired(id);
        } catch (SessionStoreUnavailableException e) {
            if (!redis.isCluster()) {
                throw e;
            }
            LOG.debug("{} could not be claimed; the next sweep tries again", id, e);
            return;
        }
        try {
            claimed.ifPresent(expired);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("{} has ended, and calling its listeners failed; the sweep goes on", id, e);
        }
    }
}
