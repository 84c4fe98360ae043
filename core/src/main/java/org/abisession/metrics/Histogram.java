package org.abisession.metrics;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The distribution of the values of the last one to two minutes, in buckets of which each is an eighth wider than the
 * one before: a quantile is at most 12.5 % too high. Takes 8 KB, whatever is recorded. Lock-free; safe for use by
 * several threads.
 */
final class Histogram {
    private static final int SUB_BITS = 3;
    private static final int SUB = 1 << SUB_BITS;
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB;
    private static final long WINDOW_NANOS = 60_000_000_000L;

    /** The counts of this minute and of the one before. */
    private record Windows(AtomicLongArray now, AtomicLongArray before, long end) {}

    private final AtomicReference<Windows> windows;

    Histogram(long nanoTime) {
        this.windows = new AtomicReference<>(new Windows(empty(), empty(), nanoTime + WINDOW_NANOS));
    }

    private static AtomicLongArray empty() {
        return new AtomicLongArray(BUCKETS);
    }

    void record(long value, long nanoTime) {
        current(nanoTime).now.incrementAndGet(bucket(Math.max(value, 0)));
    }

    private Windows current(long nanoTime) {
        Windows seen = windows();
        if (nanoTime - seen.end < 0) {
            return seen;
        }
        boolean adjacent = nanoTime - seen.end < WINDOW_NANOS;
        Windows next = new Windows(empty(), adjacent ? seen.now : empty(), nanoTime + WINDOW_NANOS);
        return windows.compareAndSet(seen, next) ? next : windows();
    }

    private Windows windows() {
        return Objects.requireNonNull(windows.get());
    }

    /** Returns the value below which this part of the values is; NaN if there were none. */
    double quantile(double part, long nanoTime) {
        Windows shown = current(nanoTime);
        long total = 0;
        long[] counts = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = shown.now.get(i) + shown.before.get(i);
            total += counts[i];
        }
        long rank = (long) Math.ceil(part * total);
        for (int i = 0; i < BUCKETS; i++) {
            rank -= counts[i];
            if (counts[i] > 0 && rank <= 0) {
                return highest(i);
            }
        }
        return Double.NaN;
    }

    static int bucket(long value) {
        if (value < SUB) {
            return (int) value;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int within = (int) (value >>> (exponent - SUB_BITS)) & (SUB - 1);
        return (exponent - SUB_BITS + 1) * SUB + within;
    }

    /** Returns the highest value of a bucket. */
    static long highest(int bucket) {
        if (bucket < SUB) {
            return bucket;
        }
        int shift = bucket / SUB - 1;
        return ((long) (SUB + bucket % SUB + 1) << shift) - 1;
    }
}
