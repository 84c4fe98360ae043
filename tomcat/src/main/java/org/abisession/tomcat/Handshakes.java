package org.abisession.tomcat;

import java.util.HashSet;
import java.util.Set;

/**
 * Keeps the ids with which requests of a session have become WebSockets, or connections of another protocol, on this
 * node. They are a note of the session, so that the node keeps it while no request uses it.
 */
final class Handshakes {
    private static final String NOTE = Handshakes.class.getName();

    private Handshakes() {}

    /** Notes that a request with the present id of the session has become a WebSocket. */
    static void note(RedisSession session) {
        synchronized (Handshakes.class) {
            Set<String> ids = new HashSet<>(ids(session));
            ids.add(session.getIdInternal());
            session.setNote(NOTE, Set.copyOf(ids));
        }
    }

    /** Returns the ids, of which one may be the present one. */
    @SuppressWarnings("unchecked")
    static Set<String> ids(RedisSession session) {
        Object ids = session.getNote(NOTE);
        return ids == null ? Set.of() : (Set<String>) ids;
    }
}
