package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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

/** A node is killed in the middle of requests: what it acknowledged is there, and nothing by halves. */
@Tag("full")
class NodeCrashTest {
    private static final int USERS = 8;
    private static final int MICROS = 3000;

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    /** One user's requests: each sets two attributes to its number, and appends a turn. */
    private static final class Client {
        final User user = new User();
        volatile int acknowledged;

        void requests(Node node, Random random) {
            for (int n = acknowledged + 1; ; n++) {
                Answer answer;
                try {
                    answer = user.get(
                            node,
                            "set=p:" + n + "&delay=" + Run.some(random, MICROS) + "&set=q:" + n + "&delay="
                                    + Run.some(random, MICROS) + "&say=" + n);
                } catch (UncheckedIOException e) {
                    return; // the node is dead
                }
                if (answer.status() != 200 || !answer.is("said", "true")) {
                    throw new AssertionError(answer);
                }
                acknowledged = n;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void kill_inTheMiddleOfRequests_losesNothingAcknowledgedAndLeavesNothingByHalves(Container container)
            throws Exception {
        Run run = begin(container);
        crash(container, run, Math.max(1, Run.rounds() / 500), user -> {});
        run.end();
    }

    @Test
    void counters_aStoreThatLosesAndTears_count() throws Exception {
        Run run = begin(Container.JETTY);
        crash(Container.JETTY, run, 1, user -> {
            REDIS.client().hset(user.keys()[0], "p", "\"-1\""); // which no user writes
            REDIS.client().ltrim(user.keys()[2], 1, 2);
        });
        run.report();
        assertThat(run.counted(Run.TORN_READ)).isEqualTo(USERS);
        assertThat(run.counted(Run.LOST_UPDATE)).isGreaterThanOrEqualTo(USERS);
    }

    private static Run begin(Container container) {
        return Run.begin("SIGKILL on " + container, Run.LOST_UPDATE, Run.TORN_READ);
    }

    private static void crash(Container container, Run run, int kills, Consumer<User> afterKill) throws Exception {
        long acknowledged = 0;
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2m")) {
            Node survivor = nodes.start();
            for (int kill = 0; kill < kills; kill++) {
                ForkedNode node = nodes.fork();
                Random random = new Random(run.seed() + kill);
                List<Client> clients = new ArrayList<>();
                List<CompletableFuture<Void>> running = new ArrayList<>();
                for (int i = 0; i < USERS; i++) {
                    Client client = new Client();
                    Random own = new Random(random.nextLong());
                    client.user.get(survivor, "new&set=p:0&set=q:0");
                    clients.add(client);
                    running.add(CompletableFuture.runAsync(
                            () -> client.requests(node, own), task -> new Thread(task).start()));
                }
                int some = 1 + random.nextInt(400);
                await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> clients.stream()
                                        .mapToInt(client -> client.acknowledged)
                                        .sum()
                                >= some);
                node.kill();
                running.forEach(CompletableFuture::join);
                for (Client client : clients) {
                    afterKill.accept(client.user);
                    check(run, client, client.user.get(survivor, "get=p&get=q&turns"));
                    acknowledged += client.acknowledged;
                }
            }
        }
        run.print(kills + " nodes killed, " + acknowledged + " requests acknowledged");
    }

    private static void check(Run run, Client client, Answer answer) {
        if (!answer.value("p").equals(answer.value("q"))) {
            run.count(Run.TORN_READ, answer.body());
        }
        int p = Integer.parseInt(answer.value("p").orElse("-1"));
        int turns = Integer.parseInt(answer.value("turns").orElse("-1"));
        // The request under way when the node died may have been stored, and only that.
        if (p < client.acknowledged || p > client.acknowledged + 1 || turns < client.acknowledged) {
            run.count(Run.LOST_UPDATE, "acknowledged " + client.acknowledged + ", found " + answer.body());
        }
    }
}
