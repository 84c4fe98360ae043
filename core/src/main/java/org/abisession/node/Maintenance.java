package org.abisession.node;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.redis.ExpiredSessionSweeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does beside its requests: it keeps sessions alive that a long request still uses, and sweeps
 * for those whose time is over. A daemon thread for each, so that listeners which take their time let no session
 * in use expire. Safe for use by several threads.
 */
final class Maintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration KEEP_ALIVE_PERIOD = Duration.ofMillis(250);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Set<NodeSession> inUse = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor threads;
    private final ExpiredSessionSweeper sweeper;

    Maintenance(String app, ExpiredSessionSweeper sweeper, Duration sweepInterval, Runnable announcements) {
        this.sweeper = sweeper;
        this.threads = new ScheduledThreadPoolExecutor(2, task -> {
            Thread daemon = new Thread(task, "abi-session" + (app.isEmpty() ? "" : "-" + app));
            daemon.setDaemon(true);
            return daemon;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        sweepIn(sweepInterval);
        repeat(announcements, sweepInterval);
        repeat(this::keepAlive, KEEP_ALIVE_PERIOD);
    }

    private void repeat(Runnable task, Duration period) {
        long millis = period.toMillis();
        ScheduledFuture<?> unused =
                threads.scheduleWithFixedDelay(() -> quietly(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    void enter(NodeSession session) {
        inUse.add(session);
    }

    void leave(NodeSession session) {
        inUse.remove(session);
    }

    boolean keepsAlive(NodeSession session) {
        return inUse.contains(session);
    }

    private void keepAlive() {
        inUse.forEach(session -> {
            try {
                session.keepAlive();
            } catch (SessionStoreUnavailableException e) {
                throw e; // so it is for the others
            } catch (SessionStoreException e) {
                LOG.warn("{} can't be kept alive; the others are: {}", session.id(), e.getMessage());
            }
        });
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
        } finally {
            sweepIn(next[0]);
        }
    }

    /** The store says in the log what goes wrong there. */
    private void quietly(Runnable task) {
        try {
            task.run();
        } catch (SessionStoreException e) {
            LOG.debug("Keeping sessions alive, and the search for expired ones, is tried again", e);
        } catch (RuntimeException e) {
            LOG.error("Background work on sessions failed; it is tried again", e);
        }
    }

    /**
     * Ends the threads; a session in use is kept alive no more. Returns when the listeners of a session that was
     * claimed are through: nobody else would tell them. After 10 s they are interrupted.
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
