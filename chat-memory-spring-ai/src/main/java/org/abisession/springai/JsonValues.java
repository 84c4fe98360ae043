package org.abisession.springai;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells values that an entry can hold, and gives back, from those that it can't. */
final class JsonValues {
    private JsonValues() {}

    /** Returns the elements of a map that an entry can hold, without the others. */
    static Map<String, @Nullable Object> of(Map<String, ? extends @Nullable Object> map) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (isJson(value)) {
                values.put(name, value);
            }
        });
        return values;
    }

    private static boolean isJson(@Nullable Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number);
        }
        if (value instanceof BigInteger number) {
            return number.bitLength() < Long.SIZE;
        }
        if (value instanceof List<?> list) {
            return list.stream().allMatch(JsonValues::isJson);
        }
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().allMatch(String.class::isInstance)
                    && map.values().stream().allMatch(JsonValues::isJson);
        }
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long;
    }

    /** Returns a map without elements that are null. */
    static Map<String, Object> withoutNulls(@Nullable Object map) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (map instanceof Map<?, ?> elements) {
            elements.forEach((name, value) -> {
                if (value != null) {
                    values.put(String.valueOf(name), value);
                }
            });
        }
        return values;
    }

    /** Returns the objects in a list, without anything else. */
    static List<Map<?, ?>> objects(@Nullable Object list) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (list instanceof List<?> elements) {
            elements.forEach(element -> {
                if (element instanceof Map<?, ?> map) {
                    objects.add(map);
                }
            });
        }
        return objects;
    }

    /** Returns the text under a name, or an empty one. */
    static String text(Map<?, ?> object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }
}
