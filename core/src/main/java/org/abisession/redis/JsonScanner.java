package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds where the fields of a JSON object begin and end, byte by byte, and checks the rest of the text on
 * the way. Takes what {@code json.loads} takes: RFC 8259 and the literals NaN, Infinity and -Infinity.
 * Nesting costs a bit a level, not stack.
 */
final class JsonScanner {
    /** A field: {@code keyStart} at its quote, {@code keyEnd} and {@code valueEnd} after the last byte. */
    record Member(String name, int keyStart, int keyEnd, int valueStart, int valueEnd) {}

    /** The most levels of documents that are read, as many as {@code json.loads} reads. */
    private static final int DEEPEST_READ = 1000;

    /** The most levels of a document after a value was written into it, its own level included. */
    private static final int DEEPEST_WRITTEN = 100;

    private final byte[] json;
    private final boolean strict;
    private final int maxDepth;
    private int at;

    private JsonScanner(byte[] json, boolean strict, int maxDepth) {
        this.json = json;
        this.strict = strict;
        this.maxDepth = maxDepth;
    }

    /** Returns the fields of an object in UTF-8, in their order, duplicates included. */
    static List<Member> members(byte[] utf8) throws UnreadableMetadataException {
        ForeignBytes.requireUtf8(utf8);
        JsonScanner scanner = new JsonScanner(utf8, false, DEEPEST_READ);
        scanner.blanks();
        if (scanner.at == utf8.length) {
            throw new UnreadableMetadataException(
                    utf8.length == 0 ? "is empty" : "is blank: " + utf8.length + " bytes of white space");
        }
        if (utf8[scanner.at] != '{') {
            throw scanner.notAnObject();
        }
        List<Member> members = scanner.object();
        scanner.end();
        return members;
    }

    /** Checks that a text is one value as RFC 8259 has it, without blanks around it. */
    static void requireValue(byte[] utf8) throws UnreadableMetadataException {
        ForeignBytes.requireUtf8(utf8);
        JsonScanner scanner = new JsonScanner(utf8, true, DEEPEST_WRITTEN);
        scanner.value();
        if (scanner.at < utf8.length) {
            throw new UnreadableMetadataException("continues after its end, at byte " + scanner.at);
        }
    }

    static UnreadableMetadataException cutOff(int length) {
        return new UnreadableMetadataException("is cut off after " + length + " bytes");
    }

    private List<Member> object() throws UnreadableMetadataException {
        List<Member> members = new ArrayList<>();
        at++;
        blanks();
        if (peek() == '}') {
            at++;
            return members;
        }
        while (true) {
            int keyStart = at;
            string();
            int keyEnd = at;
            colon();
            int valueStart = at;
            value();
            members.add(new Member(name(keyStart, keyEnd), keyStart, keyEnd, valueStart, at));
            blanks();
            if (peek() == '}') {
                at++;
                return members;
            }
            comma();
        }
    }

    private void value() throws UnreadableMetadataException {
        BitSet objects = new BitSet(); // by depth: is the container at this depth an object?
        int depth = 0;
        while (true) {
            int c = peek();
            if (c == '{' || c == '[') {
                at++;
                if (depth + 1 >= maxDepth) {
                    throw new UnreadableMetadataException("is nested deeper than " + maxDepth + " levels");
                }
                objects.set(depth++, c == '{');
                blanks();
                if (peek() != (c == '{' ? '}' : ']')) {
                    if (c == '{') {
                        string();
                        colon();
                    }
                    continue;
                }
            } else {
                scalar(c);
            }
            // A value has ended, or an empty container is about to: close what ends here.
            while (depth > 0) {
                blanks();
                boolean object = objects.get(depth - 1);
                if (peek() != (object ? '}' : ']')) {
                    comma();
                    if (object) {
                        string();
                        colon();
                    }
                    break;
                }
                at++;
                depth--;
            }
            if (depth == 0) {
                return;
            }
        }
    }

    private void scalar(int c) throws UnreadableMetadataException {
        switch (c) {
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case 'N' -> pythonLiteral("NaN");
            case 'I' -> pythonLiteral("Infinity");
            default -> number();
        }
    }

