package org.abisession.node;

/** Tells where the object of a session on this node comes from. */
enum SessionOrigin {
    /** The object was made for an id, and the store was not asked yet. */
    ID,
    /** A request has created the session. */
    NEW,
    /** Another store has had the session, which is to be stored here. */
    OTHER_STORE,
    /** The session was read from the store. */
    STORE
}
