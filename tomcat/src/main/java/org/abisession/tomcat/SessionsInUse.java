package org.abisession.tomcat;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.abisession.SessionId;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that requests of this node use at this moment: one object for each, kept until its last
 * user leaves. Safe for use by several threads.
 */
final class SessionsInUse {
    private final RedisSessionManager manager;
    private final ConcurrentMap<SessionId, RedisSession> sessions = new ConcurrentHashMap<>();

    SessionsInUse(RedisSessionManager manager) {
        this.manager = manager;
    }

    /**
     * Finds a session for a request, which has to {@link #leave} it again: reads it from the store, or
     * reads anew what other requests use already. One round trip, which counts as an access; those that
     * ask for the same session at the same time wait for each other, so that none gets what was read
     * before it asked.
     */
    @Nullable
    RedisSession join(SessionNode store, RoutedId id) {
        while (true) {
            RedisSession session = sessions.compute(id.id(), (key, present) -> {
                RedisSession one = present == null ? new RedisSession(manager, id) : present;
                one.users().incrementAndGet();
                return one;
            });
            boolean joined = false;
            session.reading().lock();
            try {
                if (sessions.get(id.id()) == session) { // else it ended, or was not there, while we waited
                    joined = read(store, session, id.id());
                    if (joined) {
                        session.node().enter();
                        return session;
                    }
                    sessions.remove(id.id(), session);
                    return null;
                }
            } finally {
                session.reading().unlock();
                if (!joined) {
                    drop(session, id.id());
                }
            }
        }
    }

    private static boolean read(SessionNode store, RedisSession session, SessionId id) {
        if (session.isRead()) {
            return session.isValid() && session.node().refresh();
        }
        Optional<NodeSession> found = store.find(id);
        found.ifPresent(session::read);
        return found.isPresent();
    }

    /** A request begins to use a session that it has. */
    void enter(RedisSession session) {
        session.node().enter();
        sessions.compute(session.sessionId(), (key, present) -> {
            // Only the first user brings one in: while its id changes it is out, on purpose.
            boolean first = session.users().getAndIncrement() == 0;
            return first && present == null && session.isValid() ? session : present;
        });
    }

    /** A request uses it no more. */
    void leave(RedisSession session) {
        session.node().leave();
        drop(session, session.sessionId());
    }

    private void drop(RedisSession session, SessionId id) {
        sessions.compute(id, (key, present) -> {
            int left = session.users().decrementAndGet();
            return present == session && left <= 0 ? null : present;
        });
    }

    void add(RedisSession session) {
        sessions.put(session.sessionId(), session);
    }

    void remove(RedisSession session) {
        sessions.remove(session.sessionId(), session);
    }

    Collection<RedisSession> all() {
        return sessions.values().stream().filter(RedisSession::isRead).toList();
    }

    int size() {
        return sessions.size();
    }

    void clear() {
        sessions.clear();
    }
}
