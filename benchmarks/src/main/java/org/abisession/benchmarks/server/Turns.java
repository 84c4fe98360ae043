package org.abisession.benchmarks.server;

import jakarta.servlet.http.HttpSession;

/** How an application keeps the turns of a conversation in its session. */
interface Turns {
    /** Adds one at the end. */
    void append(HttpSession session, String question, String answer);

    /** How many there are. */
    long size(HttpSession session);
}
