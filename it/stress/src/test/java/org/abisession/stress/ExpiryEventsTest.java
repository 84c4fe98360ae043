package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions that expire together on three nodes, of which one is killed. */
@Tag("full")
class ExpiryEventsTest {
    private static final String EARLY = "early";
    private static final String LATE = "late";
    private static final int SWEEP_SECONDS = Run.isLong() ? 5 : 1;
    /** Events of a node at its start. */
    private static final int BEFORE = 3;

    private static final long LATEST_MILLIS = TimeUnit.SECONDS.toMillis(SWEEP_SECONDS + 2);

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final int sessions = Run.rounds() / 2;
    private final int interval = Math.max(3, sessions / 250);
    private final List<String> marks =
            IntStream.range(0, sessions).mapToObj(n -> "m" + n).toList();
    /** The times before each session's last use, in milliseconds of the epoch; those after it are in the next field. */
    private final long[] asked = new long[sessions];

    private final long[] answered = new long[sessions];

    @ParameterizedTest
    @EnumSource
    void expiry_oneOfThreeNodesIsDead_isToldOnceAndInTime(Container container) throws Exception {
        Run run = begin("expiry, one of three nodes dead, on " + container);
        try (Nodes nodes = nodes(container)) {
            ForkedNode third = nodes.fork();
            create(run, List.of(nodes.start(), nodes.start(), third));
            third.kill();
            assertThat(System.currentTimeMillis() - asked[0])
                    .as("milliseconds until the node was dead")
                    .isLessThan(TimeUnit.SECONDS.toMillis(interval));
            Events events = awaitAll(nodes, sessions);
            events.check(run, marks);
            times(run, events);
        }
        run.end();
    }

    /** It has one session in hand when it dies: the only one whose listeners may miss something. */
    @ParameterizedTest
    @EnumSource
    void expiry_nodeThatTellsIsKilled_isToldAtMostOnceAndMissedByOneAtMost(Container container) throws Exception {
        assumeTrue(Run.isLong(), "three more JVMs take their time: by -Pstress");
        Run run = begin("expiry, the telling node killed, on " + container);
        try (Nodes nodes = nodes(container)) {
            List<ForkedNode> three = List.of(nodes.fork(), nodes.fork(), nodes.fork());
            create(run, three);
            int killAt = (int) (run.seed() % Math.max(1, sessions / 2));
            killWhoTells(nodes, three, killAt);
            Events events = awaitAll(nodes, sessions - 1);
            events.check(run, marks);
            times(run, events);
            run.report();
            assertThat(events.complete(marks)).isGreaterThanOrEqualTo(sessions - 1);
            assertThat(run.counted(Run.DUPLICATE_DESTROY)).isZero();
            assertThat(run.counted(EARLY) + run.counted(LATE)).isZero();
        }
    }

    @Test
    void counters_sessionsThatVanish_count() throws Exception {
        Run run = begin("expiry on " + Container.TOMCAT);
        try (Nodes nodes = nodes(Container.TOMCAT)) {
            create(run, List.of(nodes.start()));
            REDIS.client().del(REDIS.keys("session:*").toArray(new String[0]));
            nodes.events().check(run, marks);
            run.report();
            assertThat(run.counted(Run.MISSED_DESTROY)).isEqualTo(4L * sessions);
        }
    }

    private static Nodes nodes(Container container) throws IOException {
        return new Nodes(container, REDIS.uri(), SWEEP_SECONDS + "s");
    }

    private static Run begin(String name) {
        return Run.begin(name, Run.DUPLICATE_DESTROY, Run.MISSED_DESTROY, EARLY, LATE);
    }

    private void create(Run run, List<? extends Node> nodes) throws Exception {
        run.rounds(sessions, 8, (n, random) -> {
            asked[n] = System.currentTimeMillis();
            new User()
                    .get(
                            nodes.get(random.nextInt(nodes.size())),
                            "new&interval=" + interval + "&set=mark:m" + n + "&bound=bound:m" + n);
            answered[n] = System.currentTimeMillis();
        });
    }

    private static void killWhoTells(Nodes nodes, List<ForkedNode> three, int events) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < deadline) {
            for (int i = 0; i < three.size(); i++) {
                if (nodes.eventsOf(i) > BEFORE + events) {
                    three.get(i).kill();
                    return;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        throw new AssertionError("No node reports expired sessions");
    }

    /** Waits until so many sessions have had all their events, and a while for those that come twice. */
    private Events awaitAll(Nodes nodes, int expected) throws IOException {
        long deadline = System.currentTimeMillis()
                + TimeUnit.SECONDS.toMillis(interval)
                + LATEST_MILLIS
                + TimeUnit.SECONDS.toMillis(20);
        while (nodes.events().complete(marks) < expected && System.currentTimeMillis() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SWEEP_SECONDS + 1));
        return nodes.events();
    }

    private void times(Run run, Events events) {
        List<Long> lateness = new ArrayList<>();
        for (int n = 0; n < sessions; n++) {
            for (Events.Event event : events.of(marks.get(n))) {
                long early = asked[n] + TimeUnit.SECONDS.toMillis(interval) - event.millis();
                long late = event.millis() - answered[n] - TimeUnit.SECONDS.toMillis(interval);
                if (early > 0) {
                    run.count(EARLY, early + " ms too early: " + event);
                }
                if (late > LATEST_MILLIS) {
                    run.count(LATE, late + " ms after the interval: " + event);
                }
                lateness.add(late);
            }
        }
        long[] sorted = lateness.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        if (sorted.length > 0) {
            run.print(sessions + " sessions of " + interval + " s, last used within "
                    + (Arrays.stream(answered).max().orElse(0)
                            - Arrays.stream(asked).min().orElse(0)) + " ms; told after the interval, ms: median "
                    + sorted[sorted.length / 2] + ", p99 " + sorted[(int) (sorted.length * 0.99)] + ", max "
                    + sorted[sorted.length - 1]);
        }
    }
}
