package org.abisession.benchmarks.inside;

import org.abisession.node.NodeSession;
import org.abisession.store.SaveResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Measures how a request that has read a session of 4 KB in 10 attributes finds out that no value was changed in place.
 */
@State(Scope.Benchmark)
public class InPlaceCheck {
    /** True if values are lists, which can be changed in place; else strings. */
    @Param({"false", "true"})
    public boolean mutable;

    @SuppressWarnings("NullAway.Init") // JMH calls read() first
    private Node node;

    @SuppressWarnings("NullAway.Init") // JMH calls read() first
    private NodeSession session;

    /** Reads the session. */
    @Setup
    public void read() {
        node = new Node(mutable);
        session = node.read();
    }

    /** Ends the Redis. */
    @TearDown
    public void close() {
        node.close();
    }

    /** Returns true if there is something to save. */
    @Benchmark
    public boolean isChanged() {
        return session.isChanged();
    }

    /** Saves nothing, without a round trip. */
    @Benchmark
    public SaveResult saveNothing() {
        return session.save();
    }
}
