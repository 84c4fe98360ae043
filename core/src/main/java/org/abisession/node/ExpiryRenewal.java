package org.abisession.node;

import java.time.Duration;
import java.time.InstantSource;
import org.abisession.SessionStoreUnavailableException;

/**
 * Starts the expiry of a session anew while requests of this node use it, and once more when a use ends that the
 * interval may have run out in. Safe for use by several threads.
 */
final class ExpiryRenewal {
    /** The part of the interval after which a use starts the expiry anew at its end: a fiftieth. */
    private static final int SHORT_USES = 50;

    private final InstantSource clock;
    /** The moment when the expiry was last started. */
    private volatile Moment started;
    /** True if the expiry was started, or the interval was changed, in the present use. */
    private volatile boolean needed;

    ExpiryRenewal(InstantSource clock) {
        this.clock = clock;
        this.started = Moment.now(clock);
    }

    /** Notes that a use begins, with an expiry that has just been started. */
    void begin() {
        started = Moment.now(clock);
        needed = false;
    }

    /** Notes that a save has started the expiry, with a new interval. */
    void intervalSaved() {
        started = Moment.now(clock);
        needed = true;
    }

    /** Starts the expiry anew if a third of the interval has gone by; at once again after an outage. */
    void renew(Duration interval, Runnable touch) {
        if (interval.toMillis() > 0 && started.age(clock) >= interval.toMillis() / 3) {
            touch(touch);
            needed = true;
        }
    }

    /** Starts the expiry at the end of a use, where the use was long for the interval. */
    void end(Duration interval, Runnable touch) {
        if (needed && interval.toMillis() > 0 && started.age(clock) >= interval.toMillis() / SHORT_USES) {
            needed = false;
            touch(touch);
        }
    }

    private void touch(Runnable touch) {
        Moment before = started;
        started = Moment.now(clock);
        try {
            touch.run();
        } catch (SessionStoreUnavailableException e) {
            started = before;
            throw e;
        }
    }
}
