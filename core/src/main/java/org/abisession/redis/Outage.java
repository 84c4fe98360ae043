package org.abisession.redis;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.abisession.SessionStoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Lets calls to Redis fail at once while it does not answer, so that no request has to wait for a server that hangs.
 *
 * <p>An outage begins when five calls in a row got no answer; of calls that travelled together on one connection the
 * one that sent them counts. Then a thread of its own asks every 250 ms, and with the first answer calls go through
 * again. The log has the begin and the end of an outage, once. Of outages that follow each other, as where small
 * replies get through and large ones do not, it has one a minute, and any that lasts for longer than that.
 *
 * <p>On a Redis Cluster each node has one of its own, so that the sessions of the other nodes are served, see
 * {@link NodePool}; there is another one until the client has found the cluster.
 *
 * <p>An error reply is an answer, unless it says that the server is no primary: then calls fail with what it
 * says, and each probe goes over a new connection, since the address may lead to the primary by then. Safe for use by
 * several threads.
 */
final class Outage implements AutoCloseable {
    static final int FAILURES = 5;
    static final Duration PROBE_PERIOD = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long CLOSING_MILLIS = 1_000;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** The time in which a node that takes no connections may just have left the cluster. */
    private static final long MOVING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Tells since when calls fail, in the time of nanoTime, and how the last one did. */
    private record Failing(long since, Throwable last) {}

    private final String address;
    private final Runnable probe;
    private final AtomicBoolean on = new AtomicBoolean();
    private final AtomicInteger unansweredInARow = new AtomicInteger();
    private final AtomicReference<@Nullable Failing> failing = new AtomicReference<>();
    private volatile @Nullable Thread prober;
    private volatile boolean closed;
    private final LongSupplier nanos;
    /** True if the log has the outage that is on. */
    private boolean logged;
    /** The number of outages since the last one that was logged. */
    private int notLogged;

    private @Nullable Long lastLoggedAt;

    /**
     * Makes one that assumes at first that Redis answers.
     *
     * @param probe returns if Redis answers, else throws
     */
    Outage(String address, Runnable probe) {
        this(address, probe, System::nanoTime);
    }

    /** Makes one with a clock of its own for the log, in nanoseconds. */
    Outage(String address, Runnable probe, LongSupplier nanos) {
        this.address = address;
        this.probe = probe;
        this.nanos = nanos;
    }

    /**
     * Admits a call, unless Redis does not answer.
     *
     * @throws SessionStoreUnavailableException if it is, at once
     */
    void admit(String what) {
        if (isOn()) {
            Failing now = failing();
            if (now != null && now.last instanceof JedisDataException reply) {
                throw RedisErrors.refused(address, what, reply);
            }
            throw new SessionStoreUnavailableException(
                    "Redis at " + address + " does not answer" + (now == null ? "" : ", for " + elapsed(now)) + "; "
                            + what + " was not tried. It is asked again every " + PROBE_PERIOD.toMillis()
                            + " ms, and used as soon as it answers. Is the server running and REDIS_URL or REDIS_HOST"
                            + " right?",
                    now == null ? new IllegalStateException("Redis is away") : now.last);
        }
    }

    /**
     * Lets a call to one node of a cluster through, unless that is away.
     *
     * @throws NodeAwayException if it is, at once
     */
    void admitToNode() {
        if (isOn()) {
            Failing now = failing();
            boolean moved = now == null // it is about to end
                    || (!BatchedCall.isTimeout(now.last) && System.nanoTime() - now.since < MOVING_NANOS);
            throw new NodeAwayException(
                    "the node " + address + " does not answer" + (now == null ? "" : ", for " + elapsed(now)), moved);
        }
    }

    /** Sees to it that Redis is asked. */
    private @Nullable Failing failing() {
        Thread probing = prober;
        if (probing == null || !probing.isAlive()) {
            ensureProbes();
        }
        return failing.get();
    }

    /** Returns true if calls fail at once. */
    boolean isOn() {
        return on.get();
    }

    /** Returns true if the last call that ended was not answered. */
    boolean isSuspected() {
        return failing.get() != null;
    }

    /** Notes that a call got an answer, be it an error. One that comes during an outage is too late to end it. */
    void answered() {
        if (failing.get() != null && !on.get()) {
            failing.set(null);
            unansweredInARow.set(0);
        }
    }

