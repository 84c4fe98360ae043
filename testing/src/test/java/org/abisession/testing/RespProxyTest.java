package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.params.XAddParams;

class RespProxyTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private RespProxy proxy;
    private RedisClient client;

    @BeforeEach
    void connect() {
        proxy = RespProxy.inFrontOf(redis.uri());
        client = RedisClient.create(proxy.uri());
    }

    @AfterEach
    void close() {
        client.close();
        proxy.close();
    }

    @Test
    void since_firstCommandOfAConnection_countsTheCommandOnly() {
        Traffic.Mark mark = proxy.mark();
        client.set("k", "v");

        assertThat(proxy.since(mark)).isEqualTo(new Traffic(1, List.of("SET")));
    }

    @Test
    void uri_databaseNamed_isTheSameDatabase() {
        client.set("k", "v");

        assertThat(redis.client().get("k")).isEqualTo("v");
    }

    @Test
    void since_twoCommands_isTwoRoundTrips() {
        Traffic.Mark mark = proxy.mark();
        client.set("k", "v");
        client.get("k");

        assertThat(proxy.since(mark)).isEqualTo(new Traffic(2, List.of("SET", "GET")));
    }

    @Test
    void since_pipelineOfThree_isOneRoundTrip() {
        for (int i = 0; i < 200; i++) {
            Traffic.Mark mark = proxy.mark();
            pipeline("k", "v", 1);
            assertThat(proxy.since(mark)).isEqualTo(new Traffic(1, List.of("SET", "GET", "PTTL")));
        }
    }

    @Test
    void since_pipelineLargerThanAnyBuffer_isOneRoundTrip() {
        for (int size : List.of(7_000, 8_192, 20_000, 70_000, 3_000_000)) {
            Traffic.Mark mark = proxy.mark();
            pipeline("k", "v".repeat(size), 5);
            assertThat(proxy.since(mark).roundTrips()).isEqualTo(1);
            assertThat(proxy.since(mark).commands()).hasSize(15);
        }
    }

    @Test
    void since_markedLater_leavesOutWhatWasBefore() {
        client.set("k", "v");
        Traffic.Mark mark = proxy.mark();

        assertThat(proxy.since(mark)).isEqualTo(new Traffic(0, List.of()));
    }

    @Test
    void since_poolPings_doNotCount() {
        client.set("k", "v");
        Traffic.Mark mark = proxy.mark();
        client.ping();

        assertThat(proxy.since(mark)).isEqualTo(new Traffic(0, List.of()));
    }

    @Test
    void since_scripts_areCalledByTheNameInTheirFirstLine() {
        String script = "-- save: sets a key\nreturn redis.call('SET', KEYS[1], ARGV[1])";
        String sha = client.scriptLoad(script);
        Traffic.Mark mark = proxy.mark();
        client.evalsha(sha, List.of("k"), List.of("v"));
        client.eval("return 1");

        assertThat(proxy.since(mark).commands())
                .containsExactly("EVALSHA save", "EVAL e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
    }

    @Test
    void since_repliesOfEveryShape_areUnderstood() {
        client.hset("h", "a", "1");
        client.zadd("z", 1.5, "m");
        client.rpush("l", "x", "y");
        client.sadd("s", "1");
        Traffic.Mark mark = proxy.mark();

        client.hgetAll("h");
        client.zrangeWithScores("z", 0, -1);
        client.lrange("l", 0, -1);
        client.smembers("s");
        client.get("absent");
        client.exists("h");
        assertThatThrownBy(() -> client.get("h")).hasMessageContaining("WRONGTYPE");
        client.eval("return {1, {'a', false, {}}}");
        client.xadd("x", XAddParams.xAddParams(), Map.of("f", "v"));
        client.info();

        assertThat(proxy.since(mark).roundTrips()).isEqualTo(10);
    }

    @Test
    void since_severalThreads_countsEachOfThem() throws Exception {
        int threads = 4;
        int rounds = 100;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        Traffic.Mark mark = proxy.mark();
        List<Future<?>> ends = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String key = "k" + t;
            ends.add(pool.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    client.incr(key);
                    pipeline(key, "7", 2);
                }
            }));
        }
        for (Future<?> end : ends) {
            end.get(30, TimeUnit.SECONDS);
        }
        pool.shutdown();

        Traffic traffic = proxy.since(mark);
        assertThat(traffic.roundTrips()).isEqualTo(threads * rounds * 2);
        assertThat(Collections.frequency(traffic.commands(), "INCR")).isEqualTo(threads * rounds);
        assertThat(Collections.frequency(traffic.commands(), "PTTL")).isEqualTo(threads * rounds * 2);
    }

    @Test
    void bytes_oneCommand_areThoseOfTheProtocol() {
        client.get("k"); // sets the connection up
        long sent = proxy.requestBytes();
        long received = proxy.replyBytes();
        client.set("k", "value");

        assertThat(proxy.requestBytes() - sent).isEqualTo("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nvalue\r\n".length());
        assertThat(proxy.replyBytes() - received).isEqualTo("+OK\r\n".length());
    }

    @Test
    void cut_openConnection_breaksItAndTheNextOneWorks() {
        client.set("k", "v");
        proxy.cut();

        assertThatThrownBy(() -> client.get("k")).isInstanceOf(JedisConnectionException.class);
        assertThat(client.get("k")).isEqualTo("v");
    }

    @Test
    void refuse_untilResume_breaksNewConnections() {
        proxy.refuse();
        assertThatThrownBy(() -> client.set("k", "v")).isInstanceOf(JedisConnectionException.class);
        assertThatThrownBy(() -> client.set("k", "v")).isInstanceOf(JedisConnectionException.class);

        proxy.resume();
        assertThat(client.set("k", "v")).isEqualTo("OK");
    }

    @Test
    void cutAtNextReply_command_wasExecuted() {
        client.set("k", "0");
        proxy.cutAtNextReply();

        assertThatThrownBy(() -> client.incr("k")).isInstanceOf(JedisConnectionException.class);
        assertThat(client.get("k")).isEqualTo("1");
    }

    @Test
    void stallRequests_untilResume_redisGetsNothing() throws Exception {
        client.set("k", "0");
        proxy.stallRequests();
        Future<Long> reply = incrInBackground();

        assertThat(reply.isDone()).isFalse();
        assertThat(redis.client().get("k")).isEqualTo("0");
        proxy.resume();
        assertThat(reply.get(5, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void stallReplies_untilResume_redisExecutes() throws Exception {
        client.set("k", "0");
        proxy.stallReplies();
        Future<Long> reply = incrInBackground();

        await().until(() -> redis.client().get("k").equals("1"));
        assertThat(reply.isDone()).isFalse();
        proxy.resume();
        assertThat(reply.get(5, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void delayReplies_200Millis_areHeldBackSoLong() {
        client.set("k", "0");
        proxy.delayReplies(Duration.ofMillis(200));
        long start = System.nanoTime();
        client.get("k");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void delayRequests_oneSecond_redisGetsThemSoMuchLater() throws Exception {
        client.set("k", "0");
        proxy.delayRequests(Duration.ofSeconds(1));
        long start = System.nanoTime();
        Future<Long> reply = incrInBackground();

        assertThat(redis.client().get("k")).isEqualTo("0");
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    private void pipeline(String key, String value, int times) {
        try (Pipeline pipeline = client.pipelined()) {
            for (int i = 0; i < times; i++) {
                pipeline.set(key, value);
                pipeline.get(key);
                pipeline.pttl(key);
            }
            pipeline.sync();
        }
    }

    /** Returns when the proxy has the command. */
    private Future<Long> incrInBackground() {
        Traffic.Mark mark = proxy.mark();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Future<Long> reply = pool.submit(() -> client.incr("k"));
        pool.shutdown();
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> proxy.since(mark).commands().contains("INCR"));
        return reply;
    }
}
