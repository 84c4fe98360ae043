package org.abisession.codec;

import java.io.File;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells whether a value can change without a setAttribute. Where that is not known, it can. */
final class Mutability {
    private static final int MAX_DEPTH = 20;

    /** The immutable classes beside those that JSON carries. They are exact: a subclass may add mutable fields. */
    private static final Set<Class<?>> IMMUTABLE = Set.of(
            String.class,
            Boolean.class,
            Integer.class,
            Class.class,
            File.class,
            Pattern.class,
            StackTraceElement.class);

    private Mutability() {}

    static boolean of(@Nullable Object value) {
        return of(value, 0);
    }

    private static boolean of(@Nullable Object value, int depth) {
        if (value == null || value instanceof Enum || IMMUTABLE.contains(value.getClass())) {
            return false;
        }
        Class<?> type = value.getClass();
        ValueType known = ValueTypes.of(type);
        if (known != null) {
            return known.mutable();
        }
        if (type.getName().startsWith("java.time.")) {
            return false;
        }
        if (depth < MAX_DEPTH && value instanceof Collection<?> items) {
            CollectionType collection = CollectionType.of(items);
            return collection == null || collection.mutable() || items.stream().anyMatch(item -> of(item, depth + 1));
        }
        if (depth < MAX_DEPTH && value instanceof Map<?, ?> map) {
            MapType mapType = MapType.of(type);
            return mapType == null
                    || mapType.mutable()
                    || map.entrySet().stream()
                            .anyMatch(entry -> of(entry.getKey(), depth + 1) || of(entry.getValue(), depth + 1));
        }
        return true;
    }
}
