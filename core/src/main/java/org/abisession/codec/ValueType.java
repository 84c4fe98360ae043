package org.abisession.codec;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes a JDK value that JSON carries as {@code {"@type":name,"value":plain}}.
 *
 * @param type the exact class; a subclass is another type
 * @param mutable whether a value can change in place
 * @param toPlain the value as String, Boolean, number or List of these; null if that would lose something
 * @param fromPlain the value back; throws any RuntimeException on what {@code toPlain} never made
 */
record ValueType(
        String name,
        Class<?> type,
        boolean mutable,
        Function<Object, @Nullable Object> toPlain,
        Function<Object, Object> fromPlain) {

    /** Returns the type of a value that never changes. */
    static <T> ValueType immutable(String name, Class<T> type, Function<T, Object> write, Function<Object, T> read) {
        return new ValueType(name, type, false, value -> write.apply(type.cast(value)), read::apply);
    }

    static <T> ValueType mutable(String name, Class<T> type, Function<T, Object> write, Function<Object, T> read) {
        return new ValueType(name, type, true, value -> write.apply(type.cast(value)), read::apply);
    }

    /**
     * Returns the type of a value that is written as its {@code toString} if that text is read back as an equal value.
     */
    static <T> ValueType text(String name, Class<T> type, Function<String, ? extends T> parse) {
        return checkedText(name, type, Object::toString, parse);
    }

    /**
     * Returns the type of a value that is written as text if that text is read back as an equal value of the same
     * class.
     */
    static <T> ValueType checkedText(
            String name, Class<T> type, Function<T, String> write, Function<String, ? extends T> parse) {
        Function<Object, @Nullable Object> toPlain = value -> {
            try {
                String text = write.apply(type.cast(value));
                Object back = parse.apply(text);
                return back.getClass() == value.getClass() && back.equals(value) ? text : null;
            } catch (RuntimeException e) {
                return null; // its text is not one that its own class can read: Java serialization then
            }
        };
        return new ValueType(name, type, false, toPlain, plain -> parse.apply((String) plain));
    }
}
