package org.abisession.jetty;

import java.util.Set;
import org.abisession.node.NodeSession;
import org.eclipse.jetty.session.ManagedSession.State;
import org.eclipse.jetty.session.SessionManager;

/**
 * Ends one session, in Redis first, and calls the listeners, if this node has ended it, or the values that stay on this
 * node. Jetty's lock is not held while listeners run.
 */
final class SessionEnd {
    private final RedisManagedSession session;
    private final NodeSession stored;
    private final SessionManager manager;

    SessionEnd(RedisManagedSession session) {
        this.session = session;
        this.stored = session.stored();
        this.manager = session.getSessionManager();
    }

    /**
     * Ends it in Redis, also where another request has begun to: its failure must not be acknowledged.
     *
     * @param first whether this request is the first that does so
     * @return false if another node had ended it, and this request is the first to find that out
     */
    boolean end(boolean first) {
        boolean endedHere;
        try {
            endedHere = stored.delete();
        } catch (RuntimeException e) {
            if (first && !stored.isEnded()) {
                session.setState(State.VALID);
            }
            throw e;
        }
        if (endedHere) {
            callListeners();
        } else if (first && !stored.isEndedHere()) {
            callLocalListeners();
            return false;
        }
        return true;
    }

    /** Calls the listeners of the end of a session that Redis has no more. */
    void callListeners() {
        session.setState(State.INVALIDATING);
        session.call("at the end of", () -> manager.onSessionDestroyed(session));
        session.finishInvalidate();
    }

    /** Removes the attributes, those included that listeners and other threads have set meanwhile. */
    void unbindAll() {
        Set<String> names = stored.attributeNames();
        while (!names.isEmpty()) {
            names.forEach(session::unbind);
            names = stored.attributeNames();
        }
        session.setState(State.INVALID);
        stored.attributeNames().forEach(session::unbind); // what another thread has set just before that
        manager.recordSessionTime(session);
    }

    /** Calls the values that stay on this node; the node that has ended the session has called all others. */
    void callLocalListeners() {
        stored.local().attributeNames().forEach(session::unbind);
        session.setState(State.INVALID);
    }
}
