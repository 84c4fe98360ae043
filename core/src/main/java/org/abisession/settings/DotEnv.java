package org.abisession.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads the text of a {@code .env} file as Python's python-dotenv does: {@code KEY=value} and {@code
 * export KEY=value}, blank lines, comments, single quotes, double quotes with escapes, values of several
 * lines in quotes; of two lines with one name the last one wins. Two differences: {@code ${NAME}} is not
 * expanded, and {@code KEY= # comment} is the empty value.
 *
 * <p>Not safe for use by several threads; serves one text.
 */
final class DotEnv {
    /** A line does not have this form. The message says which line and why, and no part of the line. */
    static final class BadLineException extends Exception {
        private static final long serialVersionUID = 1L;

        BadLineException(int line, String problem) {
            super("line " + line + " " + problem);
        }
    }

    private final String text;
    private int at;
    private int line = 1;

    private DotEnv(String text) {
        this.text = text;
    }

    /** Returns the entries whose names are {@code ours}; no other value is kept. */
    static Map<String, String> parse(String text, Predicate<String> ours) throws BadLineException {
        return new DotEnv(text.startsWith("\uFEFF") ? text.substring(1) : text).entries(ours);
    }

    private Map<String, String> entries(Predicate<String> ours) throws BadLineException {
        Map<String, String> entries = new LinkedHashMap<>();
        while (skipToEntry()) {
            int start = line;
            skipExport();
            String key = key(start);
            skipBlanks();
            if (peek() == '=') {
                at++;
                String value = value(start);
                if (ours.test(key)) {
                    entries.put(key, value);
                }
            } else if (ours.test(key)) {
                throw new BadLineException(start, "has no = after the name");
            }
            skipComment();
            if (!atLineEnd()) {
                throw new BadLineException(start, "has text after its name or its closing quote");
            }
        }
        return entries;
    }

    /** Skips blank lines and comment lines. Returns false at the end of the text. */
    private boolean skipToEntry() {
        while (at < text.length()) {
            skipBlanks();
            skipComment();
            if (!atLineEnd()) {
                return true;
            }
            skipLineEnd();
        }
        return false;
    }

    private void skipExport() {
        int start = at;
        if (text.startsWith("export", at)) {
            at += "export".length();
            int afterWord = at;
            skipBlanks();
            if (at == afterWord) {
                at = start;
            }
        }
    }

    private String key(int start) throws BadLineException {
        if (peek() == '\'') {
            return quoted(start);
        }
        int from = at;
        while (!atLineEnd() && peek() != '=' && peek() != '#' && !isBlank(peek())) {
            at++;
        }
        if (at == from) {
            throw new BadLineException(start, "has no name");
        }
        return text.substring(from, at);
    }

    private String value(int start) throws BadLineException {
        int afterEquals = at;
        skipBlanks();
        if (atLineEnd()) {
            return "";
        }
        char first = peek();
        if (first == '\'' || first == '"') {
            return quoted(start);
        }
        int from = at;
        boolean blank = at > afterEquals;
        while (!atLineEnd() && !(blank && peek() == '#')) {
            blank = isBlank(peek());
            at++;
        }
        return text.substring(from, at).stripTrailing();
    }

    private String quoted(int start) throws BadLineException {
        char quote = peek();
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return value.toString();
            }
            int escaped = c == '\\' && at + 1 < text.length() ? unescape(quote, text.charAt(at + 1)) : -1;
            if (escaped >= 0) {
                value.append((char) escaped);
                at += 2;
                continue;
            }
            if (atLineEnd()) {
                int from = at;
                skipLineEnd();
                value.append(text, from, at);
                continue;
            }
            value.append(c);
            at++;
        }
        throw new BadLineException(start, "has no closing quote");
    }

    /** Returns the character that a backslash and {@code c} stand for; -1 if each stands for itself. */
    private static int unescape(char quote, char c) {
        if (c == '\\' || c == '\'' || c == quote) {
            return c;
        }
        int escape = quote == '"' ? "abfnrtv".indexOf(c) : -1;
        return escape < 0 ? -1 : "\u0007\b\f\n\r\t\u000B".charAt(escape);
    }

    private void skipComment() {
        int start = at;
        skipBlanks();
        if (peek() != '#') {
            at = atLineEnd() ? at : start;
            return;
        }
        while (!atLineEnd()) {
            at++;
        }
    }

    private void skipBlanks() {
        while (isBlank(peek())) {
            at++;
        }
    }

    private void skipLineEnd() {
        if (text.startsWith("\r\n", at)) {
            at++;
        }
        at++;
        line++;
    }

    private boolean atLineEnd() {
        return at >= text.length() || text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    /** Returns the next character, or a line feed at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\n';
    }

    private static boolean isBlank(char c) {
        return c != '\n' && c != '\r' && (Character.isWhitespace(c) || Character.isSpaceChar(c));
    }
}
