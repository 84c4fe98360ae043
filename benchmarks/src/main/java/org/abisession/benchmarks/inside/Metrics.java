package org.abisession.benchmarks.inside;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.abisession.metrics.SessionMetrics;
import org.abisession.metrics.StoreOperation;
import org.abisession.metrics.StoreOperation.Outcome;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionSnapshot;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Measures what the metrics cost of a request that reads a session of 4 KB in 10 attributes, and of one that changes
 * it, too.
 */
@State(Scope.Benchmark)
public class Metrics {
    private static final SessionDelta DELTA =
            SessionDelta.of(Map.of("counter", "1".getBytes(StandardCharsets.US_ASCII)), Set.of());

    private final Node node = new Node(false);
    private final SessionMetrics metrics = node.node().metrics();
    private final SessionSnapshot snapshot =
            node.node().repository().find(node.id()).orElseThrow();

    /** Ends the Redis. */
    @TearDown
    public void close() {
        node.close();
    }

    /** Returns the metrics that are measured. */
    public SessionMetrics metrics() {
        return metrics;
    }

    /** Counts a request that reads. */
    @Benchmark
    public void read() {
        long began = System.nanoTime();
        metrics.called(StoreOperation.LOAD, Outcome.SUCCESS, began);
        metrics.read(snapshot);
    }

    /** Counts a request that reads and changes. */
    @Benchmark
    public void change() {
        read();
        long began = System.nanoTime();
        metrics.called(StoreOperation.SAVE, Outcome.SUCCESS, began);
        metrics.written(DELTA);
    }
}
