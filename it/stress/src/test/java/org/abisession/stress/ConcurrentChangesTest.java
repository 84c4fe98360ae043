package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.stress.User.Answer;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One session that 16 threads change, on two nodes, each request on any of them. */
class ConcurrentChangesTest {
    private static final int THREADS = 16;

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final AtomicIntegerArray lastAcknowledged = new AtomicIntegerArray(THREADS);

    @ParameterizedTest
    @EnumSource
    void save_sixteenThreadsOnTwoNodes_losesNoChangeAndTearsNoValue(Container container) throws Exception {
        Run run = begin("changes of different attributes on " + container);
        change(container, run, 2 * Run.rounds() / THREADS, thread -> {});
        run.end();
    }

    @Test
    void counters_aStoreThatLosesAChange_count() throws Exception {
        Run run = begin("changes of different attributes on " + Container.TOMCAT);
        change(Container.TOMCAT, run, 4, thread -> {
            String key = REDIS.keys("session:*:attributes").get(0);
            REDIS.client().hset(key, "t" + thread, "\"0\"");
            REDIS.client().hset(key, "same", "\"torn-0-abc\"");
        });
        run.report();
        assertThat(run.counted(Run.LOST_UPDATE)).isPositive();
        assertThat(run.counted(Run.TORN_READ)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void save_theSameAttributeOnTwoNodes_theLaterWinsOnBoth(Container container) throws Exception {
        Run run = begin("changes of the same attribute on " + container);
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2m")) {
            List<Node> both = List.of(nodes.start(), nodes.start());
            run.rounds(Run.rounds() / 10, 4, (round, random) -> same(run, both, random));
        }
        run.end();
    }

    /** Two attributes that one request sets, as a reader on the other node sees them. */
    @ParameterizedTest
    @EnumSource
    void find_whileAnotherNodeSaves_seesAllOfASaveOrNone(Container container) throws Exception {
        Run run = begin("whole saves on " + container);
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2m")) {
            Node writer = nodes.start();
            Node reader = nodes.start();
            User user = new User();
            user.get(writer, "new&set=p:0&set=q:0");
            int changes = Run.rounds() / 2;
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                User copy = user.copy();
                for (int i = 1; i <= changes; i++) {
                    copy.get(writer, "set=p:" + i + "&set=q:" + i);
                }
            });
            while (!writing.isDone()) {
                Answer answer = user.get(reader, "get=p&get=q");
                if (!answer.value("p").equals(answer.value("q"))) {
                    run.count(Run.TORN_READ, answer.body());
                }
            }
            writing.join();
        }
        run.end();
    }

    private static Run begin(String name) {
        return Run.begin(name, Run.LOST_UPDATE, Run.TORN_READ, "error");
    }

    private void change(Container container, Run run, int changesOfAThread, IntConsumer afterChange) throws Exception {
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2m")) {
            List<Node> both = List.of(nodes.start(), nodes.start());
            User user = new User();
            user.get(both.get(0), "new&set=same:" + checked("begin"));
            for (int thread = 0; thread < THREADS; thread++) {
                lastAcknowledged.set(thread, -1);
            }
            run.rounds(THREADS, THREADS, (thread, random) -> {
                User own = user.copy();
                for (int i = 0; i < changesOfAThread; i++) {
                    one(run, own, both.get(random.nextInt(2)), thread, i, random);
                    afterChange.accept(thread);
                }
            });
            Answer last = user.get(both.get(1), names());
            for (int thread = 0; thread < THREADS; thread++) {
                isLast(run, last, thread);
            }
        }
    }

    /** Looks whether the thread's attribute is what the thread has set last, and sets it anew. */
    private void one(Run run, User user, Node node, int thread, int value, Random random) {
        String same = random.nextInt(4) == 0 ? "&set=same:" + checked(thread + "x".repeat(random.nextInt(500))) : "";
        String steps = "get=t" + thread + "&get=same" + same + "&set=t" + thread + ":" + value;
        Answer answer = user.get(node, random.nextInt(8) == 0 ? steps + "&flush" : steps);
        if (answer.status() != 200) {
            run.count("error", answer.status() + ": " + answer.body());
        }
        isLast(run, answer, thread);
        if (!isWhole(answer.value("same").orElse(""))) {
            run.count(Run.TORN_READ, answer.body());
        }
        lastAcknowledged.set(thread, value);
    }

    private void isLast(Run run, Answer answer, int thread) {
        int last = lastAcknowledged.get(thread);
        if (!answer.is("t" + thread, last < 0 ? "null" : Integer.toString(last))) {
            run.count(Run.LOST_UPDATE, "thread " + thread + ", last " + last + ": " + answer.body());
        }
    }

    private static String names() {
        StringBuilder steps = new StringBuilder("peek");
        for (int thread = 0; thread < THREADS; thread++) {
            steps.append("&get=t").append(thread);
        }
        return steps.toString();
    }

    /** Two changes at once, then one after both: the first two leave one of them, the last one is it. */
    private static void same(Run run, List<Node> nodes, Random random) {
        User user = new User();
        user.get(nodes.get(0), "new");
        String[] values = {checked("a" + random.nextInt()), checked("b" + random.nextInt()), checked("c")};
        User second = user.copy();
        CompletableFuture<Answer> other =
                CompletableFuture.supplyAsync(() -> second.get(nodes.get(1), "set=same:" + values[1]));
        Run.pause(random, 2000);
        user.get(nodes.get(0), "set=same:" + values[0]);
        other.join();
        String[] seen = new String[2];
        for (int i = 0; i < 2; i++) {
            seen[i] = user.get(nodes.get(i), "get=same").value("same").orElse("");
        }
        if (!seen[0].equals(seen[1]) || !List.of(values).contains(seen[0])) {
            run.count(Run.TORN_READ, String.join(" and ", seen));
        }
        user.get(nodes.get(random.nextInt(2)), "set=same:" + values[2]);
        for (Node node : nodes) {
            if (!user.get(node, "get=same").is("same", values[2])) {
                run.count(Run.LOST_UPDATE, "the later change has not won");
            }
        }
        REDIS.client().del(user.keys());
    }

    private static String checked(String text) {
        return text + "-" + text.length() + "-" + crc(text);
    }

    private static boolean isWhole(String value) {
        String[] parts = value.split("-", -1);
        return parts.length == 3
                && parts[1].equals(Integer.toString(parts[0].length()))
                && parts[2].equals(crc(parts[0]));
    }

    private static String crc(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
