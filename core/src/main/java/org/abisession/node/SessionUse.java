package org.abisession.node;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the requests of this node that use a session, and keeps the session alive for them. Guarded by the lock of the
 * session; safe for use by several threads.
 */
final class SessionUse {
    private final ReentrantLock lock;
    private final ExpiryRenewal expiry;
    private int users;
    /** True if the node no longer keeps the session. */
    private volatile boolean dropped;
    /** The moment when the last request stopped using the session, or when it was made, in the time of nanoTime. */
    private long lastUsedAt = System.nanoTime();

    SessionUse(ReentrantLock lock, ExpiryRenewal expiry) {
        this.lock = lock;
        this.expiry = expiry;
    }

    /** Counts one more request; false if the node has forgotten the session. */
    boolean enter() {
        lock.lock();
        try {
            if (dropped) {
                return false;
            }
            if (users++ == 0) {
                expiry.begin();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Counts one request less; returns true if it was the last. */
    boolean leave() {
        lock.lock();
        try {
            lastUsedAt = System.nanoTime();
            return --users == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further requests, unless a request uses the session: then it returns false. */
    boolean drop() {
        lock.lock();
        try {
            dropped = users <= 0;
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    boolean isDropped() {
        return dropped;
    }

    /** Admits requests again. */
    void readmit() {
        lock.lock();
        try {
            dropped = false;
        } finally {
            lock.unlock();
        }
    }

    boolean isInUse() {
        lock.lock();
        try {
            return users > 0;
        } finally {
            lock.unlock();
        }
    }

    long lastUsedAt() {
        lock.lock();
        try {
            return lastUsedAt;
        } finally {
            lock.unlock();
        }
    }

    /** Returns true if no request has used it for that long. */
    boolean isIdle(Duration time) {
        lock.lock();
        try {
            return users <= 0 && System.nanoTime() - lastUsedAt >= time.toNanos();
        } finally {
            lock.unlock();
        }
    }
}
