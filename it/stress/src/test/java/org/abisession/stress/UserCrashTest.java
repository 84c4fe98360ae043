package org.abisession.stress;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node is killed while users log in and get new ids there: their sessions are found, and nothing of the index is left
 * when its time is over.
 */
@Tag("full")
class UserCrashTest {
    private static final String UNFINDABLE = "unfindable";
    private static final String LEFT = "left";
    private static final int USERS = 8;
    private static final int MICROS = 2000;
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** A login that its node has not ended counts as one that is under way for so long. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(60);

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @ParameterizedTest
    @EnumSource
    void kill_whileUsersLogIn_leavesNoSessionThatCannotBeFoundAndNothingForEver(Container container) throws Exception {
        Run run = begin(container);
        crash(container, run, Math.max(1, Run.rounds() / 500), false);
        run.end();
    }

    @Test
    void counters_anIndexThatIsLost_count() throws Exception {
        Run run = begin(Container.JETTY);
        crash(Container.JETTY, run, 1, true);
        run.report();
        if (run.counted(UNFINDABLE) == 0) {
            throw new AssertionError("Sessions that the index does not have were not counted");
        }
    }

    private static Run begin(Container container) {
        return Run.begin("SIGKILL during logins on " + container, UNFINDABLE, LEFT);
    }

    private static void crash(Container container, Run run, int kills, boolean loseIndex) throws Exception {
        AtomicInteger logins = new AtomicInteger();
        try (Nodes nodes = new Nodes(
                container,
                REDIS.uri(),
                "1s",
                "user-attribute",
                "who",
                "max-inactive-interval",
                INTERVAL.toSeconds() + "s",
                "expiry-retention",
                "3s")) {
            Node survivor = nodes.start();
            for (int kill = 0; kill < kills; kill++) {
                ForkedNode node = nodes.fork();
                Random random = new Random(run.seed() + kill);
                List<CompletableFuture<Void>> running = new ArrayList<>();
                int before = logins.get();
                for (int i = 0; i < USERS; i++) {
                    String name = "u" + i;
                    Random own = new Random(random.nextLong());
                    running.add(CompletableFuture.runAsync(
                            () -> logIn(node, name, own, logins), task -> new Thread(task).start()));
                }
                int some = 1 + random.nextInt(200);
                await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> logins.get() - before >= some);
                node.kill();
                running.forEach(CompletableFuture::join);
                if (loseIndex) {
                    REDIS.keys("abi-session:user:*").forEach(REDIS.client()::del);
                }
                endAll(run, survivor);
            }
            run.print(kills + " nodes killed during logins, " + logins + " logins before that");
            leavesNothing(run);
        }
    }

    private static void logIn(Node node, String name, Random random, AtomicInteger logins) {
        try {
            while (true) {
                new User()
                        .get(
                                node,
                                "new&set=x:1&delay=" + Run.some(random, MICROS) + "&login=" + name + "&delay="
                                        + Run.some(random, MICROS) + "&changeId");
                logins.incrementAndGet();
            }
        } catch (UncheckedIOException e) {
            return; // the node is dead
        }
    }

    /** Every session that has a user is ended by the name of the user. */
    private static void endAll(Run run, Node survivor) {
        User administrator = new User();
        for (int i = 0; i < USERS; i++) {
            administrator.get(survivor, "new&endUser=u" + i);
        }
        for (String record : REDIS.keys("session:*:attributes")) {
            String metadata = record.replace(":attributes", ":metadata");
            if (REDIS.client().hexists(record, "@user") && REDIS.client().exists(metadata)) {
                run.count(UNFINDABLE, "a session of a user lives after the end of all");
            }
        }
    }

    /** The long form waits until nothing is left; the short one looks at the expiry of what there is. */
    private static void leavesNothing(Run run) {
        Duration longest = UNDER_WAY.plus(INTERVAL.multipliedBy(2));
        if (!Run.isLong()) {
            for (String pattern : List.of("abi-session:user:*", "session:*")) {
                for (String key : REDIS.keys(pattern)) {
                    long ttl = REDIS.client().pttl(key);
                    if (ttl == -1 || ttl > longest.toMillis()) {
                        run.count(LEFT, "a key that goes in " + ttl + " ms");
                    }
                }
            }
            return;
        }
        try {
            await().atMost(longest)
                    .until(() -> REDIS.keys("abi-session:user:*").isEmpty()
                            && REDIS.keys("session:*").isEmpty());
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            REDIS.keys("abi-session:user:*").forEach(key -> run.count(LEFT, key));
            REDIS.keys("session:*").forEach(key -> run.count(LEFT, "a key of a session"));
        }
    }
}
