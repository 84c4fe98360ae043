package org.abisession.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Has clients ask, each on a thread of its own, and takes the times. Not safe for use by several threads. */
final class Loop implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** A client with what it asks for again and again. For one thread. */
    @FunctionalInterface
    interface Asking {
        /** Sends the request that is timed, and checks the answer. */
        void ask() throws Exception;

        /** Cleans up after the request; that is not timed. */
        default void after() throws Exception {}
    }

    /** Runs a closed loop for a time: each client asks as fast as it gets answers, and at least once. */
    Round closed(List<? extends Asking> clients, Duration time) throws InterruptedException, ExecutionException {
        Histogram nanos = Round.histogram();
        long begun = System.nanoTime();
        long until = begun + time.toNanos();
        run(clients, client -> {
            long now;
            do {
                long asked = System.nanoTime();
                client.ask();
                now = System.nanoTime();
                Round.record(nanos, now - asked);
                client.after();
            } while (now - until < 0);
        });
        return new Round(nanos, nanos.getTotalCount(), System.nanoTime() - begun, 0, 0);
    }

    /** Runs a closed loop for a number of requests of all clients together. */
    void ask(List<? extends Asking> clients, int requests) throws InterruptedException, ExecutionException {
        AtomicLong next = new AtomicLong();
        run(clients, client -> {
            while (next.getAndIncrement() < requests) {
                client.ask();
                client.after();
            }
        });
    }

    /**
     * Runs an open loop: so many requests in a second at fixed times, each by the next client that is free. A time
     * counts from when the request should have been sent: waiting for a free client is part of it (no coordinated
     * omission). A request that could not be sent before the end counts with the time that it has waited.
     */
    Round open(List<? extends Asking> clients, int rate, Duration time)
            throws InterruptedException, ExecutionException {
        Histogram nanos = Round.histogram();
        AtomicLong next = new AtomicLong();
        AtomicLong answered = new AtomicLong();
        long requests = Math.max(1, rate * time.toMillis() / 1000);
        long begun = System.nanoTime();
        long until = begun + time.toNanos();
        run(clients, client -> {
            for (long i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
                long due = begun + i * 1_000_000_000L / rate;
                awaitTime(due);
                if (System.nanoTime() - until < 0) {
                    client.ask();
                    Round.record(nanos, System.nanoTime() - due);
                    answered.incrementAndGet();
                    client.after();
                } else {
                    Round.record(nanos, System.nanoTime() - due);
                }
            }
        });
        return new Round(nanos, answered.get(), System.nanoTime() - begun, 0, 0);
    }

    /** Waits until a time, some 50 us longer. It does not spin, since that would take the processor from the server. */
    private static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run(Asking client) throws Exception;
    }

    private void run(List<? extends Asking> clients, Work work) throws InterruptedException, ExecutionException {
        List<Callable<Void>> all = new ArrayList<>();
        for (Asking client : clients) {
            all.add(() -> {
                work.run(client);
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(all)) {
            done.get();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
