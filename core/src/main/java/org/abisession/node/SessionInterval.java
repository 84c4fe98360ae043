package org.abisession.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Tells how long a session lives without an access, and whether that was changed here and is not saved yet. */
final class SessionInterval {
    private final ReentrantLock lock;
    private volatile Duration value;
    private boolean changed;

    /**
     * Makes one.
     *
     * @param lock the lock of the session
     */
    SessionInterval(ReentrantLock lock, Duration value) {
        this.lock = lock;
        this.value = value;
    }

    Duration get() {
        return value;
    }

    void set(Duration interval) {
        lock.lock();
        try {
            changed |= !interval.equals(value);
            value = interval;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a change that is not saved: the next read brings what is stored. With the lock held. */
    void reset() {
        changed = false;
    }

    /** Returns what is to be saved; empty if nothing is. */
    Optional<Duration> changed() {
        lock.lock();
        try {
            return changed ? Optional.of(value) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes the stored interval, unless a change is to be saved. To be called with the lock held, or by a constructor.
     */
    void read(Duration stored) {
        if (!changed) {
            value = stored;
        }
    }

    /** Notes that a value was saved; returns true if that was the change. To be called with the lock held. */
    boolean saved(Duration saved) {
        boolean done = changed && saved.equals(value);
        changed &= !done;
        return done;
    }
}
