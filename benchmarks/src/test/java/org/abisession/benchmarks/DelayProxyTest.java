package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

class DelayProxyTest {
    private static final Duration DELAY = Duration.ofMillis(50);

    @Test
    void setDelay_aPipelineWithLargeReplies_isDelayedOnceAndComplete() throws Exception {
        String large = "x".repeat(1_000_000);
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                DelayProxy proxy = new DelayProxy("127.0.0.1", redis.port());
                RedisClient client = RedisClient.create("redis://127.0.0.1:" + proxy.port())) {
            client.set("large", large);
            proxy.setDelay(DELAY);
            long begun = System.nanoTime();
            client.ping();
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(DELAY.toNanos());

            List<Response<String>> replies = new ArrayList<>();
            begun = System.nanoTime();
            try (Pipeline pipeline = client.pipelined()) {
                for (int i = 0; i < 20; i++) {
                    replies.add(pipeline.get("large"));
                }
            }
            long elapsed = System.nanoTime() - begun;
            assertThat(replies).allSatisfy(reply -> assertThat(reply.get()).isEqualTo(large));
            // 20 MB are some 300 chunks: one after the other they would take 15 s.
            assertThat(TimeUnit.NANOSECONDS.toMillis(elapsed)).isBetween(50L, 5_000L);
        }
    }
}
