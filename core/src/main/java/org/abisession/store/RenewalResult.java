package org.abisession.store;

/** Describes what {@link SessionRepository#renewId} has done. */
public enum RenewalResult {
    /** The session has the new id, and the old one leads to it for a while. */
    RENEWED,
    /** The session keeps its id: it has not had it long enough, or others than this application may use the session. */
    KEPT,
    /** There is no session under the old id: it has ended, or another node has changed its id. */
    GONE
}
