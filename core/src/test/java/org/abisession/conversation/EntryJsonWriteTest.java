package org.abisession.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.abisession.ConversationEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EntryJsonWriteTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void write_value_isTextThatEveryReaderTakes(String name, Object value, String expected) {
        assertThat(EntryJson.write(Collections.singletonMap("v", value))).isEqualTo("{\"v\": " + expected + "}");
    }

    static Stream<Arguments> write_value_isTextThatEveryReaderTakes() {
        return Stream.of(
                Arguments.of("null", null, "null"),
                Arguments.of("booleans", List.of(true, false), "[true, false]"),
                Arguments.of("small integers", List.of((byte) -1, (short) 2, 3), "[-1, 2, 3]"),
                Arguments.of("beyond double", 9007199254740993L, "9007199254740993"),
                Arguments.of("least of 64 bits", BigInteger.TWO.pow(63).negate(), "-9223372036854775808"),
                Arguments.of(
                        "most of 64 bits", BigInteger.TWO.pow(64).subtract(BigInteger.ONE), "18446744073709551615"),
                Arguments.of("integral float", 1.0, "1.0"),
                Arguments.of("large plain float", 9999999999999998.0, "9999999999999998.0"),
                Arguments.of("large float", 1e16, "1e+16"),
                Arguments.of("huge float", -1.5e300, "-1.5e+300"),
                Arguments.of("small plain float", 0.0001, "0.0001"),
                Arguments.of("small float", 1e-7, "1e-07"),
                Arguments.of("smallest float", Double.MIN_VALUE, "4.9e-324"),
                Arguments.of("17 digits", 0.1 + 0.2, "0.30000000000000004"),
                Arguments.of("shortest form", 2.0E-3, "0.002"),
                Arguments.of(
                        "shortest form where Java 17 has a digit more",
                        2.2250738585072014E-308 * 0.5,
                        "1.1125369292536007e-308"),
                Arguments.of("zeros", List.of(0.0, -0.0), "[0.0, -0.0]"),
                Arguments.of("single precision", 0.1f, "0.1"),
                Arguments.of("not JSON", List.of(Double.NaN, 1 / 0.0, -1 / 0.0, Float.NaN), "[null, null, null, null]"),
                Arguments.of("quotes", "\"\\/", "\"\\\"\\\\/\""),
                Arguments.of("short escapes", "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""),
                Arguments.of("controls", "\u0000\u001f\u007f", "\"\\u0000\\u001f\\u007f\""),
                Arguments.of("beyond ASCII", "Où\u2028😀", "\"Où\u2028😀\""),
                Arguments.of("lone surrogates", "\ud800x\udc00\ud83d", "\"\\ud800x\\udc00\\ud83d\""),
                Arguments.of("lone beside a pair", "\ud83d😀\ude00", "\"\\ud83d😀\\ude00\""),
                Arguments.of("empty", List.of(Map.of(), List.of(), ""), "[{}, [], \"\"]"));
    }

    @Test
    void write_fields_areInTheirOrderWithTheSeparatorsOfPython() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("b", 1);
        fields.put("a", Arrays.asList(1, 2, null));
        fields.put("\"é\n", Map.of("d", 4));

        assertThat(EntryJson.write(fields)).isEqualTo("{\"b\": 1, \"a\": [1, 2, null], \"\\\"é\\n\": {\"d\": 4}}");
        assertThat(EntryJson.write(Map.of())).isEqualTo("{}");
    }

    @Test
    void write_otherType_throwsWithThePath() {
        Map<String, Object> fields = Map.of("metadata", Map.of("items", List.of(1, 2, new UUID(0, 1))));

        assertThatThrownBy(() -> EntryJson.write(fields))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metadata.items[2] must be a String, Boolean, Integer, Long, BigInteger, Double, null,"
                        + " List or Map, was java.util.UUID");
    }

    @Test
    void write_otherTypeBehindNestedValues_throwsWithItsOwnPath() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("a", Map.of("b", List.of(List.of(1))));
        fields.put("c", BigDecimal.ONE);

        assertThatThrownBy(() -> EntryJson.write(fields)).hasMessageStartingWith("c must be ");
    }

    @Test
    void write_integerBeyond64Bits_throwsWithThePath() {
        for (BigInteger n :
                List.of(BigInteger.TWO.pow(64), BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE))) {
            assertThatThrownBy(() -> EntryJson.write(Map.of("metadata", Map.of("id", n))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("metadata.id must fit in 64 bits");
        }
    }

    @Test
    void write_keyThatIsNoString_throwsWithThePath() {
        Map<Object, Object> nullKey = new HashMap<>();
        nullKey.put(null, 1);

        assertThatThrownBy(() -> EntryJson.write(Map.of("m", Map.of(1, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("m must have Strings as keys, had a java.lang.Integer");
        assertThatThrownBy(() -> EntryJson.write(Map.of("m", nullKey)))
                .hasMessage("m must have Strings as keys, had null");
    }

    @Test
    void write_listThatContainsItself_throwsAndDoesNotOverflow() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatThrownBy(() -> EntryJson.write(Map.of("a", list)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a[0][0]")
                .hasMessageEndingWith("... is nested deeper than 100 levels. Does it contain itself?");
    }

    @Test
    void write_nestingOf100Levels_isReadBack() {
        Object value = 1;
        for (int i = 0; i < 99; i++) {
            value = List.of(value);
        }
        Map<String, Object> fields = Map.of("a", value);

        assertThat(EntryJson.read(EntryJson.write(fields))).isEqualTo(fields);
        assertThatThrownBy(() -> EntryJson.write(Map.of("b", fields))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void write_randomStringsAndDoubles_areReadBackEqualFromUtf8() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(0x90) : random.nextInt(0x10000)));
            }
            double number = Double.longBitsToDouble(random.nextLong());
            Map<String, Object> fields = Map.of(text.toString(), Double.isFinite(number) ? number : 0.5);
            byte[] utf8 = EntryJson.write(fields).getBytes(StandardCharsets.UTF_8);

            assertThat(EntryJson.read(new String(utf8, StandardCharsets.UTF_8))).isEqualTo(fields);
        }
    }

    @Test
    void builder_newEntry_hasTheFieldsOfTheSchemaInTheirOrder() {
        ConversationEntry entry = ConversationEntry.builder("q")
                .timestamp(Instant.parse("2025-01-02T03:04:05.678901234Z"))
                .assistantResponse("a")
                .executionTime(0.5)
                .build();

        assertThat(entry.json())
                .isEqualTo("{\"timestamp\": \"2025-01-02T03:04:05.678901\", \"user_query\": \"q\","
                        + " \"assistant_response\": \"a\", \"execution_time\": 0.5, \"metadata\": {}}");
        assertThat(entry.timestamp()).contains(Instant.parse("2025-01-02T03:04:05.678901Z"));
    }

    @Test
    void builder_noTimestamp_isAskedNow() {
        Instant before = Instant.now();
        Instant timestamp = ConversationEntry.builder("q").build().timestamp().orElseThrow();

        assertThat(Duration.between(before, timestamp)).isBetween(Duration.ofNanos(-1000), Duration.ofMinutes(1));
    }

    @Test
    void parse_entryOfPython_keepsItsBytesAndReadsItsFields() {
        String json = "{\"timestamp\": \"2025-01-02T03:04:05.678901\", \"user_query\": \"O\\u00f9 ?\","
                + " \"execution_time\": 2.0, \"metadata\": {\"docs_found\": 5, \"score\": NaN}}";
        ConversationEntry entry = ConversationEntry.parse(json);

        assertThat(entry.isReadable()).isTrue();
        assertThat(entry.json()).isEqualTo(json);
        assertThat(entry.userQuery()).contains("Où ?");
        assertThat(entry.assistantResponse()).isEmpty();
        assertThat(entry.executionTime()).hasValue(2.0);
        assertThat(entry.metadata()).containsEntry("docs_found", 5).containsEntry("score", Double.NaN);
    }

    @Test
    void parse_noJsonObject_isKeptAsNotReadable() {
        ConversationEntry entry = ConversationEntry.parse("{'user_query': 'q'}");

        assertThat(entry.isReadable()).isFalse();
        assertThat(entry.json()).isEqualTo("{'user_query': 'q'}");
        assertThat(entry.fields()).isEmpty();
        assertThat(entry.timestamp()).isEmpty();
    }
}
