package org.abisession.benchmarks.server;

import jakarta.servlet.http.HttpSession;
import java.util.List;

/** Describes how an application keeps the turns of a conversation in its session. */
interface Turns {
    /** Adds turns at the end. */
    void append(HttpSession session, List<Turn> added);

    /** Returns how many there are. */
    long size(HttpSession session);
}
