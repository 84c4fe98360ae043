package org.abisession.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnreadableMetadataTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void parse_notAJsonObject_saysWhyAndGuessesTheWriter(String name, byte[] bytes, String reason) {
        UnreadableMetadataException e =
                catchThrowableOfType(UnreadableMetadataException.class, () -> MetadataDocument.parse(bytes));

        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e).hasMessage("The metadata " + reason);
    }

    static Stream<Arguments> parse_notAJsonObject_saysWhyAndGuessesTheWriter() {
        String python = ". It looks like Python's str(dict): use json.dumps(dict).";
        return Stream.of(
                text("nothing", "", "is empty"),
                text("blanks", " \r\n", "is blank: 3 bytes of white space"),
                text("str(dict)", "{'a': True, 'b': None}", "is no JSON at byte 1" + python),
                text("Python's True", "{\"a\": True}", "is no JSON at byte 6" + python),
                text("Python's None", "{\"a\": None}", "is no JSON at byte 6" + python),
                text("str(bytes)", "b'{\"a\": 1}'", "is no JSON at byte 0" + python),
                text("datetime", "{\"a\": datetime.datetime(2024, 1, 1)}", "is no JSON at byte 6" + python),
                text("object of JavaScript", "{a: 1}", "is no JSON at byte 1"),
                text("array", "[1, 2]", "is a JSON array. Write an object."),
                text("string", "\"{\\\"a\\\": 1}\"", "is a JSON string (json.dumps called twice?). Write an object."),
                text("null", "null", "is a JSON null. Write an object."),
                text("boolean", " true ", "is a JSON boolean. Write an object."),
                text("number", "-1.5e3", "is a JSON number. Write an object."),
                text("cut off in a string", "{\"a\": \"x", "is cut off after 8 bytes"),
                text("cut off after a value", "{\"a\": 1", "is cut off after 7 bytes"),
                text("cut off in an escape", "{\"a\": \"\\u00", "is cut off after 11 bytes"),
                bytes("cut off in a character", "7b 22 c3", "is cut off after 3 bytes"),
                text("comma too many", "{\"a\": 1,}", "has a comma without a value after it before byte 8"),
                text(
                        "comma too many in a list",
                        "{\"a\": [1, ]}",
                        "has a comma without a value after it before byte 10"),
                text(
                        "two objects",
                        "{\"a\": 1}{}",
                        "continues after its end, at byte 8. Write one JSON object, with"
                                + " SET and not with APPEND."),
                text("line break in a string", "{\"a\": \"\n\"}", "is no JSON at byte 7"),
                text("first control in a string", "{\"a\": \"\0\"}", "is no JSON at byte 7"),
                text("last control in a name", "{\"\u001f\": 1}", "is no JSON at byte 2"),
                text("leading zero", "{\"a\": 01}", "is no JSON at byte 7"),
                bytes(
                        "Latin-1",
                        "7b 22 61 22 3a 22 e9 22 7d",
                        "is not UTF-8 at byte 6: neither JSON nor readable with"
                                + " decode_responses=True. Write JSON in UTF-8."),
                bytes(
                        "surrogate in UTF-8",
                        "7b 22 ed a0 80 22 3a 31 7d",
                        "is not UTF-8 at byte 2: neither JSON nor"
                                + " readable with decode_responses=True. Write JSON in UTF-8."),
                text(
                        "byte order mark",
                        "\ufeff{}",
                        "begins with a byte order mark. Write it in UTF-8 without one" + " (utf-8, not utf-8-sig)."),
                Arguments.of(
                        "UTF-16", "{}".getBytes(StandardCharsets.UTF_16LE), "looks like UTF-16. Write it in UTF-8."),
                bytes("Java", "ac ed 00 05 73 72", "looks like Java serialization. Write a JSON object."),
                bytes("pickle", "80 04 95 0b", "looks like Python's pickle. Use json.dumps."),
                bytes("msgpack", "81 a3 75 69 64 05", "looks like MessagePack. Use json.dumps."),
                bytes("gzip", "1f 8b 08 00", "looks compressed (gzip or zlib). Write plain JSON."),
                bytes("zlib", "78 9c ab 56", "looks compressed (gzip or zlib). Write plain JSON."));
    }

    @Test
    void parse_unreadable_repeatsNothingOfTheContent() {
        assertThatThrownBy(() -> MetadataDocument.parse("{\"password\": secret}".getBytes(UTF_8)))
                .hasMessageNotContainingAny("password", "secret");
    }

    @Test
    void parse_nestingOf1000Levels_isTheLastThatIsRead() throws Exception {
        String deep = "{\"a\":" + "[".repeat(999) + "]".repeat(999) + "}";

        assertThat(MetadataDocument.parse(deep.getBytes(UTF_8)).createdAt(ZoneOffset.UTC))
                .isEmpty();
        assertThatThrownBy(() -> MetadataDocument.parse(
                        ("{\"a\":" + "{\"a\":".repeat(1000) + "1" + "}".repeat(1001)).getBytes(UTF_8)))
                .isInstanceOf(UnreadableMetadataException.class)
                .hasMessageContaining("is nested deeper than 1000 levels");
    }

    @Test
    void parse_hostileNesting_isAnExceptionAndNoError() {
        for (String opening : new String[] {"[", "{\"a\":", "{\"a\":["}) {
            assertThatThrownBy(() ->
                            MetadataDocument.parse(opening.repeat(1_000_000).getBytes(UTF_8)))
                    .isInstanceOf(UnreadableMetadataException.class);
        }
    }

    private static Arguments text(String name, String text, String reason) {
        return Arguments.of(name, text.getBytes(UTF_8), reason);
    }

    private static Arguments bytes(String name, String hex, String reason) {
        StringBuilder text = new StringBuilder();
        for (String octet : hex.split(" ", -1)) {
            text.append((char) Integer.parseInt(octet, 16));
        }
        return Arguments.of(name, text.toString().getBytes(ISO_8859_1), reason);
    }
}
