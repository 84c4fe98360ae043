package org.abisession.benchmarks;

import java.util.List;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * Describes how long requests took that were made in one go.
 *
 * @param nanos of each; the caller leaves it alone from now on
 * @param answered how many had their answer; others were not sent any more, with the time that they had waited
 * @param nodeCpuNanos processor time that the node's process used for all of them
 * @param redisCpuNanos the same of Redis
 */
record Round(Histogram nanos, long answered, long elapsedNanos, long nodeCpuNanos, long redisCpuNanos) {
    private static final long LEAST_NANOS = 100;
    private static final long MOST_NANOS = 120_000_000_000L;
    private static final int DIGITS = 3;

    /** Returns an empty histogram for several threads, to be filled by {@link #record}. */
    static Histogram histogram() {
        return new AtomicHistogram(LEAST_NANOS, MOST_NANOS, DIGITS);
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(nanos, MOST_NANOS));
    }

    /** Returns the same round with the processor time that all requests took. */
    Round withCpu(long newNodeCpuNanos, long newRedisCpuNanos) {
        return new Round(nanos, answered, elapsedNanos, newNodeCpuNanos, newRedisCpuNanos);
    }

    /** Returns the microseconds of the node's processor time for each request. */
    double nodeCpu() {
        return nodeCpuNanos / 1e3 / answered;
    }

    /** Returns the microseconds of Redis' processor time for each request. */
    double redisCpu() {
        return redisCpuNanos / 1e3 / answered;
    }

    double perSecond() {
        return answered * 1e9 / elapsedNanos;
    }

    /** Returns the time in microseconds that so many percent of the requests did not exceed. */
    double percentile(double percent) {
        return nanos.getValueAtPercentile(percent) / 1e3;
    }

    /** Returns the same as {@link #percentile(double)} for all requests of several rounds together. */
    static double percentile(List<Round> rounds, double percent) {
        Histogram all = new Histogram(LEAST_NANOS, MOST_NANOS, DIGITS);
        rounds.forEach(round -> all.add(round.nanos));
        return all.getValueAtPercentile(percent) / 1e3;
    }
}
