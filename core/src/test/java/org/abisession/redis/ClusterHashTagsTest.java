package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The repository's whole contract on Redis Cluster, with the three keys of a session in one slot. */
@Tag("full")
class ClusterHashTagsTest extends TopologyContract {
    private static EmbeddedCluster cluster;
    private static Nodes nodes;

    @BeforeAll
    static void start() {
        SharedCluster.assumeBinary();
        cluster = EmbeddedCluster.start();
        nodes = Nodes.open(
                SharedCluster.settings(cluster).adapter("hash-tags", "true").build());
    }

    @AfterAll
    static void stop() {
        if (nodes != null) {
            nodes.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    Nodes nodes() {
        return nodes;
    }

    @Test
    void failover_isRiddenThroughAndWhatWasReplicatedIsThere() {
        SessionId id = Sessions.create(repository());
        Sessions.set(repository(), id, "a", "1");
        cluster.awaitReplication();
        EmbeddedRedis first = cluster.primaryOf(store().key(id, "attributes"));
        first.kill();
        try {
            Sessions.awaitService(repository(), id);
            assertThat(Sessions.field(otherNode(), id, "a")).isEqualTo("1");
        } finally {
            first.restart();
        }
    }
}
