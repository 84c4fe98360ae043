package org.abisession.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The repository's whole contract on Redis Cluster, with the three keys of a session on different nodes. */
@Tag("full")
class ClusterPlainNamesTest extends TopologyContract {
    private static Nodes nodes;

    @BeforeAll
    static void start() {
        nodes = Nodes.open(SharedCluster.settings(SharedCluster.get()).build());
    }

    @AfterAll
    static void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Override
    Nodes nodes() {
        return nodes;
    }
}
