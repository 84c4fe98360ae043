package org.abisession.codec;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the component types of object arrays that JSON carries, by class and by name. */
final class ElementTypes {
    private static final Map<Class<?>, String> NAMES = new HashMap<>(Map.of(
            Object.class, "object",
            String.class, "string",
            Boolean.class, "boolean",
            Integer.class, "int",
            Double.class, "double"));
    private static final Map<String, Class<?>> CLASSES = new HashMap<>();

    static {
        for (ValueType type : ValueTypes.all()) {
            NAMES.put(type.type(), type.name());
        }
        NAMES.forEach((type, name) -> CLASSES.put(name, type));
    }

    private ElementTypes() {}

    static @Nullable String name(Class<?> component) {
        return NAMES.get(component);
    }

    static @Nullable Class<?> named(String name) {
        return CLASSES.get(name);
    }
}
