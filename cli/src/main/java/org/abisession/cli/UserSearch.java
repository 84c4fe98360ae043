package org.abisession.cli;

import java.util.List;
import org.abisession.store.SessionId;

/** Finds the sessions of a user by an index: SCAN would have to read every session. */
interface UserSearch {
    /** Returns the sessions that the user has now. */
    List<SessionId> sessions(String user);
}