    /** Notes that a call got no answer. */
    void unanswered(Throwable cause) {
        failing.updateAndGet(was -> new Failing(was == null ? System.nanoTime() : was.since, cause));
        if (!on.get() && unansweredInARow.incrementAndGet() >= FAILURES && on.compareAndSet(false, true)) {
            begun();
        }
    }

    private void begun() {
        ensureProbes();
        synchronized (this) {
            logged = false;
            notLogged++;
        }
        log();
    }

    /** Logs the outage, unless it was logged, or another one within the last minute. */
    private synchronized void log() {
        long now = nanos.getAsLong();
        if (logged || (lastLoggedAt != null && now - lastLoggedAt < MINUTE_NANOS)) {
            return;
        }
        logged = true;
        lastLoggedAt = now;
        String others = notLogged > 1 ? " (and " + (notLogged - 1) + " more like this since it was last logged)" : "";
        notLogged = 0;
        Failing current = failing.get();
        if (current != null && current.last instanceof JedisDataException reply) {
            LOG.info( // the calls that were refused log what it means
                    "Redis at {} refused {} calls in a row: {}. Until it takes them, calls fail at once; it is asked"
                            + " again every {} ms on a new connection{}",
                    address,
                    FAILURES,
                    reply.getMessage(),
                    PROBE_PERIOD.toMillis(),
                    others);
            return;
        }
        LOG.warn(
                "Redis at {} did not answer {} times in a row (last: {}). Until it does, requests that need their session"
                        + " are answered with 503 at once and keep their cookie; it is asked again every {} ms. Is the"
                        + " server running and REDIS_URL or REDIS_HOST right?{}",
                address,
                FAILURES,
                current == null ? "unknown" : reason(current.last),
                PROBE_PERIOD.toMillis(),
                others);
    }

    /** Starts the thread; one that could not be started, or has died, must not leave Redis unused until a restart. */
    private synchronized void ensureProbes() {
        Thread running = prober;
        if (!closed && (running == null || !running.isAlive())) {
            Thread thread = new Thread(this::probeUntilAnswered, "abi-session-redis-probe");
            thread.setDaemon(true);
            thread.setContextClassLoader(Outage.class.getClassLoader()); // not that of the application at hand
            thread.start();
            prober = thread;
        }
    }

    private void ended() {
        unansweredInARow.set(0);
        Failing was = failing.getAndSet(null);
        boolean wasLogged;
        synchronized (this) {
            wasLogged = logged;
        }
        on.set(false);
        if (wasLogged) {
            LOG.info("Redis at {} answers again, after {}", address, was == null ? "no time" : elapsed(was));
        }
    }

    private void probeUntilAnswered() {
        while (!closed && isOn()) {
            LockSupport.parkNanos(PROBE_PERIOD.toNanos());
            if (closed || Thread.interrupted()) {
                return;
            }
            probe();
        }
    }

    private void probe() {
        try {
            probe.run();
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            unanswered(e);
            log();
            return;
        }
        ended();
    }

    private static String elapsed(Failing failing) {
        return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - failing.since))
                        .toMillis()
                + " ms";
    }

    /**
     * Returns the innermost message there is, which is the most specific: "Connection refused", "Read timed out"; of
     * one node of a cluster, with the name of the node. Without a full stop.
     */
    static String reason(Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        Set<Throwable> seen =
                Collections.newSetFromMap(new IdentityHashMap<>()); // a cause may have suppressed its effect
        for (Throwable t = failure; t != null && seen.add(t); t = inside(t)) {
            if (t instanceof UnknownHostException || t instanceof NodeFailureException) {
                return String.valueOf(t.getMessage()); // the cause says less
            }
            reason = t.getMessage() == null ? reason : t.getMessage();
        }
        return reason.replaceFirst("\\.+$", "");
    }

    /**
     * Returns the cause of a failure, or else the first exception that it suppresses: the client for a cluster keeps
     * there what each node has answered.
     */
    private static @Nullable Throwable inside(Throwable failure) {
        Throwable[] suppressed = failure.getSuppressed();
        return failure.getCause() != null || suppressed.length == 0 ? failure.getCause() : suppressed[0];
    }

    /** Has the thread end, where there is one, and does not wait for that: it may be the caller. */
    void stop() {
        synchronized (this) {
            closed = true;
        }
        Thread thread = prober;
        if (thread != null && thread != Thread.currentThread()) {
            thread.interrupt();
        }
    }

    /** Ends the thread, where there is one. */
    @Override
    public void close() {
        stop();
        Thread thread = prober;
        if (thread != null && thread != Thread.currentThread()) {
            try {
                thread.join(CLOSING_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
