package org.abisession.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Holds what turns took, in rounds. For one thread. */
final class TurnTimes {
    private final List<Long> nanos = new ArrayList<>();
    private final List<Double> redisCpu = new ArrayList<>();
    private final List<Double> nodeCpu = new ArrayList<>();

    /** Adds a round: the time of each turn, and the processor time of all. */
    void add(List<Long> ofEach, long nodeNanos, long redisNanos) {
        nanos.addAll(ofEach);
        nodeCpu.add(nodeNanos / 1e3 / ofEach.size());
        redisCpu.add(redisNanos / 1e3 / ofEach.size());
    }

    int count() {
        return nanos.size();
    }

    /** Returns the median time of a turn, in microseconds. */
    double p50() {
        return Medians.of(nanos) / 1e3;
    }

    /** Returns the processor time of Redis for a turn, in microseconds: the median of the rounds. */
    double redisCpu() {
        return Medians.of(redisCpu);
    }

    /** Returns the processor time of the node for a turn, in microseconds: the median of the rounds. */
    double nodeCpu() {
        return Medians.of(nodeCpu);
    }
}
