package org.abisession.codec;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Refuses identity maps that could not find their keys any more. What is read is made anew: a text or a number is equal
 * to the one that was stored, and another object. Constants and classes stay the same ones; objects of the application
 * that the attribute holds elsewhere, too, are one object in both places again.
 */
final class IdentityKeys {
    private IdentityKeys() {}

    /** Returns why this map can't be stored, or null if it can. */
    static @Nullable ClassRefusedException check(IdentityHashMap<?, ?> map) {
        for (Object key : map.keySet()) {
            if (key != null && !(key instanceof Enum) && !(key instanceof Class) && isEqualByValue(key.getClass())) {
                String name = IdentityHashMap.class.getName();
                return new ClassRefusedException(
                        name,
                        name + " would not find its keys (" + key.getClass().getName() + ") when it is read: they are"
                                + " equal then, not the same objects.",
                        "Store a HashMap.");
            }
        }
        return null;
    }

    private static boolean isEqualByValue(Class<?> type) {
        try {
            ClassLoader loader = type.getClassLoader();
            return (loader == null || loader == ClassLoader.getPlatformClassLoader())
                    && type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            return false; // an interface, which no object is of
        }
    }
}
