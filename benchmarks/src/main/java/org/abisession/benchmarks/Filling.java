package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Has several threads make sessions until there are enough, or the time limit has passed. */
final class Filling {
    /** The number of sessions after which the progress makes a step. */
    static final int STEP = 5_000;

    static final int THREADS = 4;

    private final Duration limit;
    private final Runnable step;

    /** Makes one session; for one thread. */
    interface Maker extends AutoCloseable {
        void make() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Opens a maker for a thread. */
    interface Makers {
        Maker open() throws IOException;
    }

    /** Makes a filling with its time limit, and what is called for each {@link #STEP} sessions. */
    Filling(Duration limit, Runnable step) {
        this.limit = limit;
        this.step = step;
    }

    /**
     * Makes so many sessions.
     *
     * @return the seconds that it took
     * @throws IOException if one could not be made, or the time limit has passed
     */
    double run(long count, Makers makers) throws IOException, InterruptedException {
        AtomicLong begunOnes = new AtomicLong();
        long begun = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                ends.add(threads.submit(() -> {
                    try (Maker maker = makers.open()) {
                        for (long next = begunOnes.incrementAndGet();
                                next <= count;
                                next = begunOnes.incrementAndGet()) {
                            if (System.nanoTime() - begun > limit.toNanos()) {
                                throw new IOException(
                                        "after " + limit.toSeconds() + " s there were " + (next - 1) + " more");
                            }
                            maker.make();
                            if (next % STEP == 0) {
                                step.run();
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
            return (System.nanoTime() - begun) / 1e9;
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Makes sessions over HTTP, as users do, on a node. */
    static Makers overHttp(String node, String path, Duration patience) {
        return () -> new Maker() {
            private final HttpConnection client = new HttpConnection(node, patience);

            @Override
            public void make() throws IOException {
                client.as(null);
                client.get(path, "created");
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }
}
