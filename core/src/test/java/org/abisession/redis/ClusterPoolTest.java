package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.testing.EmbeddedCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClusterClient;

/** Calls to a node of a cluster whose only connection another call uses. */
class ClusterPoolTest {
    private static final KeyCall CALL = KeyCall.of(Command.EXISTS, "session:nobody:metadata");

    private final EmbeddedCluster cluster = SharedCluster.get();
    private RedisConnections connections;

    private void open(String commandTimeout) {
        connections = RedisConnections.open(SharedCluster.settings(cluster)
                .adapter("pool-size", "1")
                .adapter("command-timeout", commandTimeout)
                .build());
    }

    @AfterEach
    void close() {
        connections.close();
    }

    private void whileInUse(Runnable test) {
        boolean unused = connections.call("use the connection", client -> {
            try (Connection used = ((RedisClusterClient) client).getConnectionFromSlot(CALL.slot())) {
                test.run();
                return used.isConnected();
            }
        });
    }

    private List<Object> ask() {
        return connections.fly("ask", List.of(CALL));
    }

    @Test
    void call_allConnectionsAreInUse_saysWhichSettingToRaise() {
        open("100ms");
        whileInUse(() -> assertThatThrownBy(this::ask)
                .isInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining("ask waited for a connection and was not tried, since all connections to one node"
                        + " were in use. If Redis answers, raise pool-size."));
        assertThat(ask()).containsExactly(0L);
        assertThat(connections.isOutage()).isFalse();
    }

    @Test
    void call_threadIsInterruptedWhileItWaits_isNotTriedAndStaysInterrupted() throws InterruptedException {
        open("5s");
        Thread caller = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            await().until(() -> connections.poolWaiting() > 0);
            caller.interrupt();
        });
        whileInUse(() -> {
            interrupter.start();
            assertThatThrownBy(this::ask)
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageContaining("was not tried, since its thread was interrupted");
            assertThat(Thread.interrupted()).isTrue();
        });
        interrupter.join();
        assertThat(ask()).containsExactly(0L);
    }
}
