package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.stress.User.Answer;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Redis hangs, or is killed and comes back, while users go on: nobody is logged out, nothing but 200 and 503 is
 * answered, and who needs no session is served. The figures are printed, and asserted by nobody: they are the
 * machine's.
 */
@Tag("full")
class RedisOutageTest {
    private static final int USERS = Run.isLong() ? 50 : 10;
    private static final String NEW_COOKIE = "new_session_cookie";
    private static final String LOST_SESSION = "lost_session";
    private static final String ODD_ANSWER = "odd_answer";
    private static final String NOT_SERVED = "not_served_though_it_needs_no_session";
    private static final String RAW_ID = "raw_id_in_a_log";

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<User> users = new ArrayList<>();
    private EmbeddedRedis redis;

    @BeforeEach
    void start() {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("There is no embedded Redis for this machine")
                .isTrue();
        redis = EmbeddedRedis.start("--appendonly", "yes", "--appendfsync", "always");
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    /** The short form takes a container for each kind of outage, the long one both. */
    static Stream<Container> hung() {
        return Run.isLong() ? Stream.of(Container.values()) : Stream.of(Container.TOMCAT);
    }

    static Stream<Container> killed() {
        return Run.isLong() ? Stream.of(Container.values()) : Stream.of(Container.JETTY);
    }

    @ParameterizedTest
    @MethodSource("hung")
    void hang_underLoad_logsNobodyOutAndEndsWithTheHang(Container container) throws Exception {
        outage(container, "hang", Duration.ofMillis(100), Run.isLong() ? 10_000 : 900, redis::hang, redis::goOn);
    }

    @ParameterizedTest
    @MethodSource("killed")
    void kill_underLoad_logsNobodyOutAndEndsWithTheRestart(Container container) throws Exception {
        outage(container, "down", Duration.ofMillis(250), Run.isLong() ? 30_000 : 600, redis::kill, redis::restart);
    }

    /** Each user asks once a period. */
    private void outage(Container container, String name, Duration period, int millis, Runnable begin, Runnable end)
            throws Exception {
        Run run = Run.begin(
                "redis " + name + " under " + container, NEW_COOKIE, LOST_SESSION, ODD_ANSWER, NOT_SERVED, RAW_ID);
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(USERS);
        try (Nodes nodes = new Nodes(container, redis.uri(), "30s")) {
            Node node = nodes.start();
            for (int i = 0; i < USERS; i++) {
                users.add(patiently(node, "new&set=x:" + i));
            }
            List<String> ids = users.stream().map(User::id).toList();
            for (User user : users) {
                var unused = clients.scheduleAtFixedRate(
                        () -> request(run, node, user),
                        (long) (Math.random() * period.toMillis()),
                        period.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
            pause(Run.isLong() ? 5_000 : 200);
            long begun = System.nanoTime();
            begin.run();
            pause(millis);
            for (int i = 0; i < 240 && answers.stream().noneMatch(answer -> answer.status() == 503); i++) {
                pause(250); // on a machine that is busy with other things
            }
            long over = System.nanoTime();
            end.run();
            long back = System.nanoTime();
            pause(Run.isLong() ? 5_000 : 300);
            clients.shutdown();
            assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

            IntStream.range(0, USERS).forEach(i -> check(run, node, i, ids.get(i)));
            ids.forEach(id -> {
                if (logs.lines().stream().anyMatch(line -> line.contains(id))) {
                    run.count(RAW_ID, "of user " + ids.indexOf(id));
                }
            });
            figures(run, begun, over, back);
        } finally {
            clients.shutdownNow();
        }
        assertThat(answers).as("the outage was noticed").anyMatch(answer -> answer.status() == 503);
        run.end();
    }

    /** A new user, also on a machine that is busy with other things. */
    private static User patiently(Node node, String steps) {
        for (int i = 0; i < 120; i++) {
            User user = new User();
            if (user.get(node, steps).status() == 200) {
                return user;
            }
            pause(250);
        }
        throw new AssertionError("No session could be made");
    }

    private void request(Run run, Node node, User user) {
        try {
            String id = user.id();
            Answer answer = user.get(node, "get=x&set=y:" + System.nanoTime());
            answers.add(answer);
            if (answer.status() != 200 && answer.status() != 503) {
                run.count(ODD_ANSWER, answer.toString());
            }
            if (answer.isWithoutSession()) {
                run.count(LOST_SESSION, "during the outage");
            }
            if (!user.id().equals(id)) {
                run.count(NEW_COOKIE, "status " + answer.status());
            }
            if (new User().get(node, "delay=0").status() != 200) {
                run.count(NOT_SERVED, "without a cookie");
            }
        } catch (RuntimeException | AssertionError e) {
            run.count(ODD_ANSWER, e.toString());
        }
    }

    private void check(Run run, Node node, int number, String id) {
        User user = users.get(number);
        Answer last = user.get(node, "get=x");
        for (int i = 0; i < 120 && last.status() == 503; i++) { // on a machine that is busy with other things
            pause(250);
            last = user.get(node, "get=x");
        }
        if (!last.is("x", Integer.toString(number)) || !user.id().equals(id)) {
            run.count(LOST_SESSION, "afterwards: " + last);
        }
    }

    private void figures(Run run, long begun, long over, long back) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        answers.forEach(answer -> statuses.merge(answer.status(), 1, Integer::sum));
        long opened = begun + TimeUnit.SECONDS.toNanos(1);
        run.print("answers by status: " + statuses);
        run.print("longest request: " + percentile(100, begun, over)
                + " ms; of those sent 1 s after its begin and later:"
                + " p50 " + percentile(50, opened, over) + " ms, p99 " + percentile(99, opened, over) + " ms, longest "
                + percentile(100, opened, over) + " ms");
        run.print("before the outage: p50 " + percentile(50, Long.MIN_VALUE, begun) + " ms, p99 "
                + percentile(99, Long.MIN_VALUE, begun) + " ms");
        long first = answers.stream()
                .filter(answer -> answer.status() == 200 && answer.received() - over > 0)
                .mapToLong(answer -> answer.received() - back)
                .min()
                .orElse(-1);
        run.print("first good request: " + TimeUnit.NANOSECONDS.toMillis(first) + " ms after Redis was back");
        long warnings = logs.lines().stream()
                .filter(line -> line.startsWith("WARN") || line.startsWith("ERROR") || line.startsWith("SEVERE"))
                .count();
        run.print("lines of the log at WARN and above: " + warnings);
    }

    /** Returns a percentile of the requests that were sent within this time, in ms; -1 if there was none. */
    private long percentile(int percent, long from, long to) {
        long[] sorted = answers.stream()
                .filter(answer -> (from == Long.MIN_VALUE || answer.sent() - from >= 0) && answer.sent() - to < 0)
                .mapToLong(answer -> answer.received() - answer.sent())
                .sorted()
                .toArray();
        return sorted.length == 0
                ? -1
                : TimeUnit.NANOSECONDS.toMillis(sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)]);
    }

    private static void pause(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
