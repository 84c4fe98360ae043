package org.abisession.codec;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what it costs to hash the collections of one stream of Java serialization. A collection may be in another
 * one many times at the price of a reference: a hundred sets, each twice in the next one, are a few hundred bytes,
 * and 2<sup>100</sup> steps for the set around them.
 *
 * <p>What a collection costs is the number of its elements, those of the collections in it counted each time that
 * they are met. Only collections of the JDK count: what other classes make of {@code hashCode} is their own. Used by
 * one thread for one stream.
 */
final class HashWork {
    /** For each byte of the stream. Where no collection is shared, there is less than one step for a byte. */
    private static final long STEPS_PER_BYTE = 64;

    private static final long SPARE_STEPS = 50_000;
    static final Class<?> COPIES = Collections.nCopies(1, 1).getClass();

    private final IdentityHashMap<Object, Long> costs = new IdentityHashMap<>();
    private boolean hashes;
    private long highest;

    /** Notes that the stream has objects of this class. */
    void found(Class<?> type) {
        hashes |= isOfJdk(type) && (Map.class.isAssignableFrom(type) || Set.class.isAssignableFrom(type));
    }

    /** Counts an object that has just been read: what is in it has been counted, unless it is around it, too. */
    void countRead(Object object) {
        if (isCounted(object)) {
            highest = Math.max(highest, count(object));
        }
    }

    /** Counts an object that is about to be written, and what is in it. */
    void countWritten(Object object) {
        if (isCounted(object) && !costs.containsKey(object)) {
            costs.put(object, 1L); // until it is known, for what is in it and around it, too
            for (Object element : elements(object)) {
                if (element != null) {
                    countWritten(element);
                }
            }
            highest = Math.max(highest, count(object));
        }
    }

    /**
     * Checks that something in a stream of so many bytes may be hashed.
     *
     * @throws StreamLimitException if that would take too long
     */
    void check(long bytes) throws StreamLimitException {
        if (hashes && highest > STEPS_PER_BYTE * bytes + SPARE_STEPS) {
            throw StreamLimitException.hashing();
        }
    }

    private static boolean isOfJdk(Class<?> type) {
        return type.getClassLoader() == null;
    }

    private static boolean isCounted(@Nullable Object object) {
        return (object instanceof List || object instanceof Set || object instanceof Map || object instanceof Map.Entry)
                && isOfJdk(object.getClass())
                && !(object instanceof IdentityHashMap);
    }

    private long count(Object object) {
        long cost = 1;
        for (Object element : elements(object)) {
            // Entries are made as they are asked for.
            long of = element instanceof Map.Entry<?, ?> entry && !costs.containsKey(entry)
                    ? known(entry.getKey()) + known(entry.getValue())
                    : known(element);
            cost = Math.min(cost + of, Long.MAX_VALUE / 4);
        }
        costs.put(object, cost);
        return cost;
    }

    private long known(@Nullable Object object) {
        return costs.getOrDefault(object, 1L);
    }

    private static Iterable<? extends @Nullable Object> elements(Object object) {
        if (object instanceof Map<?, ?> map) {
            return map.entrySet();
        }
        if (object instanceof Map.Entry<?, ?> entry) {
            return Arrays.asList(entry.getKey(), entry.getValue());
        }
        Collection<?> items = (Collection<?>) object;
        // A list of one object, however long it says that it is.
        return items.getClass() == COPIES ? items.stream().limit(1).toList() : items;
    }
}
