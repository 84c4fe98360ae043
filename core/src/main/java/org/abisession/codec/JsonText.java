package org.abisession.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Builds JSON text (RFC 8259): no white space, control characters and lone surrogates escaped, so that
 * its UTF-8 form is valid and gives back every Java string. Not for several threads.
 */
final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder();

    JsonText raw(char c) {
        out.append(c);
        return this;
    }

    JsonText raw(String text) {
        out.append(text);
        return this;
    }

    /** Appends a String, Boolean, Integer, Long, finite Double, or a List of these. */
    JsonText plain(Object value) {
        if (value instanceof String text) {
            return string(text);
        }
        if (value instanceof List<?> items) {
            char separator = '[';
            for (Object item : items) {
                raw(separator).plain(item);
                separator = ',';
            }
            return raw(items.isEmpty() ? "[]" : "]");
        }
        out.append(value);
        return this;
    }

    JsonText string(String text) {
        out.append('"');
        int length = text.length();
        int done = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(text, done, i);
            escape(c);
            done = i + 1;
        }
        out.append(text, done, length).append('"');
        return this;
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                out.append("\\u")
                        .append(HEX[c >> 12])
                        .append(HEX[(c >> 8) & 15])
                        .append(HEX[(c >> 4) & 15])
                        .append(HEX[c & 15]);
        }
    }

    /** Returns whether every surrogate in the text is part of a pair. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    byte[] toUtf8() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
