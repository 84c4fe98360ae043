package org.abisession.conversation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.abisession.json.JsonStrings;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.NumberOutput;

/** Writes one JSON text in the style of {@code json.dumps}, and knows the path to where it is. */
final class EntryWriter {
    /** The most levels of List and Map. Python's own reader gives up near 1000. */
    static final int MAX_DEPTH = 100;

    /** The most characters of a path in a message, enough to find the value. */
    private static final int MAX_PATH = 200;

    private static final BigInteger MIN_64_BIT = BigInteger.valueOf(Long.MIN_VALUE);

    private final StringBuilder out = new StringBuilder(256);
    private final StringBuilder path = new StringBuilder();
    private int depth;

    String write(Map<?, ? extends @Nullable Object> fields) {
        object(fields);
        return out.toString();
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof String s) {
            JsonStrings.append(out, s, false);
        } else if (value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            out.append(value);
        } else if (value instanceof Double d) {
            out.append(number(d));
        } else if (value instanceof Float f) {
            out.append(number(Double.parseDouble(f.toString()))); // 0.1f is 0.1, not 0.10000000149011612
        } else if (value instanceof BigInteger n) {
            integer(n);
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof List<?> list) {
            array(list);
        } else {
            throw refused("must be a String, Boolean, Integer, Long, BigInteger, Double, null, List or Map, was "
                    + value.getClass().getName());
        }
    }

    private void integer(BigInteger n) {
        boolean fits = n.signum() < 0 ? n.compareTo(MIN_64_BIT) >= 0 : n.bitLength() <= 64;
        if (!fits) {
            throw refused("must fit in 64 bits (not every reader takes more), was a number of " + (n.bitLength() + 1)
                    + " bits. Store it as a String.");
        }
        out.append(n);
    }

    private void object(Map<?, ? extends @Nullable Object> map) {
        enter();
        int parent = path.length();
        String separator = "{";
        for (Map.Entry<?, ? extends @Nullable Object> field : map.entrySet()) {
            if (!(field.getKey() instanceof String name)) {
                Object key = field.getKey();
                throw refused("must have Strings as keys, had "
                        + (key == null ? "null" : "a " + key.getClass().getName()));
            }
            out.append(separator);
            separator = ", ";
            JsonStrings.append(out, name, false);
            out.append(": ");
            path.append(parent == 0 ? "" : ".").append(name);
            value(field.getValue());
            path.setLength(parent);
        }
        out.append(map.isEmpty() ? "{}" : "}");
        depth--;
    }

    private void array(List<?> list) {
        enter();
        int parent = path.length();
        int i = 0;
        out.append('[');
        for (Object element : list) {
            out.append(i == 0 ? "" : ", ");
            path.append('[').append(i++).append(']');
            value(element);
            path.setLength(parent);
        }
        out.append(']');
        depth--;
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw refused("is nested deeper than " + MAX_DEPTH + " levels. Does it contain itself?");
        }
    }

    /**
     * Returns a floating-point number as Python's {@code repr} writes it (the smallest ones with a digit more): with an
     * exponent from 1e16 up and below 1e-4. NaN and the infinities become null.
     */
    private static String number(double d) {
        if (!Double.isFinite(d)) {
            return "null";
        }
        if (d == 0) {
            return Double.toString(d); // the sign
        }
        BigDecimal decimal = new BigDecimal(NumberOutput.toString(d, true)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            return decimal.scale() > 0 ? decimal.toPlainString() : decimal.toPlainString() + ".0";
        }
        String mantissa = decimal.movePointLeft(exponent).toPlainString();
        String digits = Integer.toString(Math.abs(exponent));
        return mantissa + (exponent < 0 ? "e-" : "e+") + (digits.length() < 2 ? "0" : "") + digits;
    }

    private IllegalArgumentException refused(String why) {
        String at = path.length() == 0
                ? "An entry"
                : path.length() > MAX_PATH ? path.substring(0, MAX_PATH) + "..." : path.toString();
        return new IllegalArgumentException(at + " " + why);
    }
}
