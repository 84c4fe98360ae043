package org.abisession.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The client, made when it is first needed: those for Sentinel and Cluster ask their servers as soon as they are made,
 * and an application starts without Redis. One thread makes it, the others wait for that, and for no longer than the
 * command timeout. Safe for use by several threads.
 */
final class LateClient implements AutoCloseable {
    private final Supplier<Made> maker;
    private final Duration patience;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable Made made;
    private boolean closed; // guarded by making

    /**
     * A client.
     *
     * @param flights to the nodes of a cluster; none for other topologies
     */
    record Made(UnifiedJedis jedis, @Nullable ClusterFlights flights) {}

    LateClient(Supplier<Made> maker, Duration patience) {
        this.maker = maker;
        this.patience = patience;
    }

    /**
     * The client.
     *
     * @throws JedisConnectionException if it can't be made now; the next call tries again
     */
    Made get() {
        Made ready = made;
        return ready != null ? ready : make();
    }

    /** The client, if there is one already. */
    @Nullable
    Made ifMade() {
        return made;
    }

    private Made make() {
        try {
            if (!making.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new JedisConnectionException("Another thread waits for the first answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JedisConnectionException("Interrupted while another thread waits for the first answer", e);
        }
        try {
            Made ready = made;
            if (ready == null) {
                if (closed) {
                    throw new JedisConnectionException("The connections are closed");
                }
                ready = maker.get();
                made = ready;
            }
            return ready;
        } catch (JedisConnectionException e) {
            throw e;
        } catch (JedisException e) {
            // What a client says that has found no server, to be counted as that.
            throw new JedisConnectionException(e.getMessage(), e);
        } finally {
            making.unlock();
        }
    }

    @Override
    public void close() {
        making.lock();
        try {
            closed = true;
            Made ready = made;
            if (ready != null) {
                ready.jedis().close();
            }
        } finally {
            making.unlock();
        }
    }
}
