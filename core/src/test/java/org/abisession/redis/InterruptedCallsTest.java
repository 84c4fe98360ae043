package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that are not made, since their thread is interrupted or the connections are closed: no outage for others. */
class InterruptedCallsTest {
    private static final int MORE_THAN_AN_OUTAGE_TAKES = 3 * Outage.FAILURES;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private static RedisConnections open(String uri) {
        return RedisConnections.open(
                SessionSettings.builder().adapter("redis-url", uri).build());
    }

    private static void ask(RedisConnections connections) {
        Object unused = connections.run(Script.PRIMARY, List.of(SessionKeys.bytes("session:x:metadata")), List.of());
    }

    private static @Nullable Throwable askInterrupted(RedisConnections connections) {
        Thread.currentThread().interrupt();
        try {
            return catchThrowable(() -> ask(connections));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void call_threadIsInterruptedAndAConnectionIsThere_isMade() {
        try (RedisConnections connections = open(redis.uri())) {
            ask(connections);

            assertThat(askInterrupted(connections)).isNull();
        }
    }

    @Test
    void call_threadIsInterruptedWhileTheClientIsMade_isNotTriedOrMade() {
        try (RedisConnections connections = open(redis.uri())) {
            @Nullable Throwable failure = askInterrupted(connections);

            assertThat(failure == null || failure instanceof SessionStoreUnavailableException)
                    .isTrue();
            ask(connections);
        }
    }

    @Test
    void call_afterTheConnectionsAreClosed_saysSoAndIsNoOutage() {
        RedisConnections connections = open(redis.uri());
        ask(connections);
        connections.close();

        assertThatThrownBy(() -> ask(connections))
                .isInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining("was not tried, since this node has closed its connections")
                .hasMessageContaining("Let a node stop when its requests have ended");
        assertThat(String.join("\n", logs.lines())).doesNotContain("did not answer");
    }

    @Test
    void calls_manyInterruptedThreadsInARow_areNoOutageForOthers() {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                RedisConnections connections = open(proxy.uri())) {
            ask(connections);
            proxy.cut();
            for (int i = 0; i < MORE_THAN_AN_OUTAGE_TAKES; i++) {
                assertThat(askInterrupted(connections))
                        .isInstanceOf(SessionStoreUnavailableException.class)
                        .hasMessageContaining("was not tried, since its thread was interrupted");
            }

            assertThat(connections.isOutage()).isFalse();
            ask(connections);
            assertThat(String.join("\n", logs.lines())).doesNotContain("in a row");
        }
    }
}
