package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A JSON object as one of many writers may have left it, with the place of each field: odd texts of
 * numbers, escapes, duplicates, blanks.
 */
final class RandomDocument {
    /** A field as written; places are in bytes. */
    record Field(String name, int keyStart, int valueStart, int valueEnd) {}

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "-0.0",
        "1.0",
        "1e+16",
        "1E-07",
        "1e400",
        "9007199254740993",
        "18446744073709551616",
        "0.30000000000000004",
        "1.10",
        "12345678901234567890".repeat(5) + "7",
        "NaN",
        "Infinity",
        "-Infinity"
    };

    /** Names, each with several ways to write it. */
    private static final String[][] NAMES = {
        {"user", "\"user\"", "\"\\u0075ser\"", "\"us\\u0065r\""},
        {"session_id", "\"session_id\""},
        {"", "\"\""},
        {"a/b", "\"a/b\"", "\"a\\/b\""},
        {"\"\\\n", "\"\\\"\\\\\\n\""},
        {"\b\f\r\t", "\"\\b\\f\\r\\t\""},
        {"où", "\"o\\u00f9\"", "\"o\\u00F9\"", "\"où\""},
        {"😀", "\"\\ud83d\\ude00\"", "\"😀\""},
        {"\ud800", "\"\\ud800\"", "\"\\uD800\""},
        {"}", "\"}\""},
        {"{\"a\": 1, ", "\"{\\\"a\\\": 1, \""}
    };

    private static final String[] STRINGS = {
        "\"\"",
        "\"plain\"",
        "\"O\\u00f9 \\ud83d\\ude00\"",
        "\"\\udc00 alone\"",
        "\"\\\\\"",
        "\"\\\\\\\"\"",
        "\"}, {\"",
        "\"a\\/b\"",
        "\"\u007f\"",
        "\"2024-01-15T10:30:00.123456\""
    };

    private static final String[] RAW_STRINGS = {"\"Où ? 😀\"", "\"\u2028\"", "\"\uffff\""};

    private static final String[] ITEM_SEPARATORS = {", ", ",", ",\n  ", " ,\t", "\r\n\t,\r\n\t"};
    private static final String[] COLONS = {": ", ":", " : ", "\t:\n"};
    private static final String[] BLANKS = {"", "", "", " ", "\n", "\r\n\t "};

    final byte[] bytes;
    final List<Field> fields = new ArrayList<>();
    final boolean ascii;
    private final Random random;

    RandomDocument(Random random) {
        this.random = random;
        ascii = random.nextBoolean();
        String item = pick(ITEM_SEPARATORS);
        String colon = pick(COLONS);
        boolean uneven = random.nextInt(4) == 0;
        StringBuilder out = new StringBuilder(pick(BLANKS)).append('{').append(pick(BLANKS));
        for (int i = 0, n = random.nextInt(7); i < n; i++) {
            if (i > 0) {
                out.append(uneven ? pick(ITEM_SEPARATORS) : item);
            }
            String[] name = pick(NAMES);
            int keyStart = size(out);
            out.append(keyText(name)).append(uneven ? pick(COLONS) : colon);
            int valueStart = size(out);
            out.append(value(0));
            fields.add(new Field(name[0], keyStart, valueStart, size(out)));
        }
        out.append(pick(BLANKS)).append('}').append(pick(BLANKS));
        bytes = out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A name that some documents have, or none. */
    static String name(Random random) {
        return random.nextInt(4) == 0 ? "new " + random.nextInt(3) : NAMES[random.nextInt(NAMES.length)][0];
    }

    private String keyText(String[] name) {
        String text = name[1 + random.nextInt(name.length - 1)];
        return ascii && !isAscii(text) ? name[1] : text;
    }

    private String value(int depth) {
        int kind = random.nextInt(depth > 3 ? 4 : 6);
        return switch (kind) {
            case 0 -> pick(NUMBERS);
            case 1 -> pick(new String[] {"true", "false", "null"});
            case 2 -> pick(STRINGS);
            case 3 -> ascii ? pick(STRINGS) : pick(RAW_STRINGS);
            default -> container(depth + 1, kind == 4);
        };
    }

    private String container(int depth, boolean object) {
        StringBuilder out = new StringBuilder(object ? "{" : "[").append(pick(BLANKS));
        for (int i = 0, n = random.nextInt(4); i < n; i++) {
            out.append(i > 0 ? pick(ITEM_SEPARATORS) : "");
            if (object) {
                out.append(keyText(pick(NAMES))).append(pick(COLONS));
            }
            out.append(value(depth));
        }
        return out.append(pick(BLANKS)).append(object ? '}' : ']').toString();
    }

    private <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static int size(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
