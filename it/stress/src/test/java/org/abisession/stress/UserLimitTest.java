package org.abisession.stress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Concurrent logins of the same user on three nodes, where a user may have one session: a hundred for each user. */
@Tag("full")
class UserLimitTest {
    private static final String TWO = "two";
    private static final String NONE = "none";
    private static final int LOGINS_OF_A_USER = 100;
    private static final int THREADS = 16;

    /** Counts, at one moment, the stored logins of a user. */
    private static final String COUNT = """
            local count = 0
            for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
              if not string.find(id, '^[@+]') and redis.call('HEXISTS', 'session:' .. id .. ':attributes', '@user') == 1
              then count = count + 1 end
            end
            return count""";

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @ParameterizedTest
    @ValueSource(strings = {"end-oldest", "refuse"})
    void maxSessionsPerUser_concurrentLoginsOnThreeNodes_areNeverTwoAndLeaveOne(String exceeded) throws Exception {
        Run run = begin(exceeded);
        logins(run, exceeded, "1", Run.rounds());
        run.end();
    }

    @Test
    void counters_aLimitOfThree_count() throws Exception {
        Run run = begin("a limit of three");
        logins(run, "end-oldest", "3", LOGINS_OF_A_USER);
        run.report();
        if (run.counted(TWO) == 0) {
            throw new AssertionError("Two sessions of a user were not counted");
        }
    }

    private static Run begin(String what) {
        return Run.begin("logins with " + what, TWO, NONE, "error");
    }

    private static void logins(Run run, String exceeded, String most, int logins) throws Exception {
        try (Nodes nodes = new Nodes(
                Container.TOMCAT,
                REDIS.uri(),
                "2s",
                "user-attribute",
                "who",
                "max-sessions-per-user",
                most,
                "max-sessions-exceeded",
                exceeded)) {
            List<Node> three = List.of(nodes.start(), nodes.start(), nodes.start());
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Integer> observer = CompletableFuture.supplyAsync(() -> observe(run, begun, over));
            run.rounds(logins, THREADS, (login, random) -> {
                begun.accumulateAndGet(login, Math::max);
                int status = new User()
                        .get(
                                three.get(random.nextInt(3)),
                                "new&login=" + user(login) + "&delay=" + Run.some(random, 2000))
                        .status();
                if (status == 403) {
                    refused.incrementAndGet();
                } else if (status != 200) {
                    run.count("error", "status " + status);
                }
                check(run, user(login));
            });
            over.set(true);
            run.print(logins + " logins, refused: " + refused + "; counted " + observer.join() + " times meanwhile");
            for (int login = 0; login < logins; login += LOGINS_OF_A_USER) {
                if (sessions(user(login)) == 0) {
                    run.count(NONE, user(login));
                }
            }
        }
    }

    private static int observe(Run run, AtomicInteger begun, AtomicBoolean over) {
        int observed = 0;
        for (; !over.get(); observed++) {
            check(run, user(begun.get()));
        }
        return observed;
    }

    private static void check(Run run, String user) {
        long sessions = sessions(user);
        if (sessions > 1) {
            run.count(TWO, user + " has " + sessions + " sessions");
        }
    }

    private static String user(int login) {
        return "u" + login / LOGINS_OF_A_USER;
    }

    private static long sessions(String user) {
        return (Long) REDIS.client()
                .eval(COUNT.getBytes(UTF_8), List.of(("abi-session:user::" + user).getBytes(UTF_8)), List.of());
    }
}
