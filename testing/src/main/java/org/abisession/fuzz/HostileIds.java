package org.abisession.fuzz;

import java.util.List;
import java.util.Random;

/**
 * Ids as an attacker sends them. Each has {@link #MARK} in it where it is long enough, so that its traces can be
 * looked for. Not safe for use by several threads.
 */
public final class HostileIds {
    /** A text that is in every id of eight characters or more. */
    public static final String MARK = "zQ7xK9";

    private static final String GOOD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    /** Characters that no container takes for the end of a value, wherever they stand. */
    private static final List<String> BAD = List.of(
            "*",
            ":",
            "{",
            "}",
            "[",
            "]",
            "^",
            "|",
            "~",
            "!",
            "$",
            "&",
            "+",
            "@",
            "(",
            ")",
            "<",
            ">",
            "`",
            "'",
            "%",
            "%2a",
            "%3A",
            "%00",
            "%0d%0a",
            "%252e",
            "\u00e9",
            "\u00ff",
            "\u2028",
            "\u202e",
            "\uff21",
            "\u0663",
            "\ud83d\ude00",
            "\u0001",
            "\u001b[2J",
            "\u007f");
    /** Characters that may end a value in a cookie, a path or a header: the rest must not be an id either. */
    private static final List<String> ENDS = List.of(
            ";",
            ",",
            " ",
            "\t",
            "\"",
            "\\",
            "=",
            "/",
            "?",
            "#",
            "..",
            "../",
            "%2f",
            "%3b",
            "\u0000",
            "\u0000\u0000",
            "&amp;");

    private static final List<String> LINE_BREAKS =
            List.of("\r\n", "\n", "\r", "\r\nSet-Cookie: a=b\r\n", "\r\n\r\n", "\n\n", "\r\n*1\r\n$8\r\nFLUSHALL\r\n");
    private static final List<String> WHOLE = List.of(
            "*",
            "session:*",
            "**",
            "?",
            "[a-z]*",
            "session:{",
            "}:metadata",
            "../../etc/passwd",
            "..",
            ".",
            "a:metadata",
            ":attributes",
            "abi-session:sweeper",
            "${jndi:ldap://" + MARK + "}",
            "%n%s%x",
            "$(id)",
            "'; DROP TABLE",
            "null",
            "undefined",
            "true",
            "-1",
            "0",
            "@created_at",
            "{}",
            "[]",
            "EVAL",
            "\"\"",
            "<script>" + MARK);
    private static final List<String> ROUTES = List.of(
            "node1",
            "a.b",
            "",
            ".",
            "..",
            "*",
            "no de",
            "{x}",
            ":metadata",
            "a/../b",
            "%0d%0a",
            "\u00e9",
            "n\"x",
            "x".repeat(65),
            "x".repeat(4000));

    private final Random random;

    /** Makes one with this randomness. */
    public HostileIds(Random random) {
        this.random = random;
    }

    /**
     * Returns a text that has not the form of an id, nor has any part of it that a container may cut out. It has no
     * line breaks.
     */
    public String malformed() {
        return switch (random.nextInt(8)) {
            case 0 -> cut(good(16 + random.nextInt(112)), 1 + random.nextInt(15));
            case 1 -> good(129 + random.nextInt(200));
            case 2 -> good(random.nextInt(20) == 0 ? 8000 : 1000 + random.nextInt(2000));
            case 3 -> with(good(16 + random.nextInt(112)), pick(BAD));
            case 4 -> with(with(good(16 + random.nextInt(60)), pick(BAD)), pick(BAD));
            case 5 -> pieces();
            case 6 -> random.nextBoolean() ? pick(WHOLE) : MARK + "*" + pick(WHOLE);
            default -> with(good(1 + random.nextInt(100)), pick(BAD)) + "." + pick(ROUTES);
        };
    }

    /** Does the same as {@link #malformed}, with line breaks in it: a request that holds it is several, or none. */
    public String lineBreaking() {
        return cut(good(40), 12) + pick(LINE_BREAKS) + cut(good(40), 12);
    }

    /** Returns a text of the form of an id, which nobody has ever made. */
    public String unknown() {
        return switch (random.nextInt(4)) {
            case 0 -> good(16 + random.nextInt(113));
            case 1 -> good(32);
            default -> good(43);
        };
    }

    /** Does the same as {@link #unknown}, with some text after a dot. */
    public String routed() {
        return unknown() + "." + pick(ROUTES);
    }

    /** Returns a text of characters that an id may have. */
    private String good(int length) {
        StringBuilder id = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            id.append(GOOD.charAt(random.nextInt(GOOD.length())));
        }
        return length < 8
                ? id.toString()
                : id.replace(1, 1 + MARK.length(), MARK).toString();
    }

    private String with(String id, String bad) {
        int at = random.nextInt(id.length() + 1);
        at += at < id.length() && Character.isLowSurrogate(id.charAt(at)) ? 1 : 0;
        return id.substring(0, at) + bad + id.substring(at);
    }

    /** Returns parts that are shorter than any id, between characters that may end a cookie's value. */
    private String pieces() {
        StringBuilder id = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            id.append(cut(good(8 + random.nextInt(8)), 15)).append(pick(ENDS));
        }
        return id.toString();
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
