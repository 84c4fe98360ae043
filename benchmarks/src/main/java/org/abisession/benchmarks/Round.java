package org.abisession.benchmarks;

import java.util.Arrays;

/** How long requests took that were made in one go. Immutable. */
final class Round {
    private final long[] sorted;
    private final long elapsedNanos;

    /** With the time of each, and of all of them. */
    Round(long[] nanos, long elapsedNanos) {
        this.sorted = nanos.clone();
        this.elapsedNanos = elapsedNanos;
        Arrays.sort(sorted);
    }

    /** The time in microseconds that such a part of them, from 0 to 1, did not exceed. */
    double quantile(double part) {
        return sorted[(int) (part * (sorted.length - 1))] / 1e3;
    }

    double perSecond() {
        return sorted.length * 1e9 / elapsedNanos;
    }
}
