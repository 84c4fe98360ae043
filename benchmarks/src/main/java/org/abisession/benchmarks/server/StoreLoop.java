package org.abisession.benchmarks.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Has threads call a store as fast as it answers, each for sessions of its own. For one thread. */
public final class StoreLoop {
    private final StoreCalls store;
    private final int sessions;
    private final int burst;

    /**
     * Makes one of a store with so many sessions.
     *
     * @param burst how many calls of a session come one after the other, before those of the next one
     */
    public StoreLoop(StoreCalls store, int sessions, int burst) {
        this.store = store;
        this.sessions = sessions;
        this.burst = burst;
    }

    /** Holds how many calls there were, and what they took all together. */
    public record Result(long calls, long nanos) {
        /** Reads what {@link #line} has written. */
        public static Result of(String line) {
            String[] words = line.split(" ", -1);
            return new Result(Long.parseLong(words[0]), Long.parseLong(words[1]));
        }

        /** Returns the figures as a line. */
        public String line() {
            return calls + " " + nanos;
        }

        /** Returns how many calls there were in a second. */
        public double perSecond() {
            return calls * 1e9 / nanos;
        }
    }

    /** Calls for so long, each thread at least once. @throws ExecutionException if a call fails */
    public Result run(boolean change, int threads, Duration time) throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        long begun = System.nanoTime();
        long end = begun + time.toNanos();
        try {
            List<Future<Long>> running = new ArrayList<>();
            int share = Math.max(1, sessions / threads);
            for (int i = 0; i < threads; i++) {
                int first = i * share % sessions;
                running.add(executor.submit(() -> callUntil(first, share, change, end)));
            }
            long calls = 0;
            for (Future<Long> one : running) {
                calls += one.get();
            }
            return new Result(calls, System.nanoTime() - begun);
        } finally {
            executor.shutdownNow();
        }
    }

    private long callUntil(int first, int share, boolean change, long end) {
        long calls = 0;
        while (calls == 0 || System.nanoTime() - end < 0) {
            int session = first + (int) (calls / burst % share);
            if (change) {
                store.change(session, calls);
            } else {
                store.read(session);
            }
            calls++;
        }
        return calls;
    }
}
