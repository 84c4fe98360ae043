package org.abisession.codec;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes every kind of collection, map and view that the factories of the JDK can make, of given elements. */
@SuppressWarnings({"JdkObsolete", "EnumOrdinal"}) // makes all there is
final class JdkCollections {
    private JdkCollections() {}

    /** Makers by what they call. Elements are distinct and not null; those of a maker of sorted ones, comparable. */
    static Map<String, Function<List<Object>, Object>> ofElements() {
        Map<String, Function<List<Object>, Object>> all = new LinkedHashMap<>();
        lists(all::put);
        sets(all::put);
        queues(all::put);
        wrappers(all::put);
        maps(all::put);
        views(all::put);
        others(all::put);
        JdkSequencedCollections.addTo(all);
        return all;
    }

    private static void lists(BiConsumer<String, Function<List<Object>, Object>> all) {
        all.accept("List.of", items -> List.of(items.toArray()));
        all.accept("List.copyOf", List::copyOf);
        all.accept("Stream.toList", items -> items.stream().toList());
        all.accept(
                "Stream.toList with null",
                items -> Stream.concat(Stream.of((Object) null), items.stream()).toList());
        all.accept("Collectors.toList", items -> items.stream().collect(Collectors.toList()));
        all.accept("Collectors.toUnmodifiableList", items -> items.stream().collect(Collectors.toUnmodifiableList()));
        all.accept("Arrays.asList", items -> Arrays.asList(items.toArray()));
        all.accept("ArrayList", ArrayList::new);
        all.accept("LinkedList", LinkedList::new);
        all.accept("Vector", Vector::new);
        all.accept("Stack", items -> {
            Stack<Object> stack = new Stack<>();
            stack.addAll(items);
            return stack;
        });
        all.accept("CopyOnWriteArrayList", CopyOnWriteArrayList::new);
        all.accept("Collections.emptyList", items -> Collections.emptyList());
        all.accept("Collections.nCopies", items -> Collections.nCopies(items.size(), "a"));
        all.accept("Collections.singletonList", items -> Collections.singletonList(items.isEmpty() ? null : items));
        all.accept("ArrayList.subList", items -> new ArrayList<>(items).subList(0, items.size()));
        all.accept("List.of.subList", items -> List.of(items.toArray()).subList(0, items.size()));
        all.accept(
                "Arrays.asList.subList", items -> Arrays.asList(items.toArray()).subList(0, items.size()));
        all.accept("nCopies.subList", items -> Collections.nCopies(5, "a").subList(0, items.size()));
        all.accept("LinkedList.subList", items -> new LinkedList<>(items).subList(0, items.size()));
        all.accept(
                "unmodifiableList.subList",
                items -> Collections.unmodifiableList(items).subList(0, items.size()));
    }

    private static void sets(BiConsumer<String, Function<List<Object>, Object>> all) {
        all.accept("Set.of", items -> Set.of(items.toArray()));
        all.accept("Set.copyOf", Set::copyOf);
        all.accept("Collectors.toSet", items -> items.stream().collect(Collectors.toSet()));
        all.accept("Collectors.toUnmodifiableSet", items -> items.stream().collect(Collectors.toUnmodifiableSet()));
        all.accept("HashSet", HashSet::new);
        all.accept("LinkedHashSet", LinkedHashSet::new);
        all.accept("CopyOnWriteArraySet", CopyOnWriteArraySet::new);
        all.accept("Collections.emptySet", items -> Collections.emptySet());
        all.accept("Collections.singleton", items -> Collections.singleton(items.isEmpty() ? null : items));
        all.accept("ConcurrentHashMap.newKeySet", items -> {
            Set<Object> set = ConcurrentHashMap.newKeySet();
            set.addAll(items);
            return set;
        });
        all.accept("Collections.newSetFromMap", items -> {
            Set<Object> set = Collections.newSetFromMap(new LinkedHashMap<>());
            set.addAll(items);
            return set;
        });
        all.accept("Collections.newSetFromMap of identities", items -> {
            Set<Object> set = Collections.newSetFromMap(new IdentityHashMap<>());
            set.addAll(items);
            return set;
        });
        sorted("TreeSet", (items, order) -> addAll(new TreeSet<>(order), items), all);
        sorted("ConcurrentSkipListSet", (items, order) -> addAll(new ConcurrentSkipListSet<>(order), items), all);
    }

