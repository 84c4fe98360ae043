package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Calls that travel together, over real connections; leaders are held up where a test says so. */
class CallBatchesTest {
    private static final Duration FOR_EVER = Duration.ofHours(1);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger borrowed = new AtomicInteger();
    private final AtomicInteger forgotten = new AtomicInteger();
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private RespProxy proxy;
    private LateClient.Made client;
    private CallBatches batches;

    @BeforeEach
    void open() {
        proxy = RespProxy.inFrontOf(redis.uri());
        make("30s", FOR_EVER);
    }

    private void make(String commandTimeout, Duration longestWait) {
        make(commandTimeout, longestWait, new CallTime(Duration.ofMinutes(1), System::nanoTime));
    }

    private void make(String commandTimeout, Duration longestWait, CallTime time) {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", proxy.uri())
                .adapter("command-timeout", commandTimeout)
                .build();
        client = RedisClients.make(settings, time);
        batches = new CallBatches(this::connection, forgotten::incrementAndGet, longestWait);
    }

    @AfterEach
    void close() {
        gate.get().countDown();
        threads.shutdownNow();
        client.jedis().close();
        proxy.close();
    }

    private Connection connection() {
        borrowed.incrementAndGet();
        CountDownLatch closed = gate.get();
        boolean interrupted = false;
        while (closed.getCount() > 0) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return client.connections().getConnection();
    }

    private static List<CommandArguments> echo(String text) {
        return List.of(new CommandArguments(Command.ECHO).add(text));
    }

    private String ask(String text) {
        return text(batches.send(echo(text), () -> {}, false).get(0));
    }

