package org.abisession.node;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.abisession.SessionStoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Lets the calls of one session to the store follow each other: a call that begins later finds what the earlier ones
 * have done. So do the calls by which requests find out whether their application may be served. The lock of the
 * session is not held during a call, and no code of the application runs in one.
 *
 * <p>When the store does not answer a call, those that wait for their turn fail with it: however many requests of a
 * session wait, each is answered after one command timeout.
 */
final class StoreTurns {
    private final ReentrantLock lock;
    private final Condition free;
    private final Function<SessionStoreUnavailableException, SessionStoreUnavailableException> failureOfWaiter;
    private boolean taken;
    private long outages;
    private @Nullable SessionStoreUnavailableException outage;

    /**
     * Makes the turns of one session.
     *
     * @param lock the lock of the session
     * @param failureOfWaiter makes the exception of a call that waited, of the one that the store did not answer
     */
    StoreTurns(
            ReentrantLock lock,
            Function<SessionStoreUnavailableException, SessionStoreUnavailableException> failureOfWaiter) {
        this.lock = lock;
        this.free = lock.newCondition();
        this.failureOfWaiter = failureOfWaiter;
    }

    /** Calls the store when it is this call's turn. */
    <T extends @Nullable Object> T call(Supplier<T> call) {
        begin();
        return run(call);
    }

    /**
     * Calls the store, unless the answer that this call wants has come while it waited.
     *
     * @param answered asked with the lock held, whenever another call has ended
     * @return the answer of the call; null if it was not made
     */
    <T> @Nullable T callUnless(BooleanSupplier answered, Supplier<T> call) {
        lock.lock();
        try {
            if (!await(answered)) {
                return null;
            }
        } finally {
            lock.unlock();
        }
        return run(call);
    }

    /** Waits until no call is under way. */
    void settle() {
        lock.lock();
        try {
            while (taken) {
                free.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        lock.lock();
        try {
            boolean unused = await(() -> false);
        } finally {
            lock.unlock();
        }
    }

    private boolean await(BooleanSupplier answered) {
        long before = outages;
        while (taken) {
            free.awaitUninterruptibly();
            SessionStoreUnavailableException failure = outage;
            if (outages != before && failure != null) {
                throw failureOfWaiter.apply(failure);
            }
            if (answered.getAsBoolean()) {
                return false;
            }
        }
        taken = true;
        return true;
    }

    private <T extends @Nullable Object> T run(Supplier<T> call) {
        SessionStoreUnavailableException failure = null;
        try {
            return call.get();
        } catch (SessionStoreUnavailableException e) {
            failure = e;
            throw e;
        } finally {
            lock.lock();
            try {
                taken = false;
                if (failure != null) {
                    outages++;
                    outage = failure;
                } else {
                    outage = null;
                }
                free.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
