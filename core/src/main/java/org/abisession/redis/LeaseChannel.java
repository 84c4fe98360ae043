package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.abisession.SessionStoreException;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The channel by which other nodes ask this one for its leases, on a connection of its own, and the work that leases
 * need beside the requests. The node sends itself a message at first, to know that it may, and asks the connection
 * several times in each lease whether it is alive: if it hears nothing, it drops all copies and takes no lease. That
 * lets other nodes change sessions without a wait; that no copy is stale does not rest on it. If the user of Redis may
 * not use the channel any more, the node says so once, gives its leases back and takes none until it may. Two daemon
 * threads, which begin with the first request. Safe for use by several threads.
 */
final class LeaseChannel {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseChannel.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long RETRY_REFUSED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long CLOSING_MILLIS = 1_000;
    private static final String GREETING = "0";

    private final RedisConnections redis;
    private final SessionSettings settings;
    private final String node;
    private final Leases leases;
    private final long lastsNanos;
    private final ThreadFactory threads;
    private @Nullable ScheduledThreadPoolExecutor work; // guarded by this, as the next
    private @Nullable Thread listener;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Messages messages;
    private volatile boolean started;
    private volatile boolean closed;
    private volatile boolean heard;
    private volatile long heardAt;
    private boolean refusalLogged; // guarded by this, as the next
    private boolean wasAllowed;

    LeaseChannel(RedisConnections redis, SessionSettings settings, String node, Duration lasts, Leases leases) {
        this(redis, settings, node, lasts, leases, Thread::new);
    }

    LeaseChannel(
            RedisConnections redis,
            SessionSettings settings,
            String node,
            Duration lasts,
            Leases leases,
            ThreadFactory threads) {
        this.redis = redis;
        this.settings = settings;
        this.node = node;
        this.leases = leases;
        this.lastsNanos = lasts.toNanos();
        this.threads = threads;
    }

    /** Returns true if this node hears what other nodes ask for. Begins to listen at the first call. */
    boolean isHeard() {
        if (!started) {
            start();
        }
        return heard && System.nanoTime() - heardAt < lastsNanos;
    }

    private synchronized void start() {
        if (started || closed) {
            return;
        }
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, task -> daemon(task, "abi-session-leases"));
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        long period = lastsNanos / 4;
        Thread thread = daemon(this::listen, "abi-session-leases-asked-back");
        try {
            ScheduledFuture<?> unused =
                    executor.scheduleWithFixedDelay(this::round, period, period, TimeUnit.NANOSECONDS);
            thread.start();
        } catch (OutOfMemoryError e) { // the request needs no lease; the next one tries again
            executor.shutdownNow();
            LOG.debug("The system starts no thread now that could listen to what other nodes ask for", e);
            return;
        }
        started = true;
        work = executor;
        listener = thread;
        redis.beforeClose(this::close);
    }

    private Thread daemon(Runnable task, String name) {
        Thread thread = threads.newThread(task);
        thread.setName(name);
        thread.setDaemon(true);
        thread.setContextClassLoader(LeaseChannel.class.getClassLoader()); // not that of the application at hand
        return thread;
    }

    /** Reports accesses, and pings the connection. It catches every failure: a task that throws is never run again. */
    private void round() {
        try {
            if (heard) {
                if (System.nanoTime() - heardAt >= lastsNanos) {
                    leases.clear();
                }
                ping();
            }
            boolean allowed = leases.touch();
            if (heard && !allowed) {
                refused("PUBLISH");
            }
        } catch (SessionStoreException | JedisException e) {
            LOG.debug("Accesses that were served from copies are reported to Redis later", e);
        } catch (RuntimeException | Error e) {
            LOG.error("Background work on the near cache failed; it is tried again", e);
        }
    }

    private void ping() {
        Messages listening = messages;
        if (listening != null) {
            listening.ping();
        }
    }

    private void greet() {
        boolean sent = Reply.of(redis.run(Script.LEASE_GREET, List.of(), List.of(bytes(node))))
                .isOne();
        if (!sent) {
            refused("PUBLISH");
        }
    }

    private void listen() {
        while (!closed) {
            long retry = RETRY_NANOS;
            try (Connection opened = RedisClients.subscriber(settings, silence())) {
                connection = opened;
                new Messages().proceed(opened, channel());
            } catch (JedisDataException e) {
                if (RedisErrors.code(e).equals("NOPERM")) {
                    retry = RETRY_REFUSED_NANOS;
                    refused("SUBSCRIBE");
                }
                LOG.debug("Redis refused to let this node listen", e);
            } catch (JedisException | SessionStoreException e) {
                LOG.debug("The connection by which other nodes ask for leases was lost; it is opened again", e);
            } catch (RuntimeException | Error e) {
                LOG.error("Listening to what other nodes ask for failed; it is tried again", e);
            } finally {
                connection = null;
                messages = null;
                heard = false;
                leases.clear();
            }
            if (!closed) {
                LockSupport.parkNanos(retry);
            }
        }
    }

    /** Returns after how long without a message the connection counts as lost. */
    private Duration silence() {
        return Duration.ofNanos(
                Math.max(2 * lastsNanos, settings.commandTimeout().toNanos()));
    }

    private String channel() {
        return "abi-session:lease:" + node;
    }

    /** Takes no lease from now on; the connection is opened again soon, and asks once more. */
    private void refused(String command) {
        heard = false;
        logRefused(command);
        try {
            leases.giveAllBack();
        } catch (SessionStoreException e) {
            LOG.debug("The leases of this node are over when their time is", e);
        }
    }

    private synchronized void logRefused(String command) {
        if (!refusalLogged) {
            refusalLogged = true;
            LOG.atLevel(wasAllowed ? Level.WARN : Level.INFO)
                    .log(
                            "The setting near-cache has no effect: the user of Redis may not {} on channels"
                                    + " abi-session:lease:*. Allow it: ACL SETUSER <user> &abi-session:lease:* +publish"
                                    + " +subscribe",
                            command);
        }
    }

    private synchronized void allowed() {
        wasAllowed = true;
        if (refusalLogged) {
            refusalLogged = false;
            LOG.info("The setting near-cache has an effect again: the user of Redis may use channels"
                    + " abi-session:lease:*");
        }
    }

    private final class Messages extends JedisPubSub {
        @Override
        public void onSubscribe(String subscribed, int count) {
            greet();
        }

        @Override
        public void onPong(String answer) {
            heardAt = System.nanoTime();
        }

        @Override
        public void onMessage(String from, String message) {
            if (message.equals(GREETING)) {
                heardAt = System.nanoTime();
                messages = this;
                heard = true;
                allowed();
                return;
            }
            try {
                leases.giveBack(Long.parseLong(message));
            } catch (NumberFormatException e) {
                // Without the cause, which quotes the message.
                LOG.debug("A message on the channel of this node is none of abi-session");
            } catch (SessionStoreException e) {
                LOG.debug("A lease could not be given back; the node that asked for it waits until it ends", e);
            }
        }
    }

    /** Gives all leases back, and ends the threads. */
    private void close() {
        ScheduledThreadPoolExecutor running;
        Thread listening;
        synchronized (this) {
            closed = true;
            running = work;
            listening = listener;
        }
        heard = false;
        if (running != null) {
            running.shutdown();
        }
        Connection open = connection;
        try {
            if (open != null) {
                open.forceDisconnect();
            }
            leases.giveAllBack();
        } catch (SessionStoreException | IOException e) {
            LOG.debug("The leases of this node are over when their time is", e);
        }
        if (listening != null) {
            LockSupport.unpark(listening);
            try {
                listening.join(CLOSING_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
