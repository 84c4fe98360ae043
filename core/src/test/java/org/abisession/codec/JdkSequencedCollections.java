package org.abisession.codec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes the sequenced views and collections that JDKs from 21 on have, by reflection. */
@SuppressWarnings({"JdkObsolete", "RedundantControlFlow", "TypeParameterUnusedInFormals"}) // makes all there is
final class JdkSequencedCollections {
    private JdkSequencedCollections() {}

    static void addTo(Map<String, Function<List<Object>, Object>> all) {
        for (String method : List.of("reversed", "sequencedKeySet", "sequencedValues", "sequencedEntrySet")) {
            for (Class<?> type : List.of(
                    ArrayList.class,
                    LinkedList.class,
                    LinkedHashSet.class,
                    TreeSet.class,
                    ArrayDeque.class,
                    LinkedHashMap.class,
                    TreeMap.class)) {
                try {
                    var view = type.getMethod(method);
                    all.put(type.getSimpleName() + "." + method, items -> {
                        try {
                            Object made = type.getConstructor().newInstance();
                            if (made instanceof Map<?, ?>) {
                                JdkCollections.map(cast(made), items);
                            } else {
                                JdkCollections.addAll(JdkSequencedCollections.<Collection<Object>>cast(made), items);
                            }
                            return view.invoke(made);
                        } catch (ReflectiveOperationException e) {
                            throw new IllegalStateException(e);
                        }
                    });
                } catch (NoSuchMethodException e) {
                    continue; // an older JDK, or another kind of collection
                }
            }
        }
        for (String method :
                List.of("unmodifiableSequencedCollection", "unmodifiableSequencedSet", "unmodifiableSequencedMap")) {
            Arrays.stream(Collections.class.getMethods())
                    .filter(found -> found.getName().equals(method))
                    .forEach(found -> all.put("Collections." + method, items -> {
                        try {
                            return found.invoke(
                                    null,
                                    method.endsWith("Map")
                                            ? JdkCollections.map(new LinkedHashMap<>(), items)
                                            : new LinkedHashSet<>(items));
                        } catch (ReflectiveOperationException e) {
                            throw new IllegalStateException(e);
                        }
                    }));
        }
    }

    @SuppressWarnings("unchecked") // made just now
    private static <T> T cast(Object made) {
        return (T) made;
    }
}
