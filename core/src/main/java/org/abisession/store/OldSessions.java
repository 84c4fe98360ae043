package org.abisession.store;

import java.util.Map;

/**
 * The sessions that an application keeps in Redis by Spring Session, from which they are taken over. Values are in Java
 * serialization, and untrusted. Safe for use by several threads; methods throw what those of {@link SessionRepository}
 * do.
 */
public interface OldSessions {
    /** Returns the fields of a session; none if there is no such session. One round trip. */
    Map<String, byte[]> find(SessionId id);

    /** Returns true if the fields are those of a session that was taken over. */
    boolean isTakenOver(Map<String, byte[]> fields);

    /** Marks a session as taken over; false if it is marked already, or has ended. */
    boolean markTakenOver(SessionId id);

    /** Ends a session for the application with Spring Session, too. */
    void end(SessionId id);
}
