package org.abisession.fuzz;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * One run of a fuzzer: its randomness, how much of it, and its counters, printed at the end so that a run can be
 * repeated. {@code -Dfuzz.seed=n} (42 if not given) and {@code -Dfuzz.scale=n}: so many times the short form that
 * every build runs. Counters are safe for use by several threads.
 */
public final class Fuzz implements AutoCloseable {
    private final String name;
    private final long seed = Long.getLong("fuzz.seed", 42);
    private final int scale = Integer.getInteger("fuzz.scale", 1);
    private final long start = System.nanoTime();
    private final Map<String, LongAdder> counters = new TreeMap<>();

    /** Begins a run. */
    public Fuzz(String name) {
        this.name = name;
    }

    /**
     * Returns a source of randomness, the same for each run with this seed; {@code part} distinguishes several of them.
     */
    public Random random(int part) {
        return new Random(seed * 1_000_003 + part);
    }

    /** Returns how many to do, where the short form does so many, and the long one at most {@code most}. */
    public int times(int inShortForm, int most) {
        return (int) Math.min((long) inShortForm * scale, most);
    }

    /** Counts one. */
    public void count(String counter) {
        count(counter, 1);
    }

    /** Counts so many. */
    public void count(String counter, long many) {
        adder(counter).add(many);
    }

    /** Returns the present value of a counter. */
    public long counted(String counter) {
        return adder(counter).sum();
    }

    private synchronized LongAdder adder(String counter) {
        return counters.computeIfAbsent(counter, name -> new LongAdder());
    }

    /** Prints the seed and the counters. */
    @Override
    @SuppressWarnings("SystemOut") // for whoever runs it by hand, whatever the log levels are
    public void close() {
        System.out.printf(
                "%s: -Dfuzz.seed=%d -Dfuzz.scale=%d %s in %.1f s%n",
                name, seed, scale, counters, (System.nanoTime() - start) / 1e9);
    }
}
