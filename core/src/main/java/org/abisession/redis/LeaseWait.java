package org.abisession.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.abisession.SessionStoreUnavailableException;

/**
 * Runs scripts that change a session until no other node has a lease of it. The script has asked for the lease; it is
 * run again soon, and at the latest when the lease ends. The node that has the lease most likely gives it back
 * within two round trips. One that is dead never does, and costs one wait: nobody gets a lease again meanwhile.
 */
final class LeaseWait {
    private static final long FIRST_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private LeaseWait() {}

    /**
     * Returns the answer of a script that is not about a lease.
     *
     * @throws SessionStoreUnavailableException if the thread is interrupted while it waits; nothing was changed
     */
    static Reply run(Supplier<Reply> script) {
        Reply answer = script.get();
        for (long pause = FIRST_NANOS; ScriptReplies.isLeased(answer); pause = Math.min(2 * pause, LONGEST_NANOS)) {
            long left = TimeUnit.MILLISECONDS.toNanos(answer.at(1).number() + 1);
            pause(Math.min(pause, left));
            answer = script.get();
        }
        return answer;
    }

    private static void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new SessionStoreUnavailableException(
                        "A change waited for another node, which serves the session from a copy, and was not made,"
                                + " since its thread was interrupted.",
                        new InterruptedException());
            }
        }
    }
}
