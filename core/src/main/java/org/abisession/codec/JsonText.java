package org.abisession.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.abisession.json.JsonStrings;

/**
 * Builds JSON text (RFC 8259): no white space, control characters and lone surrogates escaped, so that
 * its UTF-8 form is valid and gives back every Java string. Not for several threads.
 */
final class JsonText {
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
        JsonStrings.append(out, text);
        return this;
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
