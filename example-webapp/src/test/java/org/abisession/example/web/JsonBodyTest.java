package org.abisession.example.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    private static Object read(String type, long length, byte[] body) throws IOException {
        return JsonBody.read(type, length, new ByteArrayInputStream(body));
    }

    private static Object json(String text) throws IOException {
        return read("application/json", -1, text.getBytes(UTF_8));
    }

    @Test
    void read_json_isPlainValues() throws IOException {
        assertThat(json("{\"a\":[1,2.5,true,null,\"ü\"],\"b\":{}}"))
                .isEqualTo(Map.of("a", Arrays.asList(1, 2.5, true, null, "ü"), "b", Map.of()));
        assertThat(json(" 9223372036854775807 ")).isEqualTo(Long.MAX_VALUE);
        assertThat(json("null")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json;charset=utf-8",
                "application/json ; x=y"
            })
    void read_typeJson_isTaken(String type) throws IOException {
        assertThat(read(type, 1, new byte[] {'1'})).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"
            })
    void read_otherType_is415(String type) {
        assertRefused(415, "must be application/json", () -> read(type, 1, new byte[] {'1'}));
        assertRefused(415, "was absent", () -> read(null, 1, new byte[] {'1'}));
    }

    @Test
    void read_over64KiB_is413WhetherTheLengthIsToldOrNot() throws IOException {
        byte[] most = ("\"" + "x".repeat(JsonBody.MOST_BYTES - 2) + "\"").getBytes(UTF_8);
        assertThat(read("application/json", most.length, most)).asString().hasSize(JsonBody.MOST_BYTES - 2);
        byte[] more = new byte[JsonBody.MOST_BYTES + 1];
        assertRefused(413, "at most 65536 bytes", () -> read("application/json", more.length, new byte[0]));
        assertRefused(413, "at most 65536 bytes", () -> read("application/json", -1, more));
    }

    @Test
    void read_notUtf8_is400() {
        assertRefused(400, "must be UTF-8", () -> read("application/json", -1, "\"ü\"".getBytes(ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "tea",
                "'a'",
                "{\"a\":1,}",
                "1 2",
                "NaN",
                "01",
                "// x\n1",
                "{\"a\":1,\"a\":2}",
                "\"\n\"",
                "\ufeff1"
            })
    void read_notJson_is400WithThePlace(String text) {
        assertRefused(400, "The body must be JSON: ", () -> json(text));
    }

    @Test
    void read_deeperThan50_is400() throws IOException {
        assertThat(json("[".repeat(50) + "]".repeat(50))).isInstanceOf(List.class);
        assertRefused(400, "must be JSON", () -> json("[".repeat(51) + "]".repeat(51)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "[-1e999]", "9223372036854775808", "{\"a\":-9223372036854775809}"})
    void read_numberBeyond64Bits_is400(String text) {
        assertRefused(400, "must fit 64 bits", () -> json(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud83c\"", "{\"\\udf75\":1}", "[[\"a\\ud83cb\"]]"})
    void read_halfACharacter_is400(String text) {
        assertRefused(400, "surrogate", () -> json(text));
    }

    private interface Reading {
        Object run() throws IOException;
    }

    private static void assertRefused(int status, String reason, Reading reading) {
        assertThatThrownBy(reading::run)
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(reason)
                .extracting(e -> ((ApiException) e).status())
                .isEqualTo(status);
    }
}
