package org.abisession.benchmarks.inside;

import java.util.Optional;
import org.abisession.store.SessionId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures how ids are made, and how those that clients send are parsed. */
@State(Scope.Benchmark)
public class Ids {
    private final String good = SessionId.random().value();
    private final String bad = good.substring(1) + "*";

    /** Parses a well-formed id. */
    @Benchmark
    public Optional<SessionId> parse() {
        return SessionId.parse(good);
    }

    /** Parses an id that is wrong in its last character. */
    @Benchmark
    public Optional<SessionId> refuse() {
        return SessionId.parse(bad);
    }

    /** Makes a new id. */
    @Benchmark
    public SessionId random() {
        return SessionId.random();
    }
}
