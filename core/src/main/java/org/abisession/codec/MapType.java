package org.abisession.codec;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes a map of the JDK that JSON carries as {@code {"@type":name,"entries":[[key,value],...]}}. The name
 * {@code map} is for a HashMap or LinkedHashMap that a plain JSON object can't hold.
 *
 * @param type the exact class
 * @param mutable whether the map itself can change in place
 * @param exact whether this one can be rebuilt from its entries alone
 */
record MapType(
        String name,
        Class<?> type,
        boolean mutable,
        Predicate<Map<?, ?>> exact,
        Function<Map<@Nullable Object, @Nullable Object>, Map<?, ?>> build) {

    private static final MapType LINKED = new MapType(
            "map", LinkedHashMap.class, true, map -> !isAccessOrdered((LinkedHashMap<?, ?>) map), map -> map);

    /** A map type that is only written: a HashMap is read as a LinkedHashMap. */
    private static final MapType HASH = new MapType("map", HashMap.class, true, MapType::always, map -> map);

    private static final List<MapType> ALL = List.of(
            LINKED,
            new MapType(
                    "tree-map", TreeMap.class, true, map -> ((TreeMap<?, ?>) map).comparator() == null, TreeMap::new),
            new MapType("concurrent-hash-map", ConcurrentHashMap.class, true, MapType::always, ConcurrentHashMap::new),
            new MapType("map-of", Map.of(1, 1).getClass(), false, MapType::always, Map::copyOf),
            new MapType("map-of-many", Map.of().getClass(), false, MapType::always, Map::copyOf),
            new MapType(
                    "empty-map",
                    Collections.emptyMap().getClass(),
                    false,
                    MapType::always,
                    map -> Collections.emptyMap()),
            new MapType("singleton-map", Collections.singletonMap(1, 1).getClass(), false, MapType::always, map -> {
                Map.Entry<?, ?> entry = map.entrySet().iterator().next();
                return Collections.singletonMap(entry.getKey(), entry.getValue());
            }));

    private static final Map<Class<?>, MapType> BY_CLASS =
            ALL.stream().collect(Collectors.toUnmodifiableMap(MapType::type, Function.identity()));
    private static final Map<String, MapType> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(MapType::name, Function.identity()));

    static @Nullable MapType of(Class<?> type) {
        return type == HashMap.class ? HASH : BY_CLASS.get(type);
    }

    static @Nullable MapType named(String name) {
        return BY_NAME.get(name);
    }

    /** Returns the map of these entries, which must be of this very class. */
    Map<?, ?> of(Map<@Nullable Object, @Nullable Object> entries) {
        Map<?, ?> built = build.apply(entries);
        if (built.getClass() != type) {
            throw new MalformedValueException("a " + name + " of " + entries.size() + " entries");
        }
        return built;
    }

    /** Returns whether it is a table without lists, of {@code Map.of}. */
    boolean isOpenTable() {
        return name.equals("map-of-many");
    }

    /** Returns whether a plain JSON object carries it where its keys are Strings. */
    boolean isObject() {
        return name.equals(LINKED.name);
    }

    /** Returns whether reading an entry moves it to the end, which only a copy that is read can tell. */
    private static boolean isAccessOrdered(LinkedHashMap<?, ?> map) {
        @SuppressWarnings("unchecked") // of its own class
        LinkedHashMap<Object, Object> copy = (LinkedHashMap<Object, Object>) map.clone();
        for (int i = copy.size(); i < 2; i++) {
            copy.put(new Object(), i);
        }
        Object first = copy.keySet().iterator().next();
        copy.get(first);
        return copy.keySet().iterator().next() != first;
    }

    private static boolean always(Map<?, ?> entries) {
        return true;
    }
}
