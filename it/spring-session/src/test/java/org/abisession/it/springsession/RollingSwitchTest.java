package org.abisession.it.springsession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Switches a cluster from Spring Session to abi-session node by node, while all of its customers go on. The load
 * balancer is that of {@code docs/coming-from.md}: who has a cookie of abi-session goes to nodes that have it.
 */
@SuppressWarnings("try") // containers' stop methods throw Exception
class RollingSwitchTest {
    private static final int THREADS = 8;

    @Test
    void switch_nodeByNodeUnderLoad_logsNobodyOutAndLosesNoAttribute() throws Exception {
        switchUnderLoad(200);
    }

    @Test
    @Tag("matrix")
    void switch_of10000SessionsNodeByNodeUnderLoad_logsNobodyOutAndLosesNoAttribute() throws Exception {
        switchUnderLoad(10_000);
    }

    private void switchUnderLoad(int sessions) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                LoadBalancer balancer = new LoadBalancer()) {
            for (int i = 0; i < 3; i++) {
                balancer.add(ShopNode.withSpringSession(redis.uri()), false);
            }
            Load load = new Load(balancer, sessions);
            load.login(threads);
            AtomicBoolean over = new AtomicBoolean();
            List<Future<?>> running = load.start(threads, over);
            for (ShopNode.Container container : ShopNode.Container.values()) {
                load.awaitRounds(1);
                balancer.removeOld();
                balancer.add(ShopNode.start(container, redis.uri()), true);
            }
            load.awaitRounds(2);
            over.set(true);
            for (Future<?> thread : running) {
                thread.get();
            }
            System.out.println("switched under load: " + load.requests + " requests of " + sessions
                    + " sessions, wrong answers: " + load.wrong.size());

            assertThat(load.wrong).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    /** A customer, and what must be in the cart. */
    private static final class Shopper {
        final Customer customer = new Customer();
        final StringBuilder expected = new StringBuilder();
        final String name;

        Shopper(int number) {
            name = "user" + number;
        }
    }

    /** All customers, each of whom has one thread, and asks for one thing after the other. */
    private static final class Load {
        final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        final AtomicLong requests = new AtomicLong();
        private final LoadBalancer balancer;
        private final List<List<Shopper>> shoppers = new ArrayList<>();
        private final AtomicLongArray rounds = new AtomicLongArray(THREADS);

        Load(LoadBalancer balancer, int sessions) {
            this.balancer = balancer;
            for (int thread = 0; thread < THREADS; thread++) {
                List<Shopper> ofThread = new ArrayList<>();
                for (int i = thread; i < sessions; i += THREADS) {
                    ofThread.add(new Shopper(i));
                }
                shoppers.add(ofThread);
            }
        }

        void login(ExecutorService threads) throws Exception {
            List<Future<?>> all = new ArrayList<>();
            for (List<Shopper> ofThread : shoppers) {
                all.add(threads.submit(() -> {
                    for (Shopper shopper : ofThread) {
                        ask(shopper, "login=" + shopper.name);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        List<Future<?>> start(ExecutorService threads, AtomicBoolean over) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                all.add(threads.submit(() -> {
                    for (int round = 0; !over.get(); round++) {
                        for (Shopper shopper : shoppers.get(thread)) {
                            String item = "i" + round;
                            shopper.expected
                                    .append(shopper.expected.isEmpty() ? "" : ",")
                                    .append(item);
                            ask(shopper, "add=" + item);
                        }
                        rounds.incrementAndGet(thread);
                    }
                    return null;
                }));
            }
            return all;
        }

        private void ask(Shopper shopper, String query) throws Exception {
            boolean switched = shopper.customer.cookie("JSESSIONID") != null;
            String answer = balancer.call(switched, node -> shopper.customer.ask(node, query));
            requests.incrementAndGet();
            String right = (shopper.name + " 7 " + shopper.expected).strip();
            if (!answer.equals(right) && wrong.size() < 10) {
                wrong.add("status " + shopper.customer.status() + ": " + answer + " for " + right);
            }
        }

        /** Waits until each thread has ended so many rounds from now on. */
        void awaitRounds(int count) {
            long[] before = new long[THREADS];
            for (int i = 0; i < THREADS; i++) {
                before[i] = rounds.get(i);
            }
            await().atMost(Duration.ofMinutes(20)).until(() -> {
                boolean all = true;
                for (int i = 0; i < THREADS; i++) {
                    all &= rounds.get(i) >= before[i] + count;
                }
                return all;
            });
        }
    }
}