    private static void sorted(
            String name, Maker<NavigableSet<Object>> maker, BiConsumer<String, Function<List<Object>, Object>> all) {
        orders().forEach((called, order) -> {
            String kind = name + called;
            all.accept(kind, items -> maker.make(items, order));
            all.accept(
                    kind + ".descendingSet", items -> maker.make(items, order).descendingSet());
            all.accept(
                    kind + ".headSet",
                    items -> items.isEmpty()
                            ? maker.make(items, order)
                            : maker.make(items, order).headSet(items.get(items.size() / 2), true));
            all.accept(
                    kind + ".tailSet",
                    items -> items.isEmpty()
                            ? maker.make(items, order)
                            : maker.make(items, order).tailSet(items.get(items.size() / 2), false));
            all.accept(
                    "Collections.unmodifiableNavigableSet of " + kind,
                    items -> Collections.unmodifiableNavigableSet(maker.make(items, order)));
            all.accept(
                    "Collections.unmodifiableSortedSet of " + kind,
                    items -> Collections.unmodifiableSortedSet(maker.make(items, order)));
            all.accept(
                    "Collections.synchronizedNavigableSet of " + kind,
                    items -> Collections.synchronizedNavigableSet(maker.make(items, order)));
            all.accept(
                    "Collections.synchronizedSortedSet of " + kind,
                    items -> Collections.synchronizedSortedSet(maker.make(items, order)));
            all.accept(
                    "Collections.checkedNavigableSet of " + kind,
                    items -> Collections.checkedNavigableSet(maker.make(items, order), Object.class));
        });
    }

    @SuppressWarnings("unchecked") // elements that are compared are comparable
    private static Map<String, Comparator<Object>> orders() {
        Comparator<Object> natural = (Comparator<Object>) (Comparator<?>) Comparator.naturalOrder();
        Map<String, Comparator<Object>> orders = new LinkedHashMap<>();
        orders.put("", null);
        orders.put(" naturalOrder", natural);
        orders.put(" reverseOrder", Collections.reverseOrder());
        orders.put(" reversed twice", Collections.reverseOrder(natural.reversed()));
        orders.put(" nullsFirst", Comparator.nullsFirst(natural));
        orders.put(" nullsLast reversed", Comparator.nullsLast(natural).reversed());
        orders.put(" lambda", Comparator.comparing(Object::toString));
        orders.put(" serializable lambda", (Comparator<Object> & java.io.Serializable)
                (a, b) -> b.toString().compareTo(a.toString()));
        return orders;
    }

    private static void queues(BiConsumer<String, Function<List<Object>, Object>> all) {
        all.accept("ArrayDeque", ArrayDeque::new);
        all.accept("PriorityQueue", items -> addAll(new PriorityQueue<>(), items));
        all.accept("PriorityQueue reversed", items -> addAll(new PriorityQueue<>(Collections.reverseOrder()), items));
        all.accept("PriorityBlockingQueue", items -> addAll(new PriorityBlockingQueue<>(), items));
        all.accept("ConcurrentLinkedQueue", ConcurrentLinkedQueue::new);
        all.accept("ConcurrentLinkedDeque", ConcurrentLinkedDeque::new);
        all.accept("LinkedBlockingQueue", LinkedBlockingQueue::new);
        all.accept("LinkedBlockingQueue of 5", items -> addAll(new LinkedBlockingQueue<>(5), items));
        all.accept("LinkedBlockingDeque of 5", items -> addAll(new LinkedBlockingDeque<>(5), items));
        all.accept("ArrayBlockingQueue of 5", items -> addAll(new ArrayBlockingQueue<>(5), items));
        all.accept("Collections.asLifoQueue", items -> Collections.asLifoQueue(new ArrayDeque<>(items)));
        all.accept(
                "Collections.checkedQueue", items -> Collections.checkedQueue(new ArrayDeque<>(items), Object.class));
    }

