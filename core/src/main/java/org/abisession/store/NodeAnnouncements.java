package org.abisession.store;

import java.util.List;

/** Announces this node in the store to the other nodes of its application. Safe for use by several threads. */
public interface NodeAnnouncements {
    /**
     * Announces this node, or renews its announcement.
     *
     * @param line describes it, on one line
     * @return the lines of the nodes that were announced before this one
     */
    List<String> announce(String line);

    /** Removes the announcement of this node. */
    void withdraw();
}
