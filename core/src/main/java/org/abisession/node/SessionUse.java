package org.abisession.node;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.abisession.SessionStoreUnavailableException;

/** Whether requests of this node use a session, and when its expiry was last started. Safe for use by several threads. */
final class SessionUse {
    private final SessionNode node;
    private final NodeSession session;
    /** Guards {@link #users}, and that the node hears of it in the same order. */
    private final ReentrantLock lock = new ReentrantLock();

    private int users;
    /** When its expiry was last started, by the clock of this node. */
    private volatile long accessed;

    SessionUse(SessionNode node, NodeSession session) {
        this.node = node;
        this.session = session;
    }

    void enter() {
        lock.lock();
        try {
            if (users++ == 0) {
                accessed = node.clock().millis();
                node.enter(session);
            }
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            if (--users == 0) {
                node.leave(session);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has the expiry started anew if a third of the interval has gone by; at once again after an outage. */
    void keepAlive(Duration interval, Runnable touch) {
        long now = node.clock().millis();
        long before = accessed;
        if (interval.toMillis() > 0 && now - before >= interval.toMillis() / 3) {
            accessed = now;
            try {
                touch.run();
            } catch (SessionStoreUnavailableException e) {
                accessed = before;
                throw e;
            }
        }
    }
}
