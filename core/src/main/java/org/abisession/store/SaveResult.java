package org.abisession.store;

/** The result of a save. */
public enum SaveResult {
    /** All of it is stored. */
    SAVED,
    /** The session has ended meanwhile, by logout, timeout or a change of its id: nothing was stored. */
    GONE
}
