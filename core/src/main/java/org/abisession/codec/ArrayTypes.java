package org.abisession.codec;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lists the types of arrays of primitives, but for byte[], and converts the numbers in them. */
final class ArrayTypes {
    static final List<ValueType> ALL = List.of(
            primitives("boolean[]", boolean[].class, v -> v, plain -> plain),
            primitives("short[]", short[].class, v -> ((Short) v).intValue(), plain ->
                    (short) ValueTypes.ranged(plain, Short.MIN_VALUE, Short.MAX_VALUE)),
            primitives("int[]", int[].class, v -> v, plain -> plain),
            primitives("long[]", long[].class, v -> v, ValueTypes::whole),
            primitives(
                    "float[]", float[].class, v -> plain(((Float) v).doubleValue()), plain -> (float) floating(plain)),
            primitives("double[]", double[].class, v -> plain((Double) v), ArrayTypes::floating),
            ValueType.mutable("char[]", char[].class, String::valueOf, plain -> ((String) plain).toCharArray()));

    private ArrayTypes() {}

    /** Returns the number, or text for what JSON has no literal for: NaN, Infinity, -Infinity. */
    static Object plain(double value) {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }

    static double floating(Object plain) {
        if (plain instanceof String text) {
            return switch (text) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw new MalformedValueException("text in the place of a number");
            };
        }
        if (plain instanceof Double number) {
            return number;
        }
        return ValueTypes.whole(plain); // another writer may drop the fraction of 1.0
    }

    private static ValueType primitives(
            String name, Class<?> type, Function<Object, Object> write, Function<Object, Object> read) {
        return new ValueType(
                name,
                type,
                true,
                array -> {
                    int length = Array.getLength(array);
                    List<Object> items = new ArrayList<>(length);
                    for (int i = 0; i < length; i++) {
                        items.add(write.apply(Array.get(array, i)));
                    }
                    return items;
                },
                plain -> {
                    List<?> items = (List<?>) plain;
                    Object array = Array.newInstance(type.getComponentType(), items.size());
                    for (int i = 0; i < items.size(); i++) {
                        Array.set(array, i, read.apply(items.get(i)));
                    }
                    return array;
                });
    }
}
