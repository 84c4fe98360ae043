package org.abisession.redis;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Has one place for each connection of the pool, which then needs no queue of its own; nobody waits there for others
 * at a server that hangs. Safe for use by several threads.
 */
final class ConnectionPlaces {
    private final int size;
    private final @Nullable Semaphore free;
    private final long patienceMillis;
    private final String address;
    private final CallTime time;
    private final Outage outage;
    private final Consumer<String> warn;

    /**
     * Makes one whose places are all free; on a cluster, which has a pool for each node, there is no limit.
     *
     * @param warn says in the log that a call got none, from time to time
     */
    ConnectionPlaces(SessionSettings settings, CallTime time, Outage outage, Consumer<String> warn) {
        this.size = settings.poolSize();
        this.free = settings.redis().mode() == RedisEndpoint.Mode.CLUSTER ? null : new Semaphore(size);
        this.patienceMillis = settings.commandTimeout().toMillis();
        this.address = settings.redis().address();
        this.time = time;
        this.outage = outage;
        this.warn = warn;
    }

    /** The place of one call, which takes it when it needs a connection. For one thread. */
    final class Place implements AutoCloseable {
        private final String what;
        private boolean taken;

        private Place(String what) {
            this.what = what;
        }

        /**
         * Waits until a place is free, if the call has none.
         *
         * @throws SessionStoreUnavailableException if none is in time
         */
        void take() {
            if (!taken) {
                waitForOne(what);
                taken = true;
            }
        }

        @Override
        public void close() {
            if (taken && free != null) {
                free.release();
            }
        }
    }

    Place place(String what) {
        return new Place(what);
    }

    /** Returns how many are taken; none where their number has no limit. */
    int used() {
        return free == null ? 0 : size - free.availablePermits();
    }

    /** Returns how many calls wait for one now. */
    int waiting() {
        return free == null ? 0 : free.getQueueLength();
    }

    private void waitForOne(String what) {
        if (free == null || free.tryAcquire()) {
            return;
        }
        String reason;
        try {
            if (free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
                if (time.remains() || !outage.isSuspected()) {
                    time.begin();
                    return;
                }
                free.release();
                reason = "the calls before it got no answer";
            } else {
                reason = "all connections were in use. If Redis answers, raise pool-size";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason = "its thread was interrupted";
        }
        String message = "Redis at " + address + ": " + what + " waited for a connection and was not tried, since "
                + reason + ".";
        warn.accept(message);
        throw new SessionStoreUnavailableException(message, new JedisException("No connection was free"));
    }
}
