package org.abisession.cli;

import java.time.Duration;
import java.util.Locale;

/** Values as people read them. */
final class Text {
    private Text() {}

    /** On one line, without what a terminal would take for a command. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isShown(c) ? c : c == '\n' || c == '\t' ? ' ' : '?'));
        return out.toString();
    }

    /** As {@link #printable}, at most so long. */
    static String cut(String text, int longest) {
        String line = printable(text.length() > 4 * longest ? text.substring(0, 4 * longest) : text);
        return text.length() > longest && line.length() > longest - 3 ? line.substring(0, longest - 3) + "..." : line;
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** {@code 850 ms}, {@code 5 s}, {@code 3 min}, {@code 23 h 59 min}, {@code 7 d 2 h}. */
    static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 1) {
            return Math.max(0, time.toMillis()) + " ms";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        return seconds < 86400
                ? two(seconds / 3600, "h", seconds / 60 % 60, "min")
                : two(seconds / 86400, "d", seconds / 3600 % 24, "h");
    }

    private static String two(long first, String unit, long second, String smaller) {
        return first + " " + unit + (second == 0 ? "" : " " + second + " " + smaller);
    }

    /** {@code 812 B}, {@code 1.4 kB}, {@code 12 MB}. */
    static String bytes(long count) {
        if (count < 1000) {
            return count + " B";
        }
        double value = count;
        for (String unit : new String[] {"kB", "MB", "GB"}) {
            value /= 1000;
            if (value < 999.5) {
                return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, unit);
            }
        }
        return String.format(Locale.ROOT, "%.0f TB", value / 1000);
    }
}
