package org.abisession.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.stress.User.Answer;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions that are used all the time end when their absolute time is over, not before and not later. */
@Tag("full")
class AbsoluteTimeoutTest {
    private static final String EARLY = "early";
    private static final String LATE = "late";
    private static final int THREADS = 8;
    private static final long MOST_LATE = TimeUnit.SECONDS.toNanos(1);

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @ParameterizedTest
    @EnumSource
    void absoluteTimeout_sessionsInConstantUse_endInTime(Container container) throws Exception {
        Run run = begin(container);
        Duration timeout = Duration.ofSeconds(Run.isLong() ? 20 : 2);
        use(container, run, timeout, timeout);
        run.end();
    }

    @Test
    void counters_timeoutsThatAreOthers_count() throws Exception {
        Run run = begin(Container.TOMCAT);
        use(Container.TOMCAT, run, Duration.ofSeconds(1), Duration.ofSeconds(4));
        use(Container.TOMCAT, run, Duration.ofSeconds(4), Duration.ofSeconds(1));
        run.report();
        if (run.counted(EARLY) == 0 || run.counted(LATE) == 0) {
            throw new AssertionError("Ends at another time were not counted");
        }
    }

    private static Run begin(Container container) {
        return Run.begin("absolute timeout on " + container, EARLY, LATE, "error");
    }

    private static void use(Container container, Run run, Duration set, Duration expected) throws Exception {
        int sessions = Math.max(Run.rounds() / 2, THREADS);
        AtomicLong requests = new AtomicLong();
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2s", "absolute-timeout", set.toSeconds() + "s")) {
            List<Node> two = List.of(nodes.start(), nodes.start());
            run.rounds(THREADS, THREADS, (thread, random) -> {
                List<Use> uses = new ArrayList<>();
                for (int i = thread; i < sessions; i += THREADS) {
                    uses.add(new Use(two.get(random.nextInt(2)), run));
                }
                while (!uses.isEmpty()) {
                    uses.removeIf(use -> {
                        requests.incrementAndGet();
                        return use.isOver(two.get(random.nextInt(2)), expected.toNanos(), run);
                    });
                }
            });
        }
        run.print(sessions + " sessions, " + requests + " requests");
    }

    /** The use of one session. */
    private static final class Use {
        private final User user = new User();
        private final Answer begun;

        Use(Node node, Run run) {
            begun = user.get(node, "new&set=x:1");
            if (begun.status() != 200) {
                run.count("error", begun.body());
            }
        }

        /** Uses it, with a change; true if it has ended. */
        boolean isOver(Node node, long timeout, Run run) {
            Answer answer = user.copy().get(node, "set=x:2");
            boolean over = answer.isWithoutSession();
            if (over && answer.received() < begun.sent() + timeout) {
                run.count(EARLY, millis(answer.received() - begun.sent()) + " ms after its begin");
            }
            boolean late = !over && answer.sent() > begun.received() + timeout + MOST_LATE;
            if (late) {
                run.count(LATE, millis(answer.sent() - begun.received()) + " ms after its begin: " + answer.body());
            }
            return over || late || answer.status() != 200;
        }

        private static long millis(long nanos) {
            return TimeUnit.NANOSECONDS.toMillis(nanos);
        }
    }
}
