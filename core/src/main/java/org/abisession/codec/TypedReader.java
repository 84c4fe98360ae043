package org.abisession.codec;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns the fields of one marked object into the value that they stand for. Used for one text. */
final class TypedReader {
    private final AttributeClassFilter filter;
    private final JavaEnvelope java;
    private HashTables tables = new HashTables(0);

    TypedReader(AttributeClassFilter filter, JavaEnvelope java) {
        this.filter = filter;
        this.java = java;
    }

    /** Starts a text of so many bytes. */
    void start(long bytes) {
        tables = new HashTables(bytes);
    }

    /**
     * Returns the value.
     *
     * @param whole whether the object is the whole text: only then may it hold Java serialization
     * @throws MalformedValueException if the fields are not as the writer makes them
     */
    Object read(Map<String, @Nullable Object> fields, boolean whole) throws IOException, ClassNotFoundException {
        if (!(fields.get(ValueWriter.MARKER) instanceof String name)) {
            throw new MalformedValueException("a type that is no text");
        }
        if (name.equals(JavaEnvelope.TYPE)) {
            if (!whole) {
                throw new MalformedValueException("a Java object inside JSON");
            }
            return java.read(fields);
        }
        try {
            return json(name, fields);
        } catch (MalformedValueException e) {
            throw e;
        } catch (RuntimeException e) {
            // Without the cause: its message may quote the value.
            throw new MalformedValueException("fields that do not make a value of type " + ClassNames.printable(name));
        }
    }

    private Object json(String name, Map<String, @Nullable Object> fields) throws IOException, ClassNotFoundException {
        ValueType value = ValueTypes.named(name);
        if (value != null) {
            return value.fromPlain().apply(field(fields, "value"));
        }
        CollectionType collection = CollectionType.named(name);
        if (collection != null) {
            List<@Nullable Object> items = list(fields, "items");
            if (collection.isHashed()) {
                tables.add(items, collection.isOpenTable());
            }
            return collection.of(items);
        }
        MapType map = MapType.named(name);
        if (map != null) {
            return map.of(entries(fields, map.isOpenTable()));
        }
        return switch (name) {
            case "array" -> array(fields);
            case "enum" -> constant(fields);
            case "enum-set" -> enumSet(fields);
            case "enum-map" -> enumMap(fields);
            default -> throw new MalformedValueException("an unknown type, perhaps of a newer release");
        };
    }

    private static Object array(Map<String, @Nullable Object> fields) {
        Class<?> component = ElementTypes.named((String) field(fields, "of"));
        if (component == null) {
            throw new MalformedValueException("an array of an unknown type");
        }
        List<@Nullable Object> items = list(fields, "items");
        return items.toArray((Object[]) Array.newInstance(component, items.size()));
    }

    private Map<@Nullable Object, @Nullable Object> entries(Map<String, @Nullable Object> fields, boolean open)
            throws StreamLimitException {
        List<@Nullable Object> pairs = list(fields, "entries");
        List<@Nullable Object> keys = new ArrayList<>(pairs.size());
        for (Object entry : pairs) {
            if (!(entry instanceof ArrayList<?> pair) || pair.size() != 2) {
                throw new MalformedValueException("an entry that is no pair");
            }
            keys.add(pair.get(0));
        }
        tables.add(keys, open);
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            entries.put(keys.get(i), ((List<?>) Objects.requireNonNull(pairs.get(i))).get(1));
        }
        return entries;
    }

    private <E extends Enum<E>> Class<E> enumClass(Map<String, @Nullable Object> fields)
            throws IOException, ClassNotFoundException {
        Class<?> type = filter.load((String) field(fields, "class"));
        if (!type.isEnum()) {
            throw new MalformedValueException("a class that is no enum");
        }
        @SuppressWarnings("unchecked") // isEnum
        Class<E> checked = (Class<E>) type;
        return checked;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, Object name) {
        try {
            return Enum.valueOf(type, (String) name);
        } catch (IllegalArgumentException e) {
            throw new MalformedValueException("a constant that " + type.getName() + " does not have");
        }
    }

    private <E extends Enum<E>> E constant(Map<String, @Nullable Object> fields)
            throws IOException, ClassNotFoundException {
        return constant(this.<E>enumClass(fields), field(fields, "value"));
    }

    private <E extends Enum<E>> EnumSet<E> enumSet(Map<String, @Nullable Object> fields)
            throws IOException, ClassNotFoundException {
        Class<E> type = enumClass(fields);
        EnumSet<E> set = EnumSet.noneOf(type);
        for (Object name : list(fields, "items")) {
            set.add(constant(type, name));
        }
        return set;
    }

    private <E extends Enum<E>> EnumMap<E, @Nullable Object> enumMap(Map<String, @Nullable Object> fields)
            throws IOException, ClassNotFoundException {
        Class<E> type = enumClass(fields);
        EnumMap<E, @Nullable Object> map = new EnumMap<>(type);
        entries(fields, false).forEach((name, value) -> map.put(constant(type, name), value));
        return map;
    }

    private static Object field(Map<String, @Nullable Object> fields, String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new MalformedValueException("a type without its field " + name);
        }
        return value;
    }

    private static List<@Nullable Object> list(Map<String, @Nullable Object> fields, String name) {
        if (field(fields, name) instanceof ArrayList<?> items) {
            @SuppressWarnings("unchecked") // of anything
            List<@Nullable Object> list = (List<@Nullable Object>) items;
            return list;
        }
        throw new MalformedValueException("a type whose field " + name + " is no list");
    }
}
