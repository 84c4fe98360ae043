package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.stress.User.Answer;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.params.SetParams;

/** Logout against a long request that saves, appends and reads after it, in every order that comes up. */
class LogoutRaceTest {
    private static final int THREADS = 4;
    private static final int MICROS = 4000;

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final ExecutorService clients = Executors.newCachedThreadPool();

    @ParameterizedTest
    @EnumSource
    void invalidate_againstALongRequest_isFinalAndToldOnce(Container container) throws Exception {
        Run run = begin(container);
        race(container, run, Run.rounds(), user -> {});
        run.end();
    }

    @Test
    void counters_aStoreThatBringsSessionsBack_count() throws Exception {
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
        return Run.begin("logout on " + container, Run.ZOMBIE, Run.DUPLICATE_DESTROY, Run.MISSED_DESTROY, "error");
    }

    private void race(Container container, Run run, int rounds, Consumer<User> afterLogout) throws Exception {
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2m")) {
            List<Node> both = List.of(nodes.start(), nodes.start());
            run.rounds(rounds, THREADS, (round, random) -> round(run, both, round, random, afterLogout));
            nodes.events()
                    .check(
                            run,
                            IntStream.range(0, rounds).mapToObj(n -> "m" + n).toList());
            REDIS.keys("session:*").forEach(key -> run.count(Run.ZOMBIE, "a key is left"));
        } finally {
            clients.shutdown();
        }
    }

    private void round(Run run, List<Node> nodes, int round, Random random, Consumer<User> afterLogout) {
        Node late = nodes.get(random.nextInt(2));
        Node other = nodes.get(late == nodes.get(0) ? 1 : 0);
        User user = new User();
        ok(run, user.get(late, "new&set=mark:m" + round + "&bound=bound:m" + round + "&set=x:1&say=hello"));

        String longSteps = "get=x&delay=" + Run.some(random, MICROS) + "&set=late:1&say=late"
                + (random.nextBoolean() ? "&flush" : "") + "&delay=" + Run.some(random, MICROS)
                + "&get=late&set=later:2&turns";
        CompletableFuture<Answer> longRequest = start(user, late, longSteps);
        Run.pause(random, MICROS);
        int kind = random.nextInt(10);
        Node first = kind == 0 ? late : other;
        CompletableFuture<Answer> logout = start(user, first, "delay=" + Run.some(random, MICROS) + "&invalidate");
        if (kind < 3) { // two logouts at once: one of them calls the listeners
            ok(run, user.copy().get(late, "get=x&delay=" + Run.some(random, MICROS) + "&invalidate"));
        }
        ok(run, logout.join());
        afterLogout.accept(user);
        for (Node node : nodes) {
            if (!user.copy().get(node, "peek").isWithoutSession()) {
                run.count(Run.ZOMBIE, "a node knows it after the logout, round " + round);
            }
        }
        ok(run, longRequest.join());
        if (REDIS.client().exists(user.keys()) > 0) {
            run.count(Run.ZOMBIE, "keys are left in round " + round);
        }
        for (Node node : nodes) {
            if (!user.copy().get(node, "peek").isWithoutSession()) {
                run.count(Run.ZOMBIE, "the session is back in round " + round);
            }
        }
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
