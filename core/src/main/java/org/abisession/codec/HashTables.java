package org.abisession.codec;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what it costs to build the sets and maps of one JSON text: each hashes its keys and all that is in them, and
 * compares those with the same hash code. Holds values of the JDK only. Used by one thread for one text.
 */
final class HashTables {
    private final long mostSteps;
    private long steps;

    /** Makes the count of a text of so many bytes, or of one that is refused if it has more. */
    HashTables(long bytes) {
        this.mostSteps = HashCostLimit.mostSteps(bytes);
    }

    /**
     * Counts a table of these keys.
     *
     * @param open whether the table has no lists: one of {@code Set.of} and {@code Map.of} puts a key into the next
     *     place that is free
     * @throws StreamLimitException if all tables so far take too long
     */
    void add(Collection<?> keys, boolean open) throws StreamLimitException {
        HashCollisions collisions = new HashCollisions();
        for (Object key : keys) {
            long before = steps;
            hash(key);
            if (key != null) {
                collisions.add(key, steps - before);
                if (collisions.areTooMany() || steps + collisions.steps() > mostSteps) {
                    throw StreamLimitException.collisions();
                }
            }
        }
        steps += collisions.steps();
        if (open) {
            steps += probes(keys);
            if (steps > mostSteps) {
                throw StreamLimitException.collisions();
            }
        }
    }

    /**
     * Checks that a text of so many bytes may take as long as has been counted.
     *
     * @throws StreamLimitException if it may not
     */
    void check(long bytes) throws StreamLimitException {
        if (steps > HashCostLimit.mostSteps(bytes)) {
            throw StreamLimitException.hashing();
        }
    }

    private void hash(@Nullable Object value) throws StreamLimitException {
        steps += HashCollisions.costOf(value);
        if (steps > mostSteps) {
            throw StreamLimitException.hashing();
        }
        if (value instanceof Collection<?> items) {
            for (Object item : items) {
                hash(item);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                hash(entry.getKey());
                hash(entry.getValue());
            }
        }
    }

    /** Returns over how many places the keys are moved, in whatever order they come. */
    static long probes(Collection<?> keys) {
        int[] places = new int[Math.max(1, 2 * keys.size())];
        for (Object key : keys) {
            places[Math.floorMod(key == null ? 0 : key.hashCode(), places.length)]++;
        }
        long moved = 0;
        long waiting = 0;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < places.length; i++) {
                waiting = Math.max(0, waiting + (round == 0 ? places[i] : 0) - (round == 0 || places[i] == 0 ? 1 : 0));
                moved += waiting;
            }
        }
        return moved;
    }
}
