package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * One run of a stress test: its seed and size, and its counters, each of which must be 0 at the end. Prints
 * them, and every 10 seconds how far it is. Safe for use by several threads.
 */
final class Run {
    static final String ZOMBIE = "zombie";
    static final String LOST_UPDATE = "lost_update";
    static final String DUPLICATE_DESTROY = "duplicate_destroy";
    static final String MISSED_DESTROY = "missed_destroy";
    static final String TORN_READ = "torn_read";

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int EXAMPLES = 5;

    private final String name;
    private final long seed;
    private final Map<String, LongAdder> counters = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<String> examples = new ConcurrentLinkedQueue<>();
    private final long begun = System.nanoTime();
    private final AtomicLong lastProgress = new AtomicLong(begun);

    /** Describes what is done in one of the rounds, with a random source that depends on seed and round alone. */
    @FunctionalInterface
    interface Round {
        void run(int round, Random random) throws Exception;
    }

    private Run(String name, long seed, String... counters) {
        this.name = name;
        this.seed = seed;
        for (String counter : counters) {
            this.counters.put(counter, new LongAdder());
        }
    }

    /** Begins one, and says its seed. */
    static Run begin(String name, String... counters) {
        String wanted = System.getProperty("stress.seed", "");
        long seed = wanted.isEmpty() ? new Random().nextInt(1_000_000_000) : Long.parseLong(wanted);
        Run run = new Run(name, seed, counters);
        run.print("seed = " + seed);
        return run;
    }

    /** The rounds of a race; what is no race takes its size from here. */
    static int rounds() {
        return Integer.getInteger("stress.rounds", 100);
    }

    /** Returns whether this is the long form, or near to it. */
    static boolean isLong() {
        return rounds() >= 1000;
    }

    /** Counts what must not happen. */
    void count(String counter, String example) {
        counters.get(counter).increment();
        if (examples.size() < EXAMPLES) {
            examples.add(counter + ": " + example);
        }
    }

    /** Returns the seed that all random values of this run come from. */
    long seed() {
        return seed;
    }

    long counted(String counter) {
        return counters.get(counter).sum();
    }

    @SuppressWarnings("SystemOut") // the figures are what a stress test is for
    void print(String text) {
        System.out.println("[stress] " + name + ": " + text);
    }

    /** Runs the rounds on so many threads; the first failure ends them. */
    void rounds(int count, int threads, Round round) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(executor.submit(() -> {
                    for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                        round.run(n, new Random(seed * 1_000_003 + n));
                        progress(n, count);
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(name + " failed with seed " + seed, e.getCause());
        } finally {
            next.set(count);
            executor.shutdown();
            executor.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private void progress(int done, int of) {
        long last = lastProgress.get();
        long now = System.nanoTime();
        if (now - last > PROGRESS_NANOS && lastProgress.compareAndSet(last, now)) {
            print(done + " of " + of + ", " + counters);
        }
    }

    /** Lets up to so many microseconds go by; in one of four cases none. */
    static void pause(Random random, int micros) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(some(random, micros)));
    }

    /** Up to so many microseconds; in one of four cases none. */
    static int some(Random random, int micros) {
        return random.nextInt(4) == 0 ? 0 : random.nextInt(micros);
    }

    /** Prints the counters. */
    void report() {
        counters.forEach((counter, count) -> print(counter + " = " + count));
        print("took " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms");
    }

    /** Prints the counters, and fails if one is not 0. */
    void end() {
        report();
        assertThat(examples).as("%s with seed %d: %s", name, seed, counters).isEmpty();
    }
}
