package org.abisession.example.web;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes JSON as plain Java values: String, Boolean, Integer, Long, Double, null, List and Map. */
final class Json {
    private static final int DEEPEST = 50;
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * Reads one value.
     *
     * @throws ApiException 400 with the place and the reason, if it is not JSON, holds a number beyond
     *     64 bits, or half a character
     */
    static @Nullable Object read(String text) {
        Object value;
        try {
            value = MAPPER.readValue(text, Object.class);
        } catch (JacksonException e) {
            var location = e.getLocation();
            String place =
                    location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
            throw ApiException.badRequest("The body must be JSON: " + e.getOriginalMessage() + place + ".");
        }
        check(value);
        return value;
    }

    static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    private static void check(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, item) -> {
                check(name);
                check(item);
            });
        } else if (value instanceof Collection<?> items) {
            items.forEach(Json::check);
        } else if (value instanceof String text) {
            Inputs.requireWholeCharacters("A string of the body", text);
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            throw ApiException.badRequest("A number must fit 64 bits; one of the body is too large for a double.");
        } else if (value instanceof BigInteger number
                && (number.compareTo(LONG_MIN) < 0 || number.compareTo(LONG_MAX) > 0)) {
            throw ApiException.badRequest("A whole number must fit 64 bits, was " + number + ".");
        }
    }

    /** Returns a value in a form that JSON has; any other value as text with its class. */
    static @Nullable Object showable(@Nullable Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof BigDecimal) {
            return value;
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            return value;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> shown = new ArrayList<>();
            list.forEach(item -> shown.add(showable(item)));
            return shown;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            map.forEach((name, item) -> shown.put(String.valueOf(name), showable(item)));
            return shown;
        }
        String type = value.getClass().getName();
        return type.startsWith("java.") ? value + " (" + type + ")" : "(" + type + ")";
    }
}
