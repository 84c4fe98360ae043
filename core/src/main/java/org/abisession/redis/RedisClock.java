package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.abisession.SessionStoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the time of Redis, from when this node has read it last. A script that must not run after its caller has
 * given up gets the latest time at which it may: a Redis that hangs runs what it was sent when it goes on. Safe for use
 * by several threads.
 */
final class RedisClock {
    private static final byte[] UNKNOWN = {};

    private final long timeoutMillis;
    private volatile @Nullable Reading last;

    private record Reading(long redisMillis, long nanos) {
        long now() {
            return redisMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
        }
    }

    /**
     * Makes one that has not read the time yet.
     *
     * @param timeout of a command, after which its caller gives up
     */
    RedisClock(Duration timeout) {
        this.timeoutMillis = timeout.toMillis();
    }

    /** Notes the time of Redis, in milliseconds, which an answer has brought just now. */
    void read(long redisMillis) {
        last = new Reading(redisMillis, System.nanoTime());
    }

    /**
     * Runs a script that does nothing after a deadline; once more if it answers that it is late, since the clock of
     * Redis may have been set.
     *
     * @param script gets the deadline, by the clock of Redis, in milliseconds; no text where that clock is not known
     * @throws SessionStoreUnavailableException if the script was late twice; it has done nothing
     */
    Reply inTime(Function<byte[], Reply> script) {
        Reply answer = script.apply(deadline());
        if (isLate(answer)) {
            read(answer.at(1).number());
            answer = script.apply(deadline());
        }
        if (isLate(answer)) {
            throw new SessionStoreUnavailableException(
                    "Redis ran a command later than its caller waits (" + timeoutMillis
                            + " ms), so nothing was changed. See whether Redis is overloaded, or its clock changes.",
                    new IllegalStateException("The deadline had passed twice"));
        }
        return answer;
    }

    /** Returns true if a script answers that it has done nothing, since it was after its deadline. */
    static boolean isLate(Reply answer) {
        return answer.size() == 2
                && answer.at(0).isText()
                && answer.at(0).text().equals("late");
    }

    private byte[] deadline() {
        Reading known = last;
        return known == null ? UNKNOWN : bytes(Long.toString(known.now() + timeoutMillis));
    }
}
