package org.abisession.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import redis.clients.jedis.RedisClient;

/** Counts what goes through a proxy, and what Redis behind it executes. For one thread. */
final class CostMeter {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final RespProxy proxy;
    private final RedisClient redis;
    private final long quietNanos;

    /**
     * Makes one with a proxy, a client of the same Redis past it, and how long nothing is sent when a request is over.
     */
    CostMeter(RespProxy proxy, RedisClient redis, Duration quiet) {
        this.proxy = proxy;
        this.redis = redis;
        this.quietNanos = quiet.toNanos();
    }

    /** Returns what the work costs, including what is sent after it has returned. */
    Cost of(Callable<?> work) throws Exception {
        Map<String, Long> executedBefore = RedisInfo.executed(redis);
        long in = proxy.requestBytes();
        long out = proxy.replyBytes();
        Traffic.Mark mark = proxy.mark();
        work.call();
        awaitQuiet();
        Traffic traffic = proxy.since(mark);
        return new Cost(
                traffic.roundTrips(),
                traffic.commands(),
                RedisInfo.executedSince(executedBefore, redis),
                proxy.requestBytes() - in,
                proxy.replyBytes() - out);
    }

    /** Waits until nothing is sent any more. */
    void awaitQuiet() {
        long begun = System.nanoTime();
        long since = begun;
        long last = -1;
        while (System.nanoTime() - since < quietNanos && System.nanoTime() - begun < PATIENCE_NANOS) {
            long bytes = proxy.requestBytes() + proxy.replyBytes();
            if (bytes != last) {
                last = bytes;
                since = System.nanoTime();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
