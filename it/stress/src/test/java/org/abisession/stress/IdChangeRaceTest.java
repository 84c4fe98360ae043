package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.stress.User.Answer;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.params.SetParams;

/** A change of the session's id against requests that read, change and append under the old one, on both nodes. */
class IdChangeRaceTest {
    private static final int THREADS = 4;
    private static final int MICROS = 4000;
    private static final String VANISHED = "vanished_under_request";

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final LongAdder lateChanges = new LongAdder();
    private final LongAdder lateChangesKept = new LongAdder();

    @ParameterizedTest
    @EnumSource
    void changeSessionId_againstUsesOfTheOldId_oldIdIsDeadAndNothingIsLost(Container container) throws Exception {
        Run run = begin(container);
        race(container, run, Run.rounds(), user -> {});
        run.print("changes under the old id at the same time: " + lateChanges + ", kept " + lateChangesKept);
        run.end();
    }

    @Test
    void counters_aStoreThatKeepsTheOldId_count() throws Exception {
        Run run = begin(Container.TOMCAT);
        race(
                Container.TOMCAT,
                run,
                5,
                user -> REDIS.client()
                        .set(user.keys()[1], "{}", SetParams.setParams().ex(60)));
        run.report();
        assertThat(run.counted(Run.ZOMBIE)).isGreaterThanOrEqualTo(5);
    }

    private static Run begin(Container container) {
        return Run.begin("id change on " + container, Run.ZOMBIE, Run.LOST_UPDATE, VANISHED, "error");
    }

    private void race(Container container, Run run, int rounds, Consumer<User> afterChange) throws Exception {
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2m")) {
            List<Node> both = List.of(nodes.start(), nodes.start());
            run.rounds(rounds, THREADS, (round, random) -> round(run, both, round, random, afterChange));
            REDIS.keys("session:*").forEach(key -> run.count(Run.ZOMBIE, "a key is left"));
        } finally {
            clients.shutdown();
        }
    }

    private void round(Run run, List<Node> nodes, int round, Random random, Consumer<User> afterChange) {
        Node changing = nodes.get(random.nextInt(2));
        Node other = nodes.get(changing == nodes.get(0) ? 1 : 0);
        User user = new User();
        ok(run, user.get(other, "new&set=x:1&say=hello"));
        User old = user.copy();

        CompletableFuture<Answer> there = start(old, other, oldSteps("there", random));
        CompletableFuture<Answer> here = start(old, changing, oldSteps("here", random));
        Run.pause(random, MICROS);
        Answer change = user.get(changing, "delay=" + Run.some(random, MICROS) + "&changeId&set=after:1");
        ok(run, change);
        afterChange.accept(old);
        for (Node node : nodes) {
            Answer answer = old.copy().get(node, random.nextBoolean() ? "peek" : "set=dead:1&say=dead");
            if (!answer.isWithoutSession()) {
                run.count(Run.ZOMBIE, "the old id is accepted in round " + round + ": " + answer.body());
            }
        }
        long appended = 1 + late(run, there.join()) + late(run, here.join());
        if (user.id().equals(old.id()) || REDIS.client().exists(old.keys()) > 0) {
            run.count(Run.ZOMBIE, "a key under the old id in round " + round);
            REDIS.client().del(old.keys());
        }

        Answer now = user.get(other, "get=x&get=after&get=there&get=here&turns");
        if (!now.is("x", "1") || !now.is("after", "1")) {
            run.count(Run.LOST_UPDATE, "round " + round + ": " + now.body());
        }
        acknowledged(run, "there", there.join(), change, now);
        acknowledged(run, "here", here.join(), change, now);
        if (!now.is("turns", Long.toString(appended))) {
            run.count(Run.LOST_UPDATE, "round " + round + ", turns " + appended + ": " + now.body());
        }
        REDIS.client().del(user.keys());
    }

    private static String oldSteps(String name, Random random) {
        return "get=x&delay=" + Run.some(random, MICROS) + "&set=" + name + ":1&delay=" + Run.some(random, MICROS)
                + "&say=" + name;
    }

    /** Checks that what was answered before the change was asked for is there; what came later may be missing. */
    private void acknowledged(Run run, String name, Answer answer, Answer change, Answer now) {
        if (answer.isWithoutSession() || answer.is("ended", "true")) {
            return;
        }
        boolean kept = now.is(name, "1");
        if (answer.received() < change.sent()) {
            if (!kept) {
                run.count(Run.LOST_UPDATE, name + " was acknowledged before the change of the id");
            }
        } else {
            lateChanges.increment();
            if (kept) {
                lateChangesKept.increment();
            }
        }
    }

    /** Returns how many turns were appended: one whose append returned is durable, whatever the id was. */
    private static long late(Run run, Answer answer) {
        ok(run, answer);
        if (answer.is("x", "1") && answer.isWithoutSession()) {
            run.count(VANISHED, "a request had the session and then had none: " + answer.body());
        }
        return answer.is("said", "true") ? 1 : 0;
    }

    private CompletableFuture<Answer> start(User user, Node node, String steps) {
        User copy = user.copy();
        return CompletableFuture.supplyAsync(() -> copy.get(node, steps), clients);
    }

    private static void ok(Run run, Answer answer) {
        if (answer.status() != 200) {
            run.count("error", answer.status() + ": " + answer.body());
        }
    }
}
