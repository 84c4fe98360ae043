package org.abisession.node;

import org.abisession.SessionStoreException;

/** The container's object for a session on this node. There is one for each {@link NodeSession}. */
public interface SessionHandle {
    /** Returns true if the container keeps something with this object that must live as long as the session does. */
    boolean hasLocalState();

    /**
     * Drops what only this node has of a session that has ended on another one, and calls those who wait for that:
     * values of this node that are unbound, and the container's own listeners. The node that ended the session has
     * called the listeners of the application.
     */
    void endedElsewhere();

    /**
     * Notes, in the request that this thread works for, what a call of the application for this session failed with. A
     * client must not take an empty response for a success then.
     */
    void failedCall(SessionStoreException failure);
}
