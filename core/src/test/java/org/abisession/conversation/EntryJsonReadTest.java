package org.abisession.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryJsonReadTest {
    /** Reads what Python's writers make of one value, and compares it with what it has to be here. */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void read_valueAsPythonWritesIt_isThatValue(String name, String text, Object expected) {
        assertThat(EntryJson.read("{\"v\": " + text + "}"))
                .isNotNull()
                .hasSize(1)
                .containsEntry("v", expected);
    }

    static Stream<Arguments> read_valueAsPythonWritesIt_isThatValue() {
        return Stream.of(
                Arguments.of("escapes beyond ASCII", "\"O\\u00f9 ? \\ud83d\\ude00\"", "Où ? 😀"),
                Arguments.of("UTF-8 beyond ASCII", "\"Où ? 😀\"", "Où ? 😀"),
                Arguments.of("lone surrogate", "\"a\\ud800b\"", "a\ud800b"),
                Arguments.of("DEL", "\"\u007f\\u007f\"", "\u007f\u007f"),
                Arguments.of("escaped slash", "\"a\\/b\"", "a/b"),
                Arguments.of("escaped controls", "\"\\u0000\\b\\f\\n\\r\\t\\\"\\\\\"", "\0\b\f\n\r\t\"\\"),
                Arguments.of("NaN", "NaN", Double.NaN),
                Arguments.of("infinities", "[Infinity, -Infinity]", List.of(1 / 0.0, -1 / 0.0)),
                Arguments.of("integral float", "1.0", 1.0),
                Arguments.of("float of 17 digits", "0.30000000000000004", 0.30000000000000004),
                Arguments.of("float with exponent", "[1e+16, 1e-07]", List.of(1e16, 1e-7)),
                Arguments.of("float beyond double", "[1e400, -1e400]", List.of(1 / 0.0, -1 / 0.0)),
                Arguments.of("minus zero", "-0.0", -0.0),
                Arguments.of("int", "-2147483648", Integer.MIN_VALUE),
                Arguments.of("int beyond double", "9007199254740993", 9007199254740993L),
                Arguments.of("int beyond long", "18446744073709551616", BigInteger.TWO.pow(64)),
                Arguments.of(
                        "int of 4300 digits",
                        "-1" + "0".repeat(4299),
                        BigInteger.TEN.pow(4299).negate()),
                Arguments.of("text for a number", "\"1.23s\"", "1.23s"),
                Arguments.of("literals", "[true, false, null]", Arrays.asList(true, false, null)),
                Arguments.of("empty containers", "[{}, []]", List.of(Map.of(), List.of())),
                Arguments.of("null", "null", null));
    }

    @Test
    void read_fields_keepTheOrderOfTheText() {
        assertThat(EntryJson.read("{\"b\":1,\"a\":2,\"\":3,\"null\":4,\"1.5\":5}"))
                .containsExactly(
                        Map.entry("b", 1),
                        Map.entry("a", 2),
                        Map.entry("", 3),
                        Map.entry("null", 4),
                        Map.entry("1.5", 5));
    }

    @Test
    void read_duplicateFields_theLastOneCountsInTheFirstPlace() {
        assertThat(EntryJson.read("{\"a\": 1, \"b\": 2, \"\\u0061\": 3}"))
                .containsExactly(Map.entry("a", 3), Map.entry("b", 2));
    }

    @Test
    void read_loneSurrogatesInNames_areKept() {
        String text = "{\"a\\ud800b\": 1, \"\\\\ud800\": 2, \"\\uDC00\": \"\\ud83d\\ude00\\uD83D\", \"\ud800\": 3}";

        assertThat(EntryJson.read(text))
                .containsExactly(
                        Map.entry("a\ud800b", 1),
                        Map.entry("\\ud800", 2),
                        Map.entry("\udc00", "😀\ud83d"),
                        Map.entry("\ud800", 3));
        assertThat(EntryJson.read(text + "\\ud800")).isNull();
    }

    @Test
    void read_blanksAround_areSkipped() {
        assertThat(EntryJson.read(" \t\r\n{ \"a\"\n:\t1 } \r\n")).containsExactly(Map.entry("a", 1));
    }

    @Test
    @SuppressWarnings("unchecked") // the types are those of the text
    void read_result_isUnmodifiableToItsDepth() {
        Map<String, Object> fields = EntryJson.read("{\"m\": {\"l\": [1, {}]}}");
        Map<String, Object> inner = (Map<String, Object>) fields.get("m");
        List<Object> list = (List<Object>) inner.get("l");
        Map<String, Object> innermost = (Map<String, Object>) list.get(1);

        for (Map<String, Object> map : List.of(fields, inner, innermost)) {
            assertThatThrownBy(() -> map.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThatThrownBy(() -> list.add(1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[1, 2]",
                "\"text\"",
                "17",
                "{'a': True, 'b': None}",
                "{\"a\": True}",
                "{\"a\": 1,}",
                "{\"a\": [1,]}",
                "{\"a\": \"x",
                "{\"a\": 1",
                "{\"a\": [1",
                "{\"a\"",
                "{\"a\" 1}",
                "{a: 1}",
                "{\"a\": 1} {}",
                "{\"a\": 1}x",
                "\ufeff{\"a\": 1}",
                "\u00a0{\"a\": 1}",
                "{\"a\": 1} // comment",
                "{\"a\": \"line\nbreak\"}",
                "{\"a\": \"\\x41\"}",
                "{\"a\": \"\\u00g0\"}",
                "{\"a\": 01}",
                "{\"a\": +1}",
                "{\"a\": .5}",
                "{\"a\": 1.}",
                "{\"a\": 1e}",
                "{\"a\": 0x1F}",
                "{\"a\": INF}",
                "{\"a\": -INF}",
                "{\"a\": +Infinity}",
                "{\"a\": -NaN}",
                "{\"a\": nan}",
                "{\"a\": undefined}",
                "\u0081\u00a3uid\u0005"
            })
    void read_whatPythonRejects_isNull(String text) {
        assertThat(EntryJson.read(text)).isNull();
    }

    @Test
    void read_nestingOf100Levels_isTheLastThatIsRead() {
        assertThat(EntryJson.read("{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}"))
                .isNotNull();
        assertThat(EntryJson.read("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"))
                .isNull();
    }

    @Test
    void read_hostileNesting_isNullAndNoError() {
        assertThat(EntryJson.read("{\"a\":" + "[".repeat(1_000_000))).isNull();
        assertThat(EntryJson.read("{\"a\":".repeat(1_000_000))).isNull();
    }

    @Test
    void read_moreThan4300Digits_isNull() {
        assertThat(EntryJson.read("{\"a\": 1" + "0".repeat(4300) + "}")).isNull();
        assertThat(EntryJson.read("{\"a\": -1" + "0".repeat(4300) + "}")).isNull();
        assertThat(EntryJson.read("{\"a\": 1" + "0".repeat(5_000_000) + "}")).isNull();
    }

    @Test
    void read_longTextAndLongName_areRead() {
        String text = "x".repeat(2_000_000);

        assertThat(EntryJson.read("{\"" + text + "\": \"" + text + "\"}")).containsExactly(Map.entry(text, text));
    }

    @Test
    void read_manyNamesOfOneHash_takesNoTimeOfNote() {
        // "Aa" and "BB" have one hash code, so have all texts of these two: 65,536 names in one bucket.
        List<String> names = new ArrayList<>(List.of(""));
        for (int i = 0; i < 16; i++) {
            names = names.stream().flatMap(n -> Stream.of(n + "Aa", n + "BB")).toList();
        }
        String json = "{\"" + String.join("\":1,\"", names) + "\":1}";

        assertThat(EntryJson.read(json)).hasSize(65_536);
    }
}
