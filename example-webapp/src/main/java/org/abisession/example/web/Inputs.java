package org.abisession.example.web;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the inputs of a request. Each check returns the value, or throws a 400 that says what is wrong and why. */
final class Inputs {
    static final int LONGEST_QUERY = 4000;
    static final int MOST_TURNS = 1000;
    static final int DEFAULT_TURNS = 50;

    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[\\p{L}\\p{N}._@:-]{1,100}");
    /** Prefixes of attribute names of the store, of containers and of the platform, which clients must not set. */
    private static final List<String> RESERVED =
            List.of("org.abisession.", "org.eclipse.jetty.", "org.apache.catalina.", "jakarta.", "javax.", "java.");

    private Inputs() {}

    static String attributeName(String name) {
        if (!ATTRIBUTE_NAME.matcher(name).matches()) {
            throw ApiException.badRequest(
                    "An attribute's name must be 1 to 100 letters, digits or . _ - @ : characters, was "
                            + (name.length() > 100 ? name.length() + " characters" : "'" + name + "'") + ".");
        }
        for (String prefix : RESERVED) {
            if (name.startsWith(prefix)) {
                throw ApiException.badRequest("An attribute's name must not begin with '" + prefix
                        + "': such names belong to the platform. Was '" + name + "'.");
            }
        }
        return name;
    }

    /** Returns how many turns {@code last=N} asks for; {@link #DEFAULT_TURNS} without that parameter. */
    static int last(@Nullable String text) {
        if (text == null) {
            return DEFAULT_TURNS;
        }
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= MOST_TURNS) {
                return number;
            }
        }
        String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        throw ApiException.badRequest(
                "'last' must be a whole number from 1 to " + MOST_TURNS + ", was '" + shown + "'.");
    }

    /** Returns the question in {@code {"user_query": "..."}}, without the blanks around it. */
    static String userQuery(@Nullable Object body) {
        if (!(body instanceof Map<?, ?> fields)) {
            throw ApiException.badRequest(
                    "The body must be an object, {\"user_query\": \"...\"}, was " + typeName(body) + ".");
        }
        Object query = fields.get("user_query");
        if (query == null) {
            throw ApiException.badRequest("'user_query' is missing. Send {\"user_query\": \"...\"}.");
        }
        if (!(query instanceof String text)) {
            throw ApiException.badRequest("'user_query' must be a string, was " + typeName(query) + ".");
        }
        if (text.isBlank()) {
            throw ApiException.badRequest("'user_query' must not be blank.");
        }
        int length = text.codePointCount(0, text.length());
        if (length > LONGEST_QUERY) {
            throw ApiException.badRequest(
                    "'user_query' must have at most " + LONGEST_QUERY + " characters, had " + length + ".");
        }
        return text.strip();
    }

    /** Returns any JSON value but null, which an attribute can't have. */
    static Object attributeValue(@Nullable Object body) {
        if (body == null) {
            throw ApiException.badRequest("An attribute can't be null. DELETE it instead.");
        }
        return body;
    }

    /** Refuses text with one half of a surrogate pair, which UTF-8 and so Redis can't hold. */
    static void requireWholeCharacters(String subject, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw ApiException.badRequest(subject + " must be Unicode text, had half a surrogate pair, \\u"
                        + Integer.toHexString(c) + ", at position " + i + ".");
            }
        }
    }

    private static String typeName(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "an array";
        }
        if (value instanceof String) {
            return "a string";
        }
        return value instanceof Boolean ? "a boolean" : "a number";
    }
}
