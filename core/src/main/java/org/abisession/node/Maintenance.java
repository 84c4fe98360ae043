package org.abisession.node;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.logging.OnceAMinute;
import org.abisession.store.SessionSweeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a node does beside its requests: it keeps sessions alive that a long request still uses, sweeps for expired
 * ones, and finds out what became of logouts that the store did not answer. A daemon thread for each, so that listeners
 * which take their time let no session in use expire. Safe for use by several threads.
 */
final class Maintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration KEEP_ALIVE_PERIOD = Duration.ofMillis(250);
    private static final int THREADS = 3;
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final SessionsInUse inUse;
    private final ScheduledThreadPoolExecutor threads;
    private final SessionSweeper sweeper;
    private final KeptSessions kept;
    /** Sessions in use for which the store did not answer. Only the thread that keeps sessions alive uses it. */
    private final Set<NodeSession> unanswered = new LinkedHashSet<>();

    private final OnceAMinute once = new OnceAMinute();

    Maintenance(
            String app,
            SessionSweeper sweeper,
            KeptSessions kept,
            UncertainEnds uncertainEnds,
            SessionsInUse inUse,
            Duration sweepInterval,
            Runnable announcements,
            UserUpkeep users) {
        this.sweeper = sweeper;
        this.kept = kept;
        this.inUse = inUse;
        this.threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread daemon = new Thread(task, "abi-session" + (app.isEmpty() ? "" : "-" + app));
            daemon.setDaemon(true);
            return daemon;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        sweepIn(sweepInterval);
        repeat(announcements, sweepInterval);
        repeat(this::keepAlive, KEEP_ALIVE_PERIOD);
        repeat(uncertainEnds::check, KEEP_ALIVE_PERIOD);
        repeat(users::removeEnded, KEEP_ALIVE_PERIOD);
        repeat(users::prolong, sweepInterval);
    }

    private void repeat(Runnable task, Duration period) {
        long millis = period.toMillis();
        ScheduledFuture<?> unused =
                threads.scheduleWithFixedDelay(() -> quietly(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Keeps the sessions in use alive, and goes on if the store does not answer for one of them: on a cluster the
     * others are on other nodes. Those that it did not answer for come last, so that waiting for them lets no other one
     * expire.
     */
    private void keepAlive() {
        inUse.all().forEach(session -> {
            if (!unanswered.contains(session)) {
                keepAlive(session);
            }
        });
        for (NodeSession session : List.copyOf(unanswered)) {
            unanswered.remove(session);
            keepAlive(session);
        }
    }

    private void keepAlive(NodeSession session) {
        try {
            session.keepAlive();
        } catch (SessionStoreUnavailableException e) {
            unanswered.add(session);
            LOG.debug("{} can't be kept alive now; it is tried again", session.id(), e); // the store has logged why
        } catch (SessionStoreException e) {
            String message = session.id() + " can't be kept alive; the others are: " + e.getMessage();
            once.say("keep alive", message, LOG::warn);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void sweepIn(Duration delay) {
        try {
            ScheduledFuture<?> unused = threads.schedule(this::sweep, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("This node is closing; it sweeps no more");
        }
    }

    private void sweep() {
        Duration[] next = {Duration.ofSeconds(1)};
        try {
            quietly(() -> next[0] = sweeper.sweep());
            quietly(kept::check);
        } finally {
            sweepIn(next[0]);
        }
    }

    /** Runs a task; a failure that the store itself logs is written at debug level only. */
    private void quietly(Runnable task) {
        try {
            task.run();
        } catch (SessionStoreException e) {
            LOG.debug("Keeping sessions alive, and the search for expired ones, is tried again", e);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /**
     * Logs the failure of a round. It catches whatever was thrown: an executor never runs a task again that has thrown.
     */
    private void failed(Throwable failure) {
        try {
            once.say(
                    "failed",
                    "Background work on sessions failed; it is tried again",
                    line -> LOG.error(line, failure));
        } catch (OutOfMemoryError e) {
            failure.addSuppressed(e); // not even that can be logged; the next round may
        }
    }

    /**
     * Ends the threads; sessions in use are no longer kept alive. Waits for the listeners of a session that was
     * claimed, since no other node would call them. After 10 s they are interrupted.
     */
    @Override
    public void close() {
        sweeper.stop();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The listeners of an expired session take longer than {}; they are interrupted", CLOSING);
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
