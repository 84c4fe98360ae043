package org.abisession.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Formats values for display. */
final class Text {
    /**
     * Matches characters that are no format characters in Unicode, and yet show nothing or change the one before them.
     */
    private static final Pattern INVISIBLE = Pattern.compile(
            "[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\ufe00-\\ufe0e\\uffa0\\x{e0100}-\\x{e01ef}]");

    /** Matches characters that take two columns of a terminal: those of East Asia, and emoji. */
    private static final Pattern WIDE = Pattern.compile(
            "[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff"
                    + "\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6"
                    + "\\x{1f300}-\\x{1f64f}\\x{1f680}-\\x{1f6ff}\\x{1f900}-\\x{1f9ff}\\x{20000}-\\x{3fffd}]");

    private Text() {}

    /** Returns how many columns of a terminal a text takes. */
    static int columns(String text) {
        return text.codePoints().map(Text::columns).sum();
    }

    private static int columns(int c) {
        if (c < 0x300) {
            return 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return WIDE.matcher(Character.toString(c)).matches() ? 2 : 1;
    }

    /**
     * Returns the text on one line, with an escape ({@code \\u202e}) for each character that a terminal could take for
     * a command, that changes the order of others or that shows nothing: control and format characters, line
     * separators, lone surrogates, private and unassigned characters. In JSON text that holds no raw line breaks in its
     * strings the escapes stand for the same values.
     */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t') {
                out.append(' ');
            } else if (isShown(c)) {
                out.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return out.toString();
    }

    /** Returns the text as {@link #printable} does, cut to a length. */
    static String cut(String text, int longest) {
        String line = printable(text.length() > 4 * longest ? text.substring(0, 4 * longest) : text);
        if (line.length() <= longest) {
            return line;
        }
        int end = longest - 3;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "...";
    }

    private static boolean isShown(int c) {
        if (c < 0x7f) {
            return c >= ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> !INVISIBLE.matcher(Character.toString(c)).matches();
        };
    }

    /** Returns a duration in one or two units: {@code 850 ms}, {@code 5 s}, {@code 23 h 59 min}, {@code 7 d 2 h}. */
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

    /** Returns a number of seconds to the millisecond: {@code 2.45 s}, {@code under 0.001 s}; any double. */
    static String seconds(double seconds) {
        if (seconds > 0 && seconds < 0.001) {
            return "under 0.001 s";
        }
        if (!(Math.abs(seconds) < 1e9)) { // NaN, too
            return seconds + " s";
        }
        BigDecimal rounded = BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP);
        return rounded.stripTrailingZeros().toPlainString() + " s";
    }

    private static String two(long first, String unit, long second, String smaller) {
        return first + " " + unit + (second == 0 ? "" : " " + second + " " + smaller);
    }

    /** Returns how many turns a conversation has: {@code 1 turn}, {@code 12 turns}. */
    static String turns(long count) {
        return count + (count == 1 ? " turn" : " turns");
    }

    /** Returns a size in decimal units: {@code 812 B}, {@code 1.4 kB}, {@code 12 MB}. */
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
