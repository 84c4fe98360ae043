package org.abisession.json;

/**
 * Strings as JSON text (RFC 8259, 7). Control characters are escaped; so is a surrogate without
 * its other half, which UTF-8 can't carry: {@code json.loads} reads that escape, orjson refuses it.
 */
public final class JsonStrings {
    private static final String HEX = "0123456789abcdef";
    private static final char DELETE = 0x7f;

    private JsonStrings() {}

    /**
     * Appends a string with its quotes.
     *
     * @param ascii whether to escape everything beyond ASCII, as {@code json.dumps} does unless set otherwise
     */
    public static void append(StringBuilder out, String text, boolean ascii) {
        append(out, text, ascii, true);
    }

    /** Appends a string with its quotes and no escape that RFC 8259 and UTF-8 do not need; DEL stands for itself. */
    public static void append(StringBuilder out, String text) {
        append(out, text, false, false);
    }

    private static void append(StringBuilder out, String text, boolean ascii, boolean escapesDelete) {
        out.append('"');
        int length = text.length();
        int done = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < DELETE && c != '"' && c != '\\') {
                continue;
            }
            if (c >= DELETE && !(c == DELETE ? escapesDelete : ascii || isLoneSurrogate(text, i))) {
                continue;
            }
            out.append(text, done, i);
            done = i + 1;
            escape(out, c);
        }
        out.append(text, done, length).append('"');
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> appendEscape(out, c);
        }
    }

    /** Returns the same JSON in ASCII. Other characters are escaped: they can stand in strings only. */
    public static String toAscii(String json) {
        StringBuilder out = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < DELETE) {
                out.append(c);
            } else {
                appendEscape(out, c);
            }
        }
        return out.toString();
    }

    /** Returns the same JSON with each lone surrogate escaped. They can stand in strings only. */
    public static String withoutLoneSurrogates(String json) {
        StringBuilder out = null;
        for (int i = 0; i < json.length(); i++) {
            if (isLoneSurrogate(json, i)) {
                out = out == null ? new StringBuilder(json.length() + 16).append(json, 0, i) : out;
                appendEscape(out, json.charAt(i));
            } else if (out != null) {
                out.append(json.charAt(i));
            }
        }
        return out == null ? json : out.toString();
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static void appendEscape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((c >> shift) & 0xf));
        }
    }
}