    private void pythonLiteral(String text) throws UnreadableMetadataException {
        int start = at;
        literal(text);
        if (strict) {
            throw new UnreadableMetadataException("has NaN or Infinity at byte " + start + ", which JSON has not");
        }
    }

    private void literal(String text) throws UnreadableMetadataException {
        for (int i = 0; i < text.length(); i++) {
            if (peek() != text.charAt(i)) {
                at -= i; // None begins like NaN: tell of the whole word
                throw unexpected();
            }
            at++;
        }
    }

    private void number() throws UnreadableMetadataException {
        if (peek() == '-') {
            at++;
            if (peek() == 'I') {
                pythonLiteral("Infinity");
                return;
            }
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (at < json.length && json[at] == '.') {
            at++;
            digits();
        }
        if (at < json.length && (json[at] == 'e' || json[at] == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
    }

    private void digits() throws UnreadableMetadataException {
        if (!isDigit(peek())) {
            throw unexpected();
        }
        while (at < json.length && isDigit(json[at])) {
            at++;
        }
    }

    private void string() throws UnreadableMetadataException {
        if (peek() != '"') {
            throw unexpected();
        }
        at++;
        for (int c = peek(); c != '"'; c = peek()) {
            if (c >= 0 && c < ' ') {
                throw unexpected();
            }
            at++;
            if (c == '\\') {
                escape();
            }
        }
        at++;
    }

    private void escape() throws UnreadableMetadataException {
        if (peek() == 'u') {
            for (int i = 0; i < 4; i++) {
                at++;
                if (Character.digit(peek(), 16) < 0) {
                    throw unexpected();
                }
            }
        } else if ("\"\\/bfnrt".indexOf(peek()) < 0) {
            throw unexpected();
        }
        at++;
    }

    private String name(int keyStart, int keyEnd) {
        String text = new String(json, keyStart + 1, keyEnd - keyStart - 2, StandardCharsets.UTF_8);
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder name = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                name.append(c);
                continue;
            }
            c = text.charAt(++i);
            int control = "bfnrt".indexOf(c);
            if (c == 'u') {
                name.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
                i += 4;
            } else {
                name.append(control < 0 ? c : "\b\f\n\r\t".charAt(control));
            }
        }
        return name.toString();
    }

    private void colon() throws UnreadableMetadataException {
        blanks();
        if (peek() != ':') {
            throw unexpected();
        }
        at++;
        blanks();
    }

    private void comma() throws UnreadableMetadataException {
        if (peek() != ',') {
            throw unexpected();
        }
        at++;
        blanks();
        if (peek() == '}' || peek() == ']') {
            throw new UnreadableMetadataException("has a comma without a value after it before byte " + at);
        }
    }

    private void end() throws UnreadableMetadataException {
        blanks();
        if (at < json.length) {
            throw new UnreadableMetadataException("continues after its end, at byte " + at
                    + ". Write one JSON object, with SET and not with APPEND.");
        }
    }

    private UnreadableMetadataException notAnObject() throws UnreadableMetadataException {
        String kind = switch (json[at]) {
            case '[' -> "array";
            case '"' -> "string (json.dumps called twice?)";
            case 't', 'f' -> "boolean";
            case 'n' -> "null";
            default -> "number";
        };
        value();
        end();
        return new UnreadableMetadataException("is a JSON " + kind + ". Write an object.");
    }

    private void blanks() {
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }

    /** Returns the byte at the current position; negative where it is beyond ASCII. */
    private int peek() throws UnreadableMetadataException {
        if (at >= json.length) {
            throw cutOff(json.length);
        }
        return json[at];
    }

    private UnreadableMetadataException unexpected() {
        return switch (json[at]) {
            case '\'',
                    'T',
                    'F',
                    'N',
                    'b',
                    'u',
                    'd',
                    'D',
                    'U' -> // 'a', True, None, b'', u'', datetime(...), Decimal(...)
                new UnreadableMetadataException(
                        "is no JSON at byte " + at + ". It looks like Python's str(dict): use json.dumps(dict).");
            default -> new UnreadableMetadataException("is no JSON at byte " + at);
        };
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
