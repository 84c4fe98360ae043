package org.abisession.codec;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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
final class HashCostLimit {
    /**
     * The number of steps that are allowed for each byte of the stream. Where no collection is shared, there is less
     * than one step for a byte.
     */
    private static final long STEPS_PER_BYTE = 64;

    private static final long SPARE_STEPS = 50_000;
    static final Class<?> COPIES = Collections.nCopies(1, 1).getClass();

    /**
     * The most steps that hashing a value may take for it to be checked for collisions. A stream has no room for many
     * larger ones.
     */
    private static final long LONGEST_KEY = 10_000;

    /** The cost of each object that was met; negative if something in it is not a value of the JDK. */
    private final IdentityHashMap<Object, Long> costs = new IdentityHashMap<>();

    private final Map<Class<?>, Boolean> values = new HashMap<>();
    private final HashCollisions collisions = new HashCollisions();
    private boolean hashes;
    private long highest;

    /** Returns the steps that something with so many bytes may take. */
    static long mostSteps(long bytes) {
        return STEPS_PER_BYTE * bytes + SPARE_STEPS;
    }

    /** Notes that the stream has objects of this class. */
    void found(Class<?> type) {
        hashes |= isOfJdk(type)
                && (Map.class.isAssignableFrom(type)
                        || Set.class.isAssignableFrom(type)
                        || type.getName().equals("java.util.CollSer"));
    }

    /** Counts an object that has just been read: what is in it has been counted, unless it is around it, too. */
    void countRead(Object object) {
        count(object);
    }

    /** Counts an object that is about to be written, and what is in it. */
    void countWritten(Object object) {
        if (!isCounted(object)) {
            count(object);
        } else if (!costs.containsKey(object)) {
            costs.put(object, -1L); // until it is known, for what is in it and around it, too
            for (Object element : elements(object)) {
                if (element != null) {
                    countWritten(element);
                }
            }
            count(object);
        }
    }

    /**
     * Checks that something in a stream of so many bytes may be hashed.
     *
     * @throws StreamLimitException if that would take too long
     */
    void check(long bytes) throws StreamLimitException {
        if (hashes && highest > mostSteps(bytes)) {
            throw StreamLimitException.hashing();
        }
        if (hashes && (collisions.areTooMany() || collisions.steps() > mostSteps(bytes))) {
            throw StreamLimitException.collisions();
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

    private void count(Object object) {
        long cost = HashCollisions.costOf(object);
        boolean value = false;
        if (isCounted(object)) {
            value = true;
            for (Object element : elements(object)) {
                // Entries are made as they are asked for.
                if (element instanceof Map.Entry<?, ?> entry && !costs.containsKey(entry)) {
                    cost += known(entry.getKey()) + known(entry.getValue());
                    value &= isValue(entry.getKey()) && isValue(entry.getValue());
                } else {
                    cost += known(element);
                    value &= isValue(element);
                }
                cost = Math.min(cost, Long.MAX_VALUE / 4);
            }
            costs.put(object, value ? cost : -cost);
            highest = Math.max(highest, cost);
        }
        if ((value || isValue(object)) && cost <= LONGEST_KEY) {
            collisions.add(object, cost);
        }
    }

    private long known(@Nullable Object object) {
        Long cost = costs.get(object);
        return cost == null ? HashCollisions.costOf(object) : Math.abs(cost);
    }

    /** Returns whether its hashCode is the JDK's own all the way down. */
    private boolean isValue(@Nullable Object object) {
        if (object == null) {
            return true;
        }
        if (isCounted(object)) {
            return costs.getOrDefault(object, -1L) > 0;
        }
        return values.computeIfAbsent(
                object.getClass(),
                type -> !Map.class.isAssignableFrom(type)
                        && !Collection.class.isAssignableFrom(type)
                        && (JdkValueClasses.contains(type.getName())
                                || type.getName().startsWith("java.time.")
                                || Enum.class.isAssignableFrom(type)));
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