    private static void wrappers(BiConsumer<String, Function<List<Object>, Object>> all) {
        all.accept("unmodifiableCollection", items -> Collections.unmodifiableCollection(new ArrayList<>(items)));
        all.accept("unmodifiableList", items -> Collections.unmodifiableList(new ArrayList<>(items)));
        all.accept("unmodifiableList linked", items -> Collections.unmodifiableList(new LinkedList<>(items)));
        all.accept("unmodifiableList of List.of", items -> Collections.unmodifiableList(List.of(items.toArray())));
        all.accept("unmodifiableSet", items -> Collections.unmodifiableSet(new LinkedHashSet<>(items)));
        all.accept(
                "unmodifiableSet of Stream.toList",
                items -> Collections.unmodifiableCollection(items.stream().toList()));
        all.accept("unmodifiableMap", items -> Collections.unmodifiableMap(map(new LinkedHashMap<>(), items)));
        all.accept("synchronizedCollection", items -> Collections.synchronizedCollection(new ArrayList<>(items)));
        all.accept("synchronizedList", items -> Collections.synchronizedList(new ArrayList<>(items)));
        all.accept("synchronizedList linked", items -> Collections.synchronizedList(new LinkedList<>(items)));
        all.accept("synchronizedSet", items -> Collections.synchronizedSet(new LinkedHashSet<>(items)));
        all.accept("synchronizedMap", items -> Collections.synchronizedMap(map(new HashMap<>(), items)));
        all.accept("checkedCollection", items -> Collections.checkedCollection(new ArrayList<>(items), Object.class));
        all.accept("checkedList", items -> Collections.checkedList(new ArrayList<>(items), Object.class));
        all.accept("checkedSet", items -> Collections.checkedSet(new HashSet<>(items), Object.class));
        all.accept(
                "checkedMap", items -> Collections.checkedMap(map(new HashMap<>(), items), Object.class, Object.class));
        all.accept("emptyNavigableSet", items -> Collections.emptyNavigableSet());
        all.accept("emptySortedSet", items -> Collections.emptySortedSet());
        all.accept("emptyNavigableMap", items -> Collections.emptyNavigableMap());
        all.accept("emptySortedMap", items -> Collections.emptySortedMap());
    }

    private static void maps(BiConsumer<String, Function<List<Object>, Object>> all) {
        all.accept("HashMap", items -> map(new HashMap<>(), items));
        all.accept("LinkedHashMap", items -> map(new LinkedHashMap<>(), items));
        all.accept("LinkedHashMap access order", items -> map(new LinkedHashMap<>(16, 0.75f, true), items));
        all.accept("Hashtable", items -> map(new Hashtable<>(), items));
        all.accept("Properties", items -> map(new Properties(), items));
        all.accept("ConcurrentHashMap", items -> map(new ConcurrentHashMap<>(), items));
        all.accept("IdentityHashMap", items -> map(new IdentityHashMap<>(), items));
        all.accept("WeakHashMap", items -> map(new WeakHashMap<>(), items));
        all.accept("Map.copyOf", items -> Map.copyOf(map(new HashMap<>(), items)));
        all.accept(
                "Map.ofEntries",
                items -> Map.ofEntries(map(new HashMap<>(), items).entrySet().toArray(new Map.Entry<?, ?>[0])));
        all.accept("Collectors.toMap", items -> items.stream().collect(Collectors.toMap(k -> k, k -> "v")));
        all.accept(
                "Collectors.toUnmodifiableMap",
                items -> items.stream().collect(Collectors.toUnmodifiableMap(k -> k, k -> "v")));
        all.accept("Collectors.groupingBy", items -> items.stream().collect(Collectors.groupingBy(k -> k)));
        all.accept("Collectors.partitioningBy", items -> items.stream().collect(Collectors.partitioningBy(k -> true)));
        all.accept("Collections.emptyMap", items -> Collections.emptyMap());
        all.accept("Collections.singletonMap", items -> Collections.singletonMap("a", items));
        orders().forEach((called, order) -> {
            navigable("TreeMap" + called, items -> map(new TreeMap<>(order), items), all);
            navigable("ConcurrentSkipListMap" + called, items -> map(new ConcurrentSkipListMap<>(order), items), all);
        });
    }

    private static void navigable(
            String name,
            Function<List<Object>, NavigableMap<Object, Object>> maker,
            BiConsumer<String, Function<List<Object>, Object>> all) {
        all.accept(name, maker::apply);
        all.accept(name + ".descendingMap", items -> maker.apply(items).descendingMap());
        all.accept(
                name + ".headMap",
                items -> items.isEmpty()
                        ? maker.apply(items)
                        : maker.apply(items).headMap(items.get(items.size() / 2), true));
        all.accept(name + ".navigableKeySet", items -> maker.apply(items).navigableKeySet());
        all.accept(name + ".descendingKeySet", items -> maker.apply(items).descendingKeySet());
        all.accept(
                "unmodifiableNavigableMap of " + name,
                items -> Collections.unmodifiableNavigableMap(maker.apply(items)));
        all.accept("unmodifiableSortedMap of " + name, items -> Collections.unmodifiableSortedMap(maker.apply(items)));
        all.accept(
                "synchronizedNavigableMap of " + name,
                items -> Collections.synchronizedNavigableMap(maker.apply(items)));
        all.accept("synchronizedSortedMap of " + name, items -> Collections.synchronizedSortedMap(maker.apply(items)));
        all.accept("firstEntry of " + name, items -> maker.apply(items).firstEntry());
    }

