package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LostConnectionsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @Test
    void call_afterAllConnectionsWereLost_failsOnceAndNotOncePerConnection() throws Exception {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                RedisConnections connections = RedisConnections.open(SessionSettings.builder()
                        .adapter("redis-url", proxy.uri())
                        .build())) {
            int count = 8;
            ExecutorService threads = Executors.newFixedThreadPool(count);
            try {
                CountDownLatch together = new CountDownLatch(count);
                Callable<Object> hold = () -> connections.call("ping", client -> {
                    client.ping();
                    together.countDown();
                    return client.ping();
                });
                for (Future<Object> one : threads.invokeAll(
                        IntStream.range(0, count).mapToObj(i -> hold).toList())) {
                    one.get();
                }
                assertThat(together.getCount()).isZero();
            } finally {
                threads.shutdownNow();
            }
            proxy.cut();
            assertThatThrownBy(connections::ping).isInstanceOf(SessionStoreUnavailableException.class);
            for (int i = 0; i < count; i++) {
                connections.ping();
            }
        }
    }
}
