package org.abisession.benchmarks;

import java.util.Arrays;

/** How long requests took that were made in one go. Immutable. */
final class Round {
    private final long[] sorted;
    private final long elapsedNanos;
    private final long nodeCpuNanos;
    private final long redisCpuNanos;

    /** With the time of each, and of all of them. */
    Round(long[] nanos, long elapsedNanos) {
        this(sorted(nanos), elapsedNanos, 0, 0);
    }

    private Round(long[] sorted, long elapsedNanos, long nodeCpuNanos, long redisCpuNanos) {
        this.sorted = sorted;
        this.elapsedNanos = elapsedNanos;
        this.nodeCpuNanos = nodeCpuNanos;
        this.redisCpuNanos = redisCpuNanos;
    }

    private static long[] sorted(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /** The same, and the processor time that all of them took. */
    Round withCpu(long newNodeCpuNanos, long newRedisCpuNanos) {
        return new Round(sorted, elapsedNanos, newNodeCpuNanos, newRedisCpuNanos);
    }

    /** Microseconds of the node's processor time for each. */
    double nodeCpu() {
        return nodeCpuNanos / 1e3 / sorted.length;
    }

    /** Microseconds of Redis' processor time for each. */
    double redisCpu() {
        return redisCpuNanos / 1e3 / sorted.length;
    }

    /** The time in microseconds that such a part of them, from 0 to 1, did not exceed. */
    double quantile(double part) {
        return sorted[(int) (part * (sorted.length - 1))] / 1e3;
    }

    double perSecond() {
        return sorted.length * 1e9 / elapsedNanos;
    }
}