    private static void views(BiConsumer<String, Function<List<Object>, Object>> all) {
        Map<String, Function<List<Object>, Map<Object, Object>>> maps = new LinkedHashMap<>();
        maps.put("HashMap", items -> map(new HashMap<>(), items));
        maps.put("LinkedHashMap", items -> map(new LinkedHashMap<>(), items));
        maps.put("Hashtable", items -> map(new Hashtable<>(), items));
        maps.put("Properties", items -> map(new Properties(), items));
        maps.put("ConcurrentHashMap", items -> map(new ConcurrentHashMap<>(), items));
        maps.put("Map.of", items -> Map.copyOf(map(new HashMap<>(), items)));
        maps.put("emptyMap", items -> Collections.emptyMap());
        maps.put("singletonMap", items -> Collections.singletonMap("a", "b"));
        maps.put("unmodifiableMap", items -> Collections.unmodifiableMap(map(new HashMap<>(), items)));
        maps.put("synchronizedMap", items -> Collections.synchronizedMap(map(new ConcurrentHashMap<>(), items)));
        maps.put("TreeMap", items -> map(new TreeMap<>(), items));
        maps.forEach((name, maker) -> {
            all.accept(name + ".keySet", items -> maker.apply(items).keySet());
            all.accept(name + ".values", items -> maker.apply(items).values());
            all.accept(name + ".entrySet", items -> maker.apply(items).entrySet());
            all.accept(
                    "ArrayList of " + name + ".entrySet",
                    items -> new ArrayList<>(maker.apply(items).entrySet()));
            all.accept(
                    "HashSet of " + name + ".entrySet",
                    items -> new HashSet<>(maker.apply(items).entrySet()));
        });
        all.accept(
                "ConcurrentHashMap.keySet(value)",
                items -> map(new ConcurrentHashMap<>(), items).keySet("v"));
    }

    private static void others(BiConsumer<String, Function<List<Object>, Object>> all) {
        all.accept("Object[]", List::toArray);
        all.accept(
                "String[]",
                items -> items.stream().map(item -> item.getClass().getName()).toArray(String[]::new));
        all.accept("List[]", items -> new List<?>[] {items, new ArrayList<>(items)});
        all.accept("BitSet", items -> {
            BitSet bits = new BitSet();
            bits.set(0, items.size());
            return bits;
        });
        all.accept("EnumSet", items -> {
            EnumSet<TimeUnit> set = EnumSet.noneOf(TimeUnit.class);
            for (int i = 0; i < items.size(); i++) {
                set.add(TimeUnit.values()[i]);
            }
            return set;
        });
        all.accept("EnumMap", items -> {
            EnumMap<TimeUnit, Object> map = new EnumMap<>(TimeUnit.class);
            for (int i = 0; i < items.size(); i++) {
                map.put(TimeUnit.values()[i], items.get(i));
            }
            return map;
        });
        all.accept("Optional", items -> Optional.of(items));
        all.accept("Map.entry", items -> Map.entry("a", items));
        all.accept("SimpleEntry", items -> new AbstractMap.SimpleEntry<>("a", items));
        all.accept("SimpleImmutableEntry", items -> new AbstractMap.SimpleImmutableEntry<>("a", items));
        all.accept(
                "Collectors.collectingAndThen",
                items -> items.stream()
                        .collect(Collectors.collectingAndThen(Collectors.toList(), Collections::unmodifiableList)));
        all.accept("Iterator", items -> items.iterator());
    }

    static <C extends Collection<Object>> C addAll(C collection, List<Object> items) {
        collection.addAll(items);
        return collection;
    }

    static <M extends Map<Object, Object>> M map(M map, List<Object> keys) {
        for (Object key : keys) {
            map.put(key, "v");
        }
        return map;
    }

    private interface Maker<T> {
        T make(List<Object> items, Comparator<Object> order);
    }
}
