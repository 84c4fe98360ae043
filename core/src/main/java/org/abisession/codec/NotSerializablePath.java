package org.abisession.codec;

import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way from an attribute to the object in it that can't be serialized, such as
 * {@code cart.items[3].connection}. Looks at the fields that Java serialization would write; elements of
 * collections by index, of maps by key; fields that the JDK keeps to itself are passed over. Used once.
 */
final class NotSerializablePath {
    private static final int MAX_DEPTH = 200;
    private static final int LONGEST_KEY = 40;

    private final String className;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private NotSerializablePath(String className) {
        this.className = className;
    }

    /** Returns the path to the first object of this class that isn't Serializable, or null where none can be seen. */
    static @Nullable String find(String attribute, Object value, String className) {
        try {
            return new NotSerializablePath(className).in(value, attribute, 0);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return null; // an object of the application that can't be looked at: the class is known anyway
        }
    }

    private @Nullable String in(@Nullable Object value, String path, int depth) {
        if (value == null || depth > MAX_DEPTH || value instanceof String || !seen.add(value)) {
            return null;
        }
        if (!(value instanceof Serializable)) {
            return value.getClass().getName().equals(className) ? path : null;
        }
        String found = null;
        if (value instanceof Object[] array) {
            found = inArray(array, path, depth);
        } else if (value instanceof Collection<?> items) {
            found = inArray(items.toArray(), path, depth);
        } else if (value instanceof Map<?, ?> map) {
            found = inMap(map, path, depth);
        } else if (value instanceof AtomicReference<?> reference) {
            found = in(reference.get(), path + ".get()", depth + 1);
        }
        return found != null ? found : inFields(value, path, depth);
    }

    private @Nullable String inArray(Object array, String path, int depth) {
        String found = null;
        for (int i = 0; found == null && i < Array.getLength(array); i++) {
            found = in(Array.get(array, i), path + '[' + i + ']', depth + 1);
        }
        return found;
    }

    private @Nullable String inMap(Map<?, ?> map, String path, int depth) {
        int index = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String found = in(entry.getKey(), path + ".keySet()[" + index + ']', depth + 1);
            if (found == null) {
                found = in(entry.getValue(), path + '[' + key(entry.getKey(), index) + ']', depth + 1);
            }
            if (found != null) {
                return found;
            }
            index++;
        }
        return null;
    }

    private static String key(@Nullable Object key, int index) {
        if (key instanceof String text && text.length() <= LONGEST_KEY) {
            return '"' + text + '"';
        }
        return key instanceof Number || key instanceof Enum ? key.toString() : "key " + index;
    }

    private @Nullable String inFields(Object value, String path, int depth) {
        for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
            ObjectStreamClass description = ObjectStreamClass.lookup(type);
            if (description == null) {
                return null; // neither this class nor any above it is written
            }
            for (ObjectStreamField field : description.getFields()) {
                if (!field.isPrimitive()) {
                    String found = in(read(type, field.getName(), value), path + '.' + field.getName(), depth + 1);
                    if (found != null) {
                        return found;
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable Object read(Class<?> type, String name, Object owner) {
        try {
            Field field = type.getDeclaredField(name);
            return field.trySetAccessible() ? field.get(owner) : null;
        } catch (NoSuchFieldException | IllegalAccessException e) {
            return null; // named for the stream only, or out of reach
        }
    }
}
