package org.abisession.node;

import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.abisession.ConversationEntry;

/**
 * The values whose stored form is compared with that of earlier releases, one of each form. Never change a value: add
 * one under a new name, and write the file of the next release with {@link StoredFormTest}.
 */
final class StoredSamples {
    static final Instant TIME = Instant.parse("2024-01-15T10:30:00.123456Z");
    static final ConversationEntry TURN = ConversationEntry.builder("What sold best? é 😀")
            .timestamp(TIME)
            .assistantResponse("Tea.")
            .executionTime(2.45)
            .metadata(Map.of("docs_found", 5))
            .build();

    private StoredSamples() {}

    /** A class of the application. */
    static final class Cart implements Serializable {
        private static final long serialVersionUID = 1L;

        final List<String> items = new ArrayList<>(List.of("tea", "milk"));
        final Map<String, Integer> counts = new LinkedHashMap<>(Map.of("tea", 2));

        @Override
        public boolean equals(Object other) {
            return other instanceof Cart that && items.equals(that.items) && counts.equals(that.counts);
        }

        @Override
        public int hashCode() {
            return items.hashCode();
        }
    }

    /** A record of the application. */
    record Price(String article, BigDecimal amount) implements Serializable {}

    /** The attributes by name. */
    static Map<String, Object> attributes() {
        Map<String, Object> values = new TreeMap<>();
        values.put("text", "tea, é, 😀, \u0000, \" and \\");
        values.put("@name with an at sign", "at");
        values.put("yes", true);
        values.put("int", 42);
        values.put("long", Long.MIN_VALUE);
        values.put("short", (short) 7);
        values.put("char", 'é');
        values.put("double", 0.1);
        values.put("float", 0.1f);
        values.put("nan", Double.NaN);
        values.put("decimal", new BigDecimal("12.340"));
        values.put("instant", TIME);
        values.put("date", LocalDate.of(2024, 2, 29));
        values.put("uuid", new UUID(1, 2));
        values.put("enum", TimeUnit.SECONDS);
        values.put("bytes", "bytes".getBytes(StandardCharsets.UTF_8));
        values.put("ints", new int[] {1, -1});
        values.put("texts", new String[] {"a", "b"});
        values.put("list", new ArrayList<>(List.of("a", 1, false, 0.5)));
        values.put("immutable list", List.of("a", "b", "c"));
        values.put("set", new TreeSet<>(List.of("b", "a")));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("when", TIME);
        map.put("what", new ArrayList<>(List.of(new BigDecimal("1.0"), "x")));
        values.put("map", map);
        values.put("sorted map", new TreeMap<>(Map.of(2, "two", 1, "one")));
        values.put("cart", new Cart());
        values.put("price", new Price("tea", new BigDecimal("2.50")));
        values.put("shared", "of both applications");
        return values;
    }
}
