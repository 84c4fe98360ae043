package org.abisession.benchmarks;

import java.util.List;

/** Describes which of the nodes of a candidate a client asks. */
enum Balancing {
    /** Sends all requests to the first node. */
    ONE_NODE("one node"),
    /** Sends all requests of a client to one node; the clients are distributed in turn. */
    STICKY("sticky"),
    /** Sends each request of a client to another node than the one before. */
    NON_STICKY("not sticky");

    private final String title;

    Balancing(String title) {
        this.title = title;
    }

    /** Returns the name of the balancing for tables. */
    String title() {
        return title;
    }

    /** Returns the nodes that a client asks in turn. */
    List<String> nodesOf(int client, List<String> nodes) {
        return switch (this) {
            case ONE_NODE -> nodes.subList(0, 1);
            case STICKY -> List.of(nodes.get(client % nodes.size()));
            case NON_STICKY -> nodes;
        };
    }
}
