package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.abisession.SessionStoreException;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.SetParams;

/**
 * Describes how many sessions an application has in the whole cluster, as the last sweep of any node has counted them:
 * the node that sweeps writes its count to Redis, the others read it when their turn would be. Counts the sweeps of
 * this node, too. Safe for use by several threads.
 */
final class SweepCount {
    private static final Logger LOG = LoggerFactory.getLogger(SweepCount.class);
    /** The time that a count is kept. Its age is the part of this that has passed. */
    private static final Duration KEPT = Duration.ofHours(2);
    /** The most digits of a count: a longer number can't be one of sessions. */
    private static final int MOST_DIGITS = 18;

    private final RedisConnections redis;
    private final byte[] key;
    private final LongAdder sweeps = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private volatile @Nullable Counted last;

    private record Counted(long sessions, long at) {}

    /** Makes the count of one application; the connections stay the caller's to close. */
    SweepCount(RedisConnections redis, SessionSettings settings) {
        this.redis = redis;
        this.key = bytes("abi-session:sessions" + (settings.app().isEmpty() ? "" : ":" + settings.app()));
    }

    /** Notes a whole sweep of this node, and writes its count for the others. */
    void swept(long sessions, long beganNanos) {
        long now = System.nanoTime();
        sweeps.increment();
        nanos.add(now - beganNanos);
        last = new Counted(sessions, now);
        try {
            String unused = redis.call(
                    "set",
                    client -> client.set(
                            key,
                            bytes(Long.toString(sessions)),
                            SetParams.setParams().px(KEPT.toMillis())));
        } catch (SessionStoreException e) {
            LOG.debug("The count of the sessions can't be shared with other nodes now", e);
        }
    }

    /** Reads what another node has counted. */
    void read() {
        try {
            Counted other = redis.read("get", pipeline -> {
                Response<byte[]> count = pipeline.get(key);
                Response<Long> left = pipeline.pttl(key);
                return () -> counted(count, left);
            });
            if (other != null) {
                last = other;
            }
        } catch (SessionStoreException e) {
            LOG.debug("The count of the sessions can't be read now", e);
        }
    }

    private static @Nullable Counted counted(Supplier<byte[]> count, Supplier<Long> left) {
        byte[] text = count.get();
        String digits = text == null ? "" : new String(text, StandardCharsets.ISO_8859_1);
        long millis = left.get();
        if (!digits.matches("[0-9]{1," + MOST_DIGITS + "}") || millis < 0 || millis > KEPT.toMillis()) {
            return null;
        }
        long age = TimeUnit.MILLISECONDS.toNanos(KEPT.toMillis() - millis);
        return new Counted(Long.parseLong(digits), System.nanoTime() - age);
    }

    /** Returns how many sessions the last sweep has counted; empty if none is known. */
    Optional<Long> sessions() {
        return Optional.ofNullable(last).map(Counted::sessions);
    }

    /** Returns how long ago the last sweep was counted; empty if none is known. */
    Optional<Duration> age() {
        return Optional.ofNullable(last).map(counted -> Duration.ofNanos(System.nanoTime() - counted.at));
    }

    /** Returns how many whole sweeps this node has done. */
    long sweeps() {
        return sweeps.sum();
    }

    /** Returns how long these have taken together. */
    Duration time() {
        return Duration.ofNanos(nanos.sum());
    }
}
