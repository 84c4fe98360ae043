package org.abisession.conversation;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * The JSON of a conversation's entries: reads what {@code json.dumps} writes, NaN and Infinity
 * included, and writes what {@code json.loads} and stricter readers such as orjson take (RFC 8259,
 * integers within 64 bits). Safe for use by several threads.
 */
public final class EntryJson {
    /** The most digits of a number. Python stops there as well, to be safe from texts made to keep it busy. */
    static final int MAX_DIGITS = 4300;

    /** The literals that Python writes for numbers that JSON doesn't have. Jackson would also take INF and the like. */
    private static final Set<String> PYTHON_LITERALS = Set.of("NaN", "Infinity", "-Infinity");

    /** Matches any escape, one after the other; group 1 is a surrogate. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([dD][89a-fA-F][0-9a-fA-F]{2})|.)", Pattern.DOTALL);

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // Names of fields are other people's data: they don't belong in a table for the life of the JVM.
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(EntryWriter.MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private EntryJson() {}

    /**
     * Returns the fields of a JSON object, in the order of the text; of several fields of one name the last one counts.
     * The map, and each Map and List in it, is unmodifiable.
     *
     * @return null if the text is no JSON object, is nested deeper than 100 levels, or has a number of
     *     more than 4300 digits
     */
    public static @Nullable Map<String, @Nullable Object> read(String json) {
        try {
            return parse(json);
        } catch (JacksonException e) {
            String unescaped = withoutSurrogateEscapes(json);
            if (unescaped.equals(json)) {
                return null;
            }
            try {
                return parse(unescaped);
            } catch (JacksonException again) {
                return null;
            }
        }
    }

    private static @Nullable Map<String, @Nullable Object> parse(String json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Map<String, @Nullable Object> fields = object(parser);
            return parser.nextToken() == null ? fields : null;
        }
    }

    /**
     * Returns the text with each escape of a lone surrogate replaced by the character itself. Jackson reads half of a
     * surrogate pair in a field's name only in that form.
     */
    private static String withoutSurrogateEscapes(String json) {
        return ESCAPE.matcher(json)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        escape.group(1) == null
                                ? escape.group()
                                : Character.toString(Integer.parseInt(escape.group(1), 16))));
    }

    /**
     * Returns an object as JSON text, in the style of {@code json.dumps}, except that characters beyond ASCII are not
     * escaped. NaN and the infinities become null.
     *
     * @throws IllegalArgumentException if a value can't be written, with the path to it
     */
    public static String write(Map<String, ? extends @Nullable Object> fields) {
        return new EntryWriter().write(fields);
    }

    /** Returns the time that the value of a field stands for ({@link PythonTime#read}); empty if it is none. */
    public static Optional<Instant> timestamp(@Nullable Object value, ZoneId zone) {
        return PythonTime.read(value, zone);
    }

    /** Returns a time as the value of a field ({@link PythonTime#write}). */
    public static String timestamp(Instant value, ZoneId zone) {
        return PythonTime.write(value, zone);
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            fields.put(name, value(parser, parser.nextToken()));
        }
        return Collections.unmodifiableMap(fields);
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(parser, token));
        }
        return Collections.unmodifiableList(elements);
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> floatingPoint(parser);
            default -> throw new StreamReadException(parser, "No value");
        };
    }

    private static Number floatingPoint(JsonParser parser) {
        Number number = parser.getNumberValue();
        String text = parser.getString();
        if (!Character.isDigit(text.charAt(text.length() - 1)) && !PYTHON_LITERALS.contains(text)) {
            throw new StreamReadException(parser, "No number of Python's");
        }
        return number;
    }
}
