package org.abisession.store;

import java.time.Duration;

/**
 * Finds the expired sessions that nobody asks for any more, and claims them. Of all nodes one at a time sweeps. For one
 * thread, but {@link #stop} may be called by any.
 */
public interface SessionSweeper {
    /**
     * Sweeps, if it is this node's turn.
     *
     * @return when to try again
     */
    Duration sweep();

    /** Ends a sweep under way after the session that it is at; there is no other after this. */
    void stop();
}