    private static String text(Object reply) {
        return new String((byte[]) reply, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Has all leaders wait for a connection until the gate opens. */
    private List<Future<String>> occupyLeaders() {
        gate.set(new CountDownLatch(1));
        int before = borrowed.get();
        List<Future<String>> leaders = new ArrayList<>();
        for (int i = 0; i < CallBatches.LEADERS; i++) {
            leaders.add(threads.submit(() -> ask("leader")));
        }
        await().until(() -> borrowed.get() == before + CallBatches.LEADERS);
        return leaders;
    }

    /** Lets calls wait for leaders, which hold them as soon as the gate opens. */
    private <T> List<Future<T>> queue(List<Callable<T>> calls) {
        List<Future<T>> queued = new ArrayList<>();
        int before = batches.waiting();
        for (Callable<T> call : calls) {
            queued.add(threads.submit(call));
        }
        await().until(() -> batches.waiting() == before + calls.size());
        return queued;
    }

    @Test
    void calls_whileLeadersAreUnderWay_travelTogetherAndGetTheirOwnReplies() throws Exception {
        List<Future<String>> leaders = occupyLeaders();
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String text = "call " + i;
            calls.add(() -> ask(text));
        }
        List<Future<String>> queued = queue(calls);
        gate.get().countDown();

        for (int i = 0; i < queued.size(); i++) {
            assertThat(queued.get(i).get()).isEqualTo("call " + i);
        }
        for (Future<String> leader : leaders) {
            assertThat(leader.get()).isEqualTo("leader");
        }
        assertThat(borrowed.get()).isEqualTo(CallBatches.LEADERS);
    }

    @Test
    void call_alone_isSentByItsOwnThreadAtOnce() {
        Thread own = Thread.currentThread();
        AtomicReference<Thread> sender = new AtomicReference<>();
        Object reply = batches.send(echo("a"), () -> sender.set(Thread.currentThread()), false)
                .get(0);

        assertThat(text(reply)).isEqualTo("a");
        assertThat(sender.get()).isSameAs(own);
    }

    @Test
    void call_leadersGetNoFurther_leadsItselfAfterItsWait() {
        make("30s", CallBatches.LONGEST_WAIT);
        occupyLeaders();
        CountDownLatch closed = gate.getAndSet(new CountDownLatch(0));
        try {
            assertThat(ask("a")).isEqualTo("a");
        } finally {
            closed.countDown();
        }
    }

    @Test
    void call_largeOrSaidToBeAlone_waitsForNoLeader() {
        occupyLeaders();
        CountDownLatch closed = gate.getAndSet(new CountDownLatch(0));
        try {
            String large = "x".repeat(CallBatches.LARGE_BYTES);
            assertThat(ask(large)).isEqualTo(large);
            assertThat(text(batches.send(echo("a"), () -> {}, true).get(0))).isEqualTo("a");
        } finally {
            closed.countDown();
        }
    }

    @Test
    void batch_isBoundedInBytes() throws Exception {
        occupyLeaders();
        String text = "x".repeat(CallBatches.MOST_BYTES / 2);
        List<Callable<String>> calls = java.util.Collections.nCopies(10, () -> ask(text));
        List<Future<String>> queued = queue(calls);
        gate.get().countDown();

        for (Future<String> call : queued) {
            assertThat(call.get()).isEqualTo(text);
        }
        assertThat(borrowed.get()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void batch_oneCallIsRefused_theOthersHaveTheirReplies() throws Exception {
        occupyLeaders();
        List<CommandArguments> wrong = List.of(new CommandArguments(Command.ECHO), new CommandArguments(Command.PING));
        Future<List<Object>> refused = queue(
                        List.<Callable<List<Object>>>of(() -> batches.send(wrong, () -> {}, false)))
                .get(0);
        Future<String> other =
                queue(List.<Callable<String>>of(() -> ask("other"))).get(0);
        gate.get().countDown();

        assertThat(refused.get().get(0)).isInstanceOf(JedisDataException.class);
        assertThat(text(refused.get().get(1))).isEqualTo("PONG");
        assertThat(other.get()).isEqualTo("other");
    }

    @Test
    void leader_getsNoConnection_failsAloneAndTheNextOneLeads() throws Exception {
        occupyLeaders();
        Future<String> queued =
                queue(List.<Callable<String>>of(() -> ask("queued"))).get(0);
        client.pools().close();
        gate.get().countDown();

        assertThatThrownBy(queued::get).hasRootCauseMessage("The connections are closed");
        assertThat(borrowed.get()).as("it has tried for itself").isEqualTo(CallBatches.LEADERS + 1);
    }

    @Test
    void call_itsConnectionIsGivenUpMeanwhileAndNoOtherCanBeOpened_getsItsReply() throws Exception {
        CallTime none = new CallTime(Duration.ZERO, System::nanoTime);
        make("30s", FOR_EVER, none);
        assertThat(ask("first")).isEqualTo("first");
        proxy.stallReplies();
        Traffic.Mark mark = proxy.mark();
        Future<String> call = threads.submit(() -> {
            none.begin();
            return ask("second");
        });
        await().until(() -> proxy.since(mark).roundTrips() == 1);
        client.pools().renew(new HostAndPort("127.0.0.1", proxy.port()));
        proxy.resume();

        assertThat(call.get()).isEqualTo("second");
    }

    @Test
    void threadInterrupted_whileAnotherOneSendsForIt_getsItsReplyAndStaysInterrupted() throws Exception {
        occupyLeaders();
        AtomicReference<Thread> caller = new AtomicReference<>();
        Future<String> queued = queue(List.<Callable<String>>of(() -> {
                    caller.set(Thread.currentThread());
                    return ask("queued") + Thread.currentThread().isInterrupted();
                }))
                .get(0);
        caller.get().interrupt();
        gate.get().countDown();

        assertThat(queued.get(30, TimeUnit.SECONDS)).isEqualTo("queuedtrue");
    }

    /** Returns what the batch of a leader and two others gets when its replies are cut after so many bytes. */
    private List<Throwable> cutAfter(int bytes) throws Exception {
        make("30s", FOR_EVER);
        occupyLeaders();
        List<Callable<Throwable>> calls = new ArrayList<>();
        for (String text : List.of("one", "two", "three")) {
            calls.add(() -> catchThrowable(() -> assertThat(ask(text)).isEqualTo(text)));
        }
        List<Future<Throwable>> queued = queue(calls);
        proxy.cutNextReplyAfter(bytes);
        gate.get().countDown();
        List<Throwable> failures = new ArrayList<>();
        for (Future<Throwable> call : queued) {
            failures.add(call.get());
        }
        proxy.cutNextReplyAfter(-1);
        client.jedis().close();
        return failures;
    }

    @Test
    void batch_cutAtAnyByte_givesEachCallItsOwnReplyOrAFailure() throws Exception {
        boolean failed = false;
        for (int bytes = 0; bytes < 45; bytes += 4) {
            for (Throwable failure : cutAfter(bytes)) {
                failed |= failure != null;
                assertThat(failure == null || failure instanceof JedisConnectionException)
                        .as("after %s bytes: %s", bytes, failure)
                        .isTrue();
            }
            assertThat(forgotten.get()).as("each loss empties the pool").isPositive();
        }
        assertThat(failed).isTrue();
    }

    @Test
    void batch_serverHangs_eachCallFailsAfterTheCommandTimeoutAndAConnectionCountsOnce() throws Exception {
        make("1s", FOR_EVER);
        List<Future<String>> leaders = occupyLeaders();
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(() -> ask("never"));
        }
        List<Future<String>> queued = queue(calls);
        queued.addAll(leaders);
        proxy.stallReplies();
        gate.get().countDown();

        int counted = 0;
        for (Future<String> call : queued) {
            Throwable failure =
                    catchThrowable(() -> call.get(30, TimeUnit.SECONDS)).getCause();
            assertThat(failure).isInstanceOf(JedisConnectionException.class);
            assertThat(BatchedCall.isTimeout(failure)).isTrue();
            if (!(failure instanceof BatchedCall.LostWithOthersException)) {
                counted++;
            }
        }
        assertThat(counted)
                .as("a connection that stalls is one failure on the way to an outage")
                .isEqualTo(2);
    }
}
