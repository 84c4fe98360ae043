package org.abisession.codec;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes a collection of the JDK that JSON carries as {@code {"@type":name,"items":[...]}}.
 *
 * @param type the exact class
 * @param mutable whether the collection itself can change in place
 * @param exact whether this one can be rebuilt from its elements alone
 */
record CollectionType(
        String name,
        Class<?> type,
        boolean mutable,
        Predicate<Collection<?>> exact,
        Function<List<@Nullable Object>, Collection<?>> build) {

    @SuppressWarnings("JdkObsolete") // whoever stores a LinkedList gets one back
    private static final List<CollectionType> ALL = List.of(
            new CollectionType("linked-list", LinkedList.class, true, CollectionType::always, LinkedList::new),
            new CollectionType(
                    "copy-on-write-list",
                    CopyOnWriteArrayList.class,
                    true,
                    CollectionType::always,
                    CopyOnWriteArrayList::new),
            new CollectionType("array-deque", ArrayDeque.class, true, CollectionType::always, ArrayDeque::new),
            new CollectionType("hash-set", HashSet.class, true, CollectionType::always, HashSet::new),
            new CollectionType(
                    "linked-hash-set", LinkedHashSet.class, true, CollectionType::always, LinkedHashSet::new),
            new CollectionType(
                    "tree-set", TreeSet.class, true, set -> ((TreeSet<?>) set).comparator() == null, TreeSet::new),
            // Two classes each: for one or two elements, and for any other number. Stream.toList has the second for
            // all.
            new CollectionType("list-of", List.of(1).getClass(), false, CollectionType::noNulls, List::copyOf),
            new CollectionType(
                    "list-of-many",
                    List.of().getClass(),
                    false,
                    CollectionType::refusesNull,
                    CollectionType::listOfMany),
            new CollectionType(
                    "stream-list",
                    Stream.of().toList().getClass(),
                    false,
                    CollectionType::noNulls,
                    items -> items.stream().toList()),
            new CollectionType("set-of", Set.of(1).getClass(), false, CollectionType::noNulls, CollectionType::setOf),
            new CollectionType(
                    "set-of-many", Set.of().getClass(), false, CollectionType::noNulls, CollectionType::setOf),
            new CollectionType(
                    "empty-list",
                    Collections.emptyList().getClass(),
                    false,
                    CollectionType::always,
                    items -> Collections.emptyList()),
            new CollectionType(
                    "empty-set",
                    Collections.emptySet().getClass(),
                    false,
                    CollectionType::always,
                    items -> Collections.emptySet()),
            new CollectionType(
                    "singleton-list",
                    Collections.singletonList(1).getClass(),
                    false,
                    CollectionType::always,
                    items -> Collections.singletonList(items.get(0))),
            new CollectionType(
                    "singleton-set",
                    Collections.singleton(1).getClass(),
                    false,
                    CollectionType::always,
                    items -> Collections.singleton(items.get(0))));

    private static final Map<Class<?>, List<CollectionType>> BY_CLASS =
            ALL.stream().collect(Collectors.groupingBy(CollectionType::type));
    private static final Map<String, CollectionType> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(CollectionType::name, Function.identity()));

    /** Returns the type that can carry these elements in this very class, or null where none can. */
    static @Nullable CollectionType of(Collection<?> items) {
        for (CollectionType type : BY_CLASS.getOrDefault(items.getClass(), List.of())) {
            if (type.exact().test(items)) {
                return type;
            }
        }
        return null;
    }

    static @Nullable CollectionType named(String name) {
        return BY_NAME.get(name);
    }

    /** Returns whether elements are hashed or compared as it is built. */
    boolean isHashed() {
        return Set.class.isAssignableFrom(type);
    }

    /** Returns whether it is a table without lists, of {@code Set.of}. */
    boolean isOpenTable() {
        return name.equals("set-of-many");
    }

    /** Returns the collection of these elements, which must be of this very class. */
    Collection<?> of(List<@Nullable Object> items) {
        Collection<?> built = build.apply(items);
        if (built.getClass() != type) {
            throw new MalformedValueException("a " + name + " of " + items.size() + " elements");
        }
        return built;
    }

    private static Set<?> setOf(List<@Nullable Object> items) {
        return Set.of(items.toArray());
    }

    private static boolean always(Collection<?> items) {
        return true;
    }

    private static boolean noNulls(Collection<?> items) {
        return items.stream().allMatch(Objects::nonNull);
    }

    /** Returns whether the list was made by {@code List.of}: one of a stream answers when it is asked for null. */
    private static boolean refusesNull(Collection<?> items) {
        try {
            boolean unused = items.contains(null);
            return false;
        } catch (NullPointerException e) {
            return true;
        }
    }

    /**
     * Returns a list of {@code List.copyOf}; for one or two elements one of {@code Stream.toList}, which an earlier
     * release stored under the same name.
     */
    private static List<?> listOfMany(List<@Nullable Object> items) {
        return items.size() == 1 || items.size() == 2 ? items.stream().toList() : List.copyOf(items);
    }
}
