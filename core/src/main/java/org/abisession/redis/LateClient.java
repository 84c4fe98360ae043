package org.abisession.redis;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ConnectionProvider;

/**
 * Makes the client when it is first needed: those for Sentinel and Cluster ask their servers one after the other as
 * soon as they are made, and an application starts without Redis. A thread of its own makes it; callers wait for that,
 * for no longer than they have patience. Safe for use by several threads.
 */
final class LateClient implements AutoCloseable {
    private final Supplier<Made> maker;
    private final Duration patience;
    private final ThreadFactory threads;
    private volatile @Nullable Made made;
    private @Nullable FutureTask<Made> making; // guarded by this, as the next
    private boolean closed;

    /**
     * A client.
     *
     * @param pools its connections
     * @param connections of its pools, to the server that is the right one now
     * @param flights to the nodes of a cluster; none for other topologies
     */
    record Made(
            UnifiedJedis jedis,
            NodePools pools,
            ConnectionProvider connections,
            @Nullable ClusterFlights flights) {
        void close() {
            ClosingSteps.run(jedis::close, pools::close);
        }
    }

    LateClient(Supplier<Made> maker, Duration patience) {
        this(maker, patience, Thread::new);
    }

    LateClient(Supplier<Made> maker, Duration patience, ThreadFactory threads) {
        this.maker = maker;
        this.patience = patience;
        this.threads = threads;
    }

    /**
     * Returns the client, which the first call makes.
     *
     * @throws JedisConnectionException if it can't be made now; the next call tries again
     */
    Made get() {
        Made ready = made;
        return ready != null ? ready : make();
    }

    /** Returns the client, or null if it has not been made. */
    @Nullable
    Made ifMade() {
        return made;
    }

    private Made make() {
        FutureTask<Made> task = task();
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new JedisConnectionException("The first answer is waited for still", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallTime.InterruptedCallException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JedisException failure) {
                // What a client says that has found no server, to be counted as that.
                throw new JedisConnectionException(failure.getMessage(), failure);
            }
            throw new IllegalStateException("The client of Redis could not be made", e.getCause());
        }
    }

    /** Returns the attempt to make the client that is under way, or begins a new one. */
    private synchronized FutureTask<Made> task() {
        FutureTask<Made> task = making;
        if (task == null || (task.isDone() && made == null)) {
            if (closed) {
                throw new CallTime.ClosedException();
            }
            task = new FutureTask<>(this::makeNow);
            Thread thread = threads.newThread(task);
            thread.setName("abi-session-redis-connect");
            thread.setDaemon(true);
            thread.setContextClassLoader(LateClient.class.getClassLoader()); // not that of the application at hand
            thread.start();
            making = task; // not before: one whose thread the system does not start would be waited for ever after
        }
        return task;
    }

    private Made makeNow() {
        Made ready = maker.get();
        synchronized (this) {
            if (closed) {
                ready.close();
                throw new CallTime.ClosedException();
            }
            made = ready;
        }
        return ready;
    }

    @Override
    public synchronized void close() {
        closed = true;
        Made ready = made;
        if (ready != null) {
            ready.close();
        }
    }
}
