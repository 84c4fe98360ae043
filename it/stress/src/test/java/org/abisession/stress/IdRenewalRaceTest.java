package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.store.SessionId;
import org.abisession.stress.User.Answer;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of one client on two nodes at the same time, when its id is to be renewed; then a logout or a login. */
@Tag("full")
class IdRenewalRaceTest {
    private static final int THREADS = 4;
    private static final int REQUESTS = 6;
    private static final int MICROS = 4000;
    private static final String LOST = "lost";
    private static final String TWO_IDS = "two_ids";

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final ExecutorService clients = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        clients.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void renewal_parallelRequestsOnTwoNodes_losesNoneAndGivesOneId(Container container) throws Exception {
        Run run = begin(container);
        race(container, run, Run.rounds(), old -> {});
        run.end();
    }

    @Test
    void counters_aStoreThatForgetsOldIds_count() throws Exception {
        Run run = begin(Container.TOMCAT);
        race(
                Container.TOMCAT,
                run,
                5,
                old -> REDIS.client()
                        .del("abi-session:renewed::" + SessionId.of(old.id()).sha256()));
        run.report();
        assertThat(run.counted(LOST)).isPositive();
    }

    private static Run begin(Container container) {
        return Run.begin("id renewal on " + container, LOST, TWO_IDS, Run.LOST_UPDATE, Run.ZOMBIE, "error");
    }

    private void race(Container container, Run run, int rounds, Consumer<User> afterRenewal) throws Exception {
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2m", "id-renewal", "1h")) {
            List<Node> both = List.of(nodes.start(), nodes.start());
            run.rounds(rounds, THREADS, (round, random) -> round(run, both, round, random, afterRenewal));
        }
    }

    private void round(Run run, List<Node> nodes, int round, Random random, Consumer<User> afterRenewal) {
        User user = new User();
        ok(run, user.get(nodes.get(random.nextInt(2)), "new&set=x:1"));
        REDIS.client().hset(user.keys()[0], "@id_since", "1700000000000");
        User old = user.copy();
        if (random.nextBoolean()) {
            ok(run, old.copy().get(nodes.get(random.nextInt(2)), "get=x"));
            afterRenewal.accept(old);
        }

        List<User> copies = new ArrayList<>();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            User copy = old.copy();
            Node node = nodes.get(random.nextInt(2));
            String steps = "get=x&delay=" + Run.some(random, MICROS) + "&set=p" + i + ":1";
            copies.add(copy);
            answers.add(CompletableFuture.supplyAsync(() -> copy.get(node, steps), clients));
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < REQUESTS; i++) {
            Answer answer = answers.get(i).join();
            ok(run, answer);
            if (!answer.is("x", "1")) {
                run.count(LOST, "round " + round + ": " + answer.body());
            }
            ids.add(copies.get(i).id());
        }
        if (ids.size() != 1 || ids.contains(old.id())) {
            run.count(TWO_IDS, "round " + round + ": " + ids.size());
        }
        User renewed = copies.get(0);
        StringBuilder steps = new StringBuilder("get=x");
        for (int i = 0; i < REQUESTS; i++) {
            steps.append("&get=p").append(i);
        }
        Answer all = renewed.copy().get(nodes.get(random.nextInt(2)), steps.toString());
        for (int i = 0; i < REQUESTS; i++) {
            if (!all.is("p" + i, "1")) {
                run.count(Run.LOST_UPDATE, "round " + round + ": " + all.body());
            }
        }
        end(run, nodes, round, random, old, renewed);
    }

    /** Logs out, by the old id or the new one, or changes the id as a login does: then neither leads to the session. */
    private static void end(Run run, List<Node> nodes, int round, Random random, User old, User renewed) {
        User last = random.nextBoolean() ? old.copy() : renewed.copy();
        boolean login = random.nextBoolean();
        ok(run, last.get(nodes.get(random.nextInt(2)), login ? "changeId" : "invalidate"));
        for (Node node : nodes) {
            for (User dead : List.of(old, renewed)) {
                Answer answer = dead.copy().get(node, "peek");
                if (!answer.isWithoutSession()) {
                    run.count(Run.ZOMBIE, "round " + round + ", login " + login + ": " + answer.body());
                }
            }
        }
        if (login) {
            REDIS.client().del(last.keys());
        }
        if (REDIS.client().exists(old.keys()) + REDIS.client().exists(renewed.keys()) > 0) {
            run.count(Run.ZOMBIE, "a key is left in round " + round);
        }
    }

    private static void ok(Run run, Answer answer) {
        if (answer.status() != 200) {
            run.count("error", answer.status() + ": " + answer.body());
        }
    }
}
