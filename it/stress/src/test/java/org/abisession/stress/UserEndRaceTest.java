package org.abisession.stress;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.stress.User.Answer;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The end of all sessions of a user on one of three nodes against a login, a change of an id and a timeout on the
 * others, in every order that comes up.
 */
@Tag("full")
class UserEndRaceTest {
    private static final String SURVIVOR = "survivor";
    private static final String UNFINDABLE = "unfindable";
    private static final String LOST_LOGIN = "lost_login";
    private static final int RACES_PER_ROUND = 5;
    private static final int THREADS = 4;
    private static final int MICROS = 4000;
    private static final int RETENTION_MILLIS = 300_000;

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final ExecutorService clients = Executors.newCachedThreadPool();

    @ParameterizedTest
    @EnumSource
    void endAll_againstLoginsIdChangesAndTimeouts_leavesNoneFromBeforeItAndNoneThatCannotBeFound(Container container)
            throws Exception {
        Run run = begin(container);
        race(container, run, RACES_PER_ROUND * Run.rounds(), user -> {});
        run.end();
    }

    @Test
    void counters_aStoreWhoseIndexForgets_count() throws Exception {
        Run run = begin(Container.TOMCAT);
        race(Container.TOMCAT, run, 5, name -> REDIS.client().del("abi-session:user::" + name));
        run.report();
        if (run.counted(SURVIVOR) == 0) {
            throw new AssertionError("Sessions that the index does not have were not counted");
        }
    }

    private static Run begin(Container container) {
        return Run.begin("end of a user's sessions on " + container, SURVIVOR, UNFINDABLE, LOST_LOGIN, "error");
    }

    private void race(Container container, Run run, int races, Consumer<String> beforeEnd) throws Exception {
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2s", "user-attribute", "who")) {
            List<Node> three = List.of(nodes.start(), nodes.start(), nodes.start());
            run.rounds(races, THREADS, (race, random) -> new Race(run, three, "u" + race, random, beforeEnd).run());
        } finally {
            clients.shutdown();
        }
    }

    /** One race, of a user of its own. */
    private final class Race {
        private final Run run;
        private final List<Node> nodes;
        private final String name;
        private final Random random;
        private final Consumer<String> beforeEnd;
        private final User moving = new User();
        private final User expiring = new User();
        private final User loggingIn = new User();
        private final User administrator = new User();

        Race(Run run, List<Node> nodes, String name, Random random, Consumer<String> beforeEnd) {
            this.run = run;
            this.nodes = nodes;
            this.name = name;
            this.random = random;
            this.beforeEnd = beforeEnd;
        }

        void run() {
            ok(moving.get(any(), "new&login=" + name));
            ok(expiring.get(any(), "new&login=" + name));
            if (random.nextBoolean()) { // a session from before its login
                ok(loggingIn.get(any(), "new&set=x:1"));
            }
            ok(administrator.get(any(), "new&set=x:1"));
            beforeEnd.accept(name);
            User before = moving.copy();

            CompletableFuture<Answer> login = start(
                    loggingIn,
                    "new&delay=" + some() + "&login=" + name + "&delay=" + some()
                            + (random.nextBoolean() ? "&changeId&delay=" + some() : "") + "&set=late:1");
            CompletableFuture<Answer> idChange =
                    start(moving, "delay=" + some() + "&changeId&delay=" + some() + "&set=late:1");
            CompletableFuture<Void> timeout =
                    random.nextInt(4) == 0 ? CompletableFuture.runAsync(this::expire, clients) : null;
            Answer end = administrator.get(any(), "delay=" + some() + "&endUser=" + name);
            ok(end);
            ok(login.join());
            ok(idChange.join());
            if (timeout != null) {
                timeout.join();
            }

            isOver(before, "under the id before its change");
            isOver(moving, "under the new id");
            isOver(expiring, "");
            boolean survives = isAlive(loggingIn);
            if (survives && at(login.join(), "loginTo") < at(end, "endFrom")) {
                run.count(SURVIVOR, "a login that was noticed before the end, " + name);
            }
            if (!survives && at(login.join(), "loginFrom") > end.received()) {
                run.count(LOST_LOGIN, "a login from after the end, " + name);
            }
            isFound(survives);
            ok(administrator.get(any(), "invalidate"));
        }

        /** Checks that a session that lives is listed, and ends when all are ended once more. */
        private void isFound(boolean survives) {
            Answer list = administrator.get(any(), "sessionsOf=" + name);
            if (!list.is("sessions", survives ? "1" : "0")) {
                run.count(UNFINDABLE, "the list has " + list.body() + " and " + (survives ? 1 : 0) + " live, " + name);
            }
            if (survives) {
                ok(administrator.get(any(), "endUser=" + name));
                if (isAlive(loggingIn)) {
                    run.count(UNFINDABLE, "it lives after a second end, " + name);
                }
            }
        }

        private void expire() {
            Run.pause(random, MICROS);
            REDIS.client().pexpire(expiring.keys()[0], RETENTION_MILLIS - 1);
            REDIS.client().del(expiring.keys()[1]);
            expiring.copy().get(any(), "peek");
        }

        private void isOver(User user, String what) {
            if (isAlive(user)) {
                run.count(SURVIVOR, "a session from before the end lives " + what + ", " + name);
            }
            if (REDIS.client().exists(user.keys()) > 0) {
                run.count(SURVIVOR, "keys are left " + what + ", " + name);
            }
        }

        private boolean isAlive(User user) {
            return !user.copy().get(any(), "peek").isWithoutSession();
        }

        private CompletableFuture<Answer> start(User user, String steps) {
            Node node = any();
            return CompletableFuture.supplyAsync(() -> user.get(node, steps), clients);
        }

        private Node any() {
            synchronized (random) {
                return nodes.get(random.nextInt(nodes.size()));
            }
        }

        private int some() {
            return Run.some(random, MICROS);
        }

        private void ok(Answer answer) {
            if (answer.status() != 200) {
                run.count("error", answer.status() + ": " + answer.body());
            }
        }
    }

    private static long at(Answer answer, String name) {
        return answer.value(name).map(Long::parseLong).orElse(Long.MAX_VALUE);
    }
}
