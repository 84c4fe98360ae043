package org.abisession.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the comparisons that values with the same hash code cost in a table: each that is put there is compared with
 * all that have it. Values that are equal count once. Used by one thread for one stream or table.
 */
final class HashCollisions {
    /** The number of values with one hash code that are compared fast enough, whatever they are. */
    private static final int FEW = 256;

    /** The most steps that comparisons may take, on average for each value. Honest values take a few. */
    private static final int MOST_STEPS_EACH = 4096;

    private static final int SLOTS = 1 << 16;
    private static final int CHARS_PER_STEP = 16;

    private int seen;
    private int @Nullable [] slots;
    private final Map<Integer, List<Object>> suspects = new HashMap<>();
    private long steps;

    /**
     * Returns what hashing a value costs, in steps of the size of a number; more for those that are as long as they
     * like.
     */
    static long costOf(@Nullable Object value) {
        if (value instanceof BigInteger number) {
            return 1L + number.bitLength() / Integer.SIZE;
        }
        if (value instanceof BigDecimal number) {
            return costOf(number.unscaledValue()); // its precision takes longer than anything done with it here
        }
        return value instanceof BitSet bits ? 1L + bits.size() / Long.SIZE : 1;
    }

    /** Returns the steps that comparing took so far. */
    long steps() {
        return steps;
    }

    /** Returns whether it is too many whatever the length of the text or stream: counting has ended then. */
    boolean areTooMany() {
        return steps > HashCostLimit.mostSteps(0) + (long) MOST_STEPS_EACH * seen;
    }

    /** Counts one that may be put into a table, and what it costs to compare it. */
    void add(Object value, long cost) {
        if (++seen <= FEW || areTooMany()) {
            return;
        }
        if (slots == null) {
            slots = new int[SLOTS];
        }
        int hash = value.hashCode();
        int mixed = hash * 0x9E3779B9;
        if (++slots[mixed >>> (Integer.SIZE - Integer.numberOfTrailingZeros(SLOTS))] <= FEW) {
            return;
        }
        long each = value instanceof String text ? 1L + text.length() / CHARS_PER_STEP : cost;
        List<Object> same = suspects.computeIfAbsent(hash, key -> new ArrayList<>());
        for (Object other : same) {
            steps += each;
            if (value.equals(other)) {
                return;
            }
        }
        same.add(value);
    }
}
