package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.EmbeddedSentinel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The repository's whole contract under Sentinel. */
@Tag("full")
class SentinelTest extends TopologyContract {
    private static EmbeddedSentinel sentinel;
    private static Nodes nodes;

    @BeforeAll
    static void start() {
        SharedCluster.assumeBinary();
        sentinel = EmbeddedSentinel.start();
        nodes = Nodes.open(
                SessionSettings.builder().adapter("redis-url", sentinel.uri()).build());
    }

    @AfterAll
    static void stop() {
        if (nodes != null) {
            nodes.close();
        }
        if (sentinel != null) {
            sentinel.close();
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
        sentinel.awaitReplication();
        EmbeddedRedis first = sentinel.primary();
        first.kill();
        try {
            Sessions.awaitService(repository(), id);
            sentinel.awaitPrimaryOtherThan(first);
            assertThat(Sessions.field(otherNode(), id, "a")).isEqualTo("1");
        } finally {
            first.restart();
        }
    }
}
