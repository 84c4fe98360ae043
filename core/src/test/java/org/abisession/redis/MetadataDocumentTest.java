package org.abisession.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataDocumentTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "~{\"a\": 1}~                   | ~{\"a\": 1, \"new\": 7}~",
                "~{\"a\":1}~                    | ~{\"a\":1,\"new\":7}~",
                "~{\"a\":1,\"b\":2}~            | ~{\"a\":1,\"b\":2,\"new\":7}~",
                "~{\"a\": 1, \"b\": 2}~         | ~{\"a\": 1, \"b\": 2, \"new\": 7}~",
                "~{\n  \"a\": 1\n}\n~           | ~{\n  \"a\": 1,\n  \"new\": 7\n}\n~",
                "~{\n  \"a\": 1,\n  \"b\": 2\n}~ | ~{\n  \"a\": 1,\n  \"b\": 2,\n  \"new\": 7\n}~",
                "~{\"a\" : 1 , \"b\" : 2}~      | ~{\"a\" : 1 , \"b\" : 2 , \"new\" : 7}~",
                "~  {\"a\": 1 }\r\n~            | ~  {\"a\": 1, \"new\": 7 }\r\n~",
                "{}                             | ~{\"new\": 7}~",
                "~ { } ~                        | ~ {\"new\": 7 } ~"
            })
    void with_newField_isTheLastOneWithTheSeparatorsOfTheDocument(String text, String expected) {
        assertThat(text(parse(text).with("new", utf8("7")))).isEqualTo(expected);
    }

    @Test
    void with_fieldThatIsThere_keepsEveryOtherByte() {
        String before =
                " {\"n\": 1e+16, \"user\" :\t[1 ,2], \"id\":9007199254740993,\"x\": NaN, \"e\": \"\\u00f9\\/\\ud800\"}\n";

        assertThat(text(parse(before).with("user", utf8("{\"name\": null}"))))
                .isEqualTo(before.replace("[1 ,2]", "{\"name\": null}"));
    }

    @Test
    void with_duplicateFields_replacesTheLastWhichIsTheOneThatCounts() {
        MetadataDocument document = parse("{\"a\": 1, \"b\": 2, \"\\u0061\": 3}");

        assertThat(document.raw("a")).contains(utf8("3"));
        assertThat(text(document.with("a", utf8("4")))).isEqualTo("{\"a\": 1, \"b\": 2, \"\\u0061\": 4}");
    }

    @Test
    void with_documentInAscii_addsAsciiOnly() {
        assertThat(text(parse("{\"a\": 1}").with("où", utf8("\"😀 é \u007f\""))))
                .isEqualTo("{\"a\": 1, \"o\\u00f9\": \"\\ud83d\\ude00 \\u00e9 \\u007f\"}");
    }

    @Test
    void with_documentBeyondAscii_addsUtf8() {
        assertThat(text(parse("{\"a\": \"é\"}").with("où", utf8("\"😀\""))))
                .isEqualTo("{\"a\": \"é\", \"où\": \"😀\"}");
    }

    @Test
    void with_nameThatNeedsEscapes_isFoundAgain() {
        String name = "\"\\\n\u0000\ud800";

        assertThat(parse("{}").with(name, utf8("1")).raw(name)).contains(utf8("1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " 1",
                "1 ",
                "1, \"b\": 2",
                "1}",
                "NaN",
                "[-Infinity]",
                "'a'",
                "{\"a\": 1",
                "01",
                "\ufeff1"
            })
    void with_valueThatIsNotOneJsonValue_throwsAndDoesNotRepeatIt(String value) {
        assertThatThrownBy(() -> parse("{\"a\": 1}").with("a", utf8(value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The new value of a metadata field ")
                .hasMessageNotContaining("-Infinity")
                .hasMessageNotContaining("\"");
    }

    @Test
    void with_valueThatMakesMoreThan100Levels_throws() {
        String value = "[".repeat(99) + "]".repeat(99);

        assertThat(parse("{}").with("a", utf8(value)).raw("a")).contains(utf8(value));
        assertThatThrownBy(() -> parse("{}").with("a", utf8("[" + value + "]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deeper than 100 levels");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "~{\"a\": 1, \"b\": 2, \"c\": 3}~       | a | ~{\"b\": 2, \"c\": 3}~",
                "~{\"a\": 1, \"b\": 2, \"c\": 3}~       | b | ~{\"a\": 1, \"c\": 3}~",
                "~{\"a\": 1, \"b\": 2, \"c\": 3}~       | c | ~{\"a\": 1, \"b\": 2}~",
                "~{\"a\": 1, \"b\": 2, \"c\": 3}~       | d | ~{\"a\": 1, \"b\": 2, \"c\": 3}~",
                "~{\"a\": 1, \"b\": 2, \"\\u0061\": 3}~ | a | ~{\"b\": 2}~",
                "~{\"b\": 1, \"a\": 2, \"a\": 3}~       | a | ~{\"b\": 1}~",
                "~{\"a\": 1}~                           | a | {}",
                "~{\n  \"a\": 1,\n  \"b\": 2\n}~        | a | ~{\n  \"b\": 2\n}~",
                "~{\n  \"a\": 1,\n  \"b\": 2\n}~        | b | ~{\n  \"a\": 1\n}~"
            })
    void without_field_goesWithItsSeparator(String text, String field, String expected) {
        assertThat(text(parse(text).without(field))).isEqualTo(expected);
    }

    @Test
    void has_fieldThatIsNull_isTrue() {
        MetadataDocument document = parse("{\"a\": null, \"m\": {\"inner\": 1}}");

        assertThat(document.has("a")).isTrue();
        assertThat(document.has("inner")).isFalse();
        assertThat(document.raw("inner")).isEmpty();
    }

    @Test
    void bytes_arraysChangedByTheCaller_leaveTheDocumentAsItIs() throws Exception {
        byte[] given = utf8("{\"a\": 1}");
        MetadataDocument document = MetadataDocument.parse(given);
        given[1] = 'x';
        document.bytes()[1] = 'x';
        document.raw("a").orElseThrow()[0] = 'x';

        assertThat(text(document)).isEqualTo("{\"a\": 1}");
    }

    @Test
    void create_newSession_isInTheStyleOfPythonWithMicroseconds() throws Exception {
        Instant time = Instant.parse("2024-01-15T10:30:00.123456789Z");
        byte[] created = MetadataDocument.create("abcdefgh-ABCDEFGH", time, ZoneOffset.UTC);

        assertThat(new String(created, UTF_8))
                .isEqualTo("{\"session_id\": \"abcdefgh-ABCDEFGH\", \"created_at\": \"2024-01-15T10:30:00.123456\"}");
        assertThat(MetadataDocument.parse(created).createdAt(ZoneOffset.UTC))
                .contains(Instant.parse("2024-01-15T10:30:00.123456Z"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "~\"2024-01-15T10:30:00\"~      | 2024-01-15T10:30:00Z",
                "~\"2024-01-15 10:30:00.5+02:00\"~ | 2024-01-15T08:30:00.5Z",
                "~\"2024\\u002d01-15\"~         | 2024-01-15T00:00:00Z",
                "1705314600.5                   | 2024-01-15T10:30:00.5Z",
                "1705314600                     | 2024-01-15T10:30:00Z"
            })
    void createdAt_anyFormOfPython_isTheInstant(String value, Instant expected) {
        assertThat(parse("{\"created_at\": 1, \"created_at\": " + value + "}").createdAt(ZoneOffset.UTC))
                .contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"yesterday\"", "NaN", "{}", "[1705314600]", "true"})
    void createdAt_noTime_isEmpty(String value) {
        assertThat(parse("{\"created_at\": " + value + "}").createdAt(ZoneOffset.UTC))
                .isEmpty();
        assertThat(parse("{}").createdAt(ZoneOffset.UTC)).isEmpty();
    }

    private static MetadataDocument parse(String text) {
        try {
            return MetadataDocument.parse(utf8(text));
        } catch (UnreadableMetadataException e) {
            throw new AssertionError(text, e);
        }
    }

    private static String text(MetadataDocument document) {
        return new String(document.bytes(), UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
