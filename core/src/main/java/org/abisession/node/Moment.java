package org.abisession.node;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * A moment on this node, by two clocks: the clock of the node may be set back meanwhile, and the monotonic clock of the
 * JVM stands still while the machine is suspended.
 *
 * @param millis of the node's clock
 * @param nanos of the monotonic clock
 */
record Moment(long millis, long nanos) {
    /** Returns the present moment. */
    static Moment now(InstantSource clock) {
        return new Moment(clock.millis(), System.nanoTime());
    }

    /** Returns how long ago it was, in milliseconds: by the clock that says the longer time. */
    long age(InstantSource clock) {
        return Math.max(clock.millis() - millis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos));
    }
}
