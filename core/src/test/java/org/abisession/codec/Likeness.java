package org.abisession.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.Callable;

/** Compares a value with what came back for it: equal, of the same class, in the same order, as usable. */
final class Likeness {
    private Likeness() {}

    /** Returns what differs, or null. */
    static String difference(Object value, Object back) {
        if (value == null || back == null) {
            return value == back ? null : value + " against " + back;
        }
        Class<?> expected = value.getClass() == HashMap.class ? LinkedHashMap.class : value.getClass();
        Class<?> actual = back.getClass() == HashMap.class ? LinkedHashMap.class : back.getClass();
        if (expected != actual) {
            return expected + " against " + actual;
        }
        if (value instanceof Object[] array) {
            return inCollection(Arrays.asList(array), Arrays.asList((Object[]) back));
        }
        if (value.getClass().isArray()) {
            return Arrays.deepEquals(new Object[] {value}, new Object[] {back}) ? null : "other elements of an array";
        }
        if (value instanceof Map<?, ?> map) {
            return inMap(map, (Map<?, ?>) back);
        }
        if (value instanceof Collection<?> items) {
            return inCollection(items, (Collection<?>) back);
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            Map.Entry<?, ?> other = (Map.Entry<?, ?>) back;
            String key = difference(entry.getKey(), other.getKey());
            return key != null ? key : difference(entry.getValue(), other.getValue());
        }
        return value.equals(back) || (hasNoEquals(value) && value.toString().equals(back.toString()))
                ? null
                : value + " is not equal to " + back;
    }

    private static boolean hasNoEquals(Object value) {
        try {
            return value.getClass().getMethod("equals", Object.class).getDeclaringClass() == Object.class
                    && value.getClass().getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String inMap(Map<?, ?> map, Map<?, ?> back) {
        if (map.size() != back.size()) {
            return "size " + map.size() + " against " + back.size();
        }
        boolean ordered = map instanceof LinkedHashMap || map instanceof SortedMap;
        Iterator<?> others = back.entrySet().iterator();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (ordered) {
                Map.Entry<?, ?> other = (Map.Entry<?, ?>) others.next();
                String found = difference(entry.getKey(), other.getKey());
                found = found != null ? found : difference(entry.getValue(), other.getValue());
                if (found != null) {
                    return found;
                }
            } else if (comparable(entry.getKey()) && !back.containsKey(entry.getKey())) {
                return "no entry for " + entry.getKey();
            } else if (comparable(entry.getKey())) {
                String found = difference(entry.getValue(), back.get(entry.getKey()));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static String inCollection(Collection<?> items, Collection<?> back) {
        if (items.size() != back.size()) {
            return "size " + items.size() + " against " + back.size();
        }
        boolean ordered = items instanceof List
                || items instanceof LinkedHashSet
                || items instanceof SortedSet
                || items instanceof Queue
                || items.size() == 1;
        Iterator<?> others = back.iterator();
        for (Object item : items) {
            String found = ordered
                    ? difference(item, others.next())
                    : (comparable(item) && !back.contains(item)) ? "no element " + item : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Returns whether it has an equals by its contents all the way down; a queue has none. */
    private static boolean comparable(Object value) {
        if (value == null) {
            return true;
        }
        if (value instanceof Collection<?> items) {
            return (value instanceof List || value instanceof Set)
                    && items.stream().allMatch(Likeness::comparable);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().allMatch(Likeness::comparable);
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return comparable(entry.getKey()) && comparable(entry.getValue());
        }
        return !value.getClass().isArray();
    }

    /** Does the same to both, and tells what differs, or null. Changes both. */
    @SuppressWarnings("unchecked") // nothing is read as its type
    static String differenceInUse(Object value, Object back) {
        List<String> found = new ArrayList<>();
        if (value instanceof Map<?, ?>) {
            Map<Object, Object> map = (Map<Object, Object>) value;
            Map<Object, Object> other = (Map<Object, Object>) back;
            Object key = map.isEmpty() ? "k" : map.keySet().iterator().next();
            if (comparable(key)) {
                both(found, "get", () -> map.get(key), () -> other.get(key));
            }
            both(found, "get(null)", () -> map.get(null), () -> other.get(null));
            both(found, "put", () -> map.put("z", "v"), () -> other.put("z", "v"));
            both(found, "put(null)", () -> map.put("y", null), () -> other.put("y", null));
            both(found, "putIfAbsent", () -> map.putIfAbsent("A", 1), () -> other.putIfAbsent("A", 1));
        } else if (value instanceof Collection<?>) {
            Collection<Object> items = (Collection<Object>) value;
            Collection<Object> other = (Collection<Object>) back;
            both(found, "contains(null)", () -> items.contains(null), () -> other.contains(null));
            both(found, "add", () -> items.add("z"), () -> other.add("z"));
            both(found, "add(null)", () -> items.add(null), () -> other.add(null));
            both(found, "add first", () -> items.add("A"), () -> other.add("A"));
            if (value instanceof List<?>) {
                both(found, "set", () -> ((List<Object>) items).set(0, 1), () -> ((List<Object>) other).set(0, 1));
            }
            if (value instanceof Queue<?>) {
                both(found, "poll", () -> ((Queue<?>) items).poll(), () -> ((Queue<?>) other).poll());
            }
            both(found, "remove", () -> items.remove("z"), () -> other.remove("z"));
        } else if (value instanceof Map.Entry<?, ?>) {
            Map.Entry<?, Object> entry = (Map.Entry<?, Object>) value;
            Map.Entry<?, Object> other = (Map.Entry<?, Object>) back;
            both(found, "setValue", () -> entry.setValue(1), () -> other.setValue(1));
        }
        if (found.isEmpty()) {
            String difference = difference(value, back);
            return difference == null ? null : "after the changes: " + difference;
        }
        return found.toString();
    }

    private static void both(List<String> found, String what, Callable<?> one, Callable<?> other) {
        Object expected = result(one);
        Object actual = result(other);
        boolean equals = expected instanceof Class || actual instanceof Class || comparable(expected);
        boolean same = equals ? Objects.equals(expected, actual) : difference(expected, actual) == null;
        if (!same) {
            found.add(what + ": " + expected + " against " + actual);
        }
    }

    private static Object result(Callable<?> call) {
        try {
            return call.call();
        } catch (Exception e) {
            return e.getClass();
        }
    }
}
