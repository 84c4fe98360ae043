package org.abisession.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one value as JSON, if JSON can give back an equal value of the same classes: known classes only, no
 * object that is held twice, no more than {@value #MAX_DEPTH} levels. Not for several threads; used once.
 */
final class ValueWriter {
    static final String MARKER = "@type";
    static final int MAX_DEPTH = 100;

    private final AttributeClassFilter filter;
    private final JsonText out = new JsonText();
    private final HashTables tables = new HashTables(HeapLimits.longestText());
    /**
     * The mutable objects that were met already. One that is met again can't be JSON: it would be read as two objects.
     */
    private final Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());

    ValueWriter(AttributeClassFilter filter) {
        this.filter = filter;
    }

    /**
     * Returns the UTF-8 text, or null if this value is beyond JSON.
     *
     * @throws ClassRefusedException for an enum that could not be read back
     * @throws StreamLimitException if its sets and maps take longer than what is read back
     */
    byte @Nullable [] write(@Nullable Object value) throws IOException {
        if (!value(value, 0)) {
            return null;
        }
        byte[] text = out.toUtf8();
        tables.check(text.length);
        return text;
    }

    private boolean value(@Nullable Object value, int depth) throws IOException {
        if (value == null) {
            out.raw("null");
            return true;
        }
        if (value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || (value instanceof Double number && Double.isFinite(number))) {
            out.plain(value);
            return true;
        }
        if (value instanceof Enum<?> constant) {
            return constant(constant);
        }
        if (depth >= MAX_DEPTH) {
            return false;
        }
        Class<?> type = value.getClass();
        ValueType known = ValueTypes.of(type);
        if (known != null) {
            return known(known, value);
        }
        if (value instanceof Collection<?> items) {
            return collection(items, depth);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, depth);
        }
        return type.isArray() && array((Object[]) value, depth);
    }

    private boolean constant(Enum<?> constant) throws IOException {
        filter.check(constant.getDeclaringClass());
        typed("enum");
        ofClass(constant.getDeclaringClass());
        out.raw(",\"value\":").string(constant.name()).raw('}');
        return true;
    }

    private boolean known(ValueType type, Object value) {
        if (type.mutable() && !isFirst(value)) {
            return false;
        }
        Object plain = type.toPlain().apply(value);
        if (plain == null) {
            return false;
        }
        typed(type.name()).raw(",\"value\":").plain(plain).raw('}');
        return true;
    }

    private boolean collection(Collection<?> items, int depth) throws IOException {
        if (items.getClass() == ArrayList.class) {
            return isFirst(items) && list(items, depth);
        }
        if (items instanceof EnumSet<?> constants) {
            return isFirst(items) && enumSet(constants);
        }
        CollectionType type = CollectionType.of(items);
        if (type == null || (type.mutable() && !isFirst(items))) {
            return false;
        }
        typed(type.name()).raw(",\"items\":");
        boolean done = list(items, depth);
        out.raw('}');
        if (done && type.isHashed()) {
            tables.add(items, type.isOpenTable());
        }
        return done;
    }

    private boolean list(Iterable<?> items, int depth) throws IOException {
        out.raw('[');
        boolean first = true;
        for (Object item : items) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            if (!value(item, depth + 1)) {
                return false;
            }
        }
        out.raw(']');
        return true;
    }

    private boolean map(Map<?, ?> map, int depth) throws IOException {
        if (map.getClass() == EnumMap.class) {
            return isFirst(map) && enumMap((EnumMap<?, ?>) map, depth);
        }
        MapType type = MapType.of(map.getClass());
        if (type == null || !type.exact().test(map)) {
            return false;
        }
        if (type.isObject() && isPlain(map)) {
            return isFirst(map) && object(map, depth);
        }
        if (type.mutable() && !isFirst(map)) {
            return false;
        }
        typed(type.name()).raw(",\"entries\":[");
        boolean done = entries(map, depth);
        out.raw("]}");
        if (done) {
            tables.add(map.keySet(), type.isOpenTable());
        }
        return done;
    }

    private boolean object(Map<?, ?> map, int depth) throws IOException {
        out.raw('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            out.string((String) entry.getKey()).raw(':');
            if (!value(entry.getValue(), depth + 1)) {
                return false;
            }
        }
        out.raw('}');
        return true;
    }

    private boolean entries(Map<?, ?> map, int depth) throws IOException {
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.raw(first ? "[" : ",[");
            first = false;
            Object key = entry.getKey();
            boolean done = (key instanceof Enum<?> constant && map instanceof EnumMap)
                    ? out.string(constant.name()) != null
                    : value(key, depth + 1);
            if (!done || !separated(entry.getValue(), depth + 1)) {
                return false;
            }
            out.raw(']');
        }
        return true;
    }

    private boolean separated(@Nullable Object value, int depth) throws IOException {
        out.raw(',');
        return value(value, depth);
    }

    private boolean enumSet(EnumSet<?> constants) throws IOException {
        EnumSet<?> some = constants.isEmpty() ? EnumSet.complementOf(constants) : constants;
        if (some.isEmpty()) {
            return false; // an enum without constants does not tell its class
        }
        Class<?> type = some.iterator().next().getDeclaringClass();
        filter.check(type);
        typed("enum-set");
        ofClass(type);
        out.raw(",\"items\":")
                .plain(constants.stream().map(Enum::name).toList())
                .raw('}');
        return true;
    }

    private boolean enumMap(EnumMap<?, ?> map, int depth) throws IOException {
        if (map.isEmpty()) {
            return false; // nothing in it tells the class of its keys
        }
        Class<?> type = map.keySet().iterator().next().getDeclaringClass();
        filter.check(type);
        typed("enum-map");
        ofClass(type);
        out.raw(",\"entries\":[");
        boolean done = entries(map, depth);
        out.raw("]}");
        return done;
    }

    private boolean array(Object[] array, int depth) throws IOException {
        String of = ElementTypes.name(array.getClass().getComponentType());
        if (of == null || !isFirst(array)) {
            return false;
        }
        typed("array").raw(",\"of\":").string(of).raw(",\"items\":");
        boolean done = list(Arrays.asList(array), depth);
        out.raw('}');
        return done;
    }

    private JsonText typed(String name) {
        return out.raw("{\"" + MARKER + "\":").string(name);
    }

    private void ofClass(Class<?> type) {
        out.raw(",\"class\":").string(type.getName());
    }

    private boolean isFirst(Object value) {
        return met.add(value);
    }

    private static boolean isPlain(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            // A lone surrogate is no name that every parser takes, Jackson's among them.
            if (!(key instanceof String name) || name.equals(MARKER) || !JsonText.isWellFormed(name)) {
                return false;
            }
        }
        return true;
    }
}
