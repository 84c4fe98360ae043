package org.abisession.store;

import java.time.Duration;

/**
 * Remembers which sessions of another store were imported, so that one which has ended since then is not imported
 * again. Safe for use by several threads; its methods throw what {@link SessionRepository} throws.
 */
public interface ImportMarks {
    /** Returns true if a session was imported. */
    boolean contains(SessionId id);

    /** Marks a session as imported, for so long; without an end where that is zero. */
    void add(SessionId id, Duration life);
}
