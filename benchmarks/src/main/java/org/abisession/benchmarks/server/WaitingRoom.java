package org.abisession.benchmarks.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Describes where requests wait until another one lets all of them go, a minute at most. Safe for use by several
 * threads.
 */
final class WaitingRoom {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private int waiting;
    private long releases;

    /** Waits; false if a minute was not enough. */
    boolean await() throws InterruptedException {
        lock.lock();
        try {
            long before = releases;
            waiting++;
            long left = PATIENCE_NANOS;
            while (releases == before && left > 0) {
                left = released.awaitNanos(left);
            }
            waiting--;
            return releases != before;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many wait now. */
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Releases all that wait now. */
    void release() {
        lock.lock();
        try {
            releases++;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
