package org.abisession.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTest {
    private final AttributeCodec codec =
            AttributeCodec.builder(PlainJsonTest.class.getClassLoader()).build();

    static Stream<Arguments> plain() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", 1);
        map.put("b", new ArrayList<>(Arrays.asList(true, null, 1.0)));
        return Stream.of(
                Arguments.of(null, "null"),
                Arguments.of("", "\"\""),
                Arguments.of(true, "true"),
                Arguments.of(0, "0"),
                Arguments.of(Integer.MIN_VALUE, "-2147483648"),
                Arguments.of(1.0, "1.0"),
                Arguments.of(-0.0, "-0.0"),
                Arguments.of(1e300, "1.0E300"),
                Arguments.of(Double.MIN_VALUE, "4.9E-324"),
                Arguments.of("ü€😀/", "\"ü€😀/\""),
                Arguments.of("\"\\\b\f\n\r\t\u0000\u001f\u007f", "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\""),
                Arguments.of("a\ud83dz\ude00", "\"a\\ud83dz\\ude00\""),
                Arguments.of("\ud83d", "\"\\ud83d\""),
                Arguments.of("\ude00\ud83d", "\"\\ude00\\ud83d\""),
                Arguments.of(map, "{\"a\":1,\"b\":[true,null,1.0]}"),
                Arguments.of(new ArrayList<>(), "[]"),
                Arguments.of(new LinkedHashMap<>(), "{}"),
                Arguments.of(new LinkedHashMap<>(Map.of("", "")), "{\"\":\"\"}"));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void encode_plainValue_isExactlyThisJsonAndComesBack(Object value, String json) {
        byte[] stored = codec.encode("a", value);

        assertThat(new String(stored, UTF_8)).isEqualTo(json);
        assertThat(codec.isPlain(stored)).isTrue();
        Object back = codec.decode("a", stored);
        assertThat(back).isEqualTo(value);
        assertThat(codec.encode("a", back)).isEqualTo(stored);
    }

    @Test
    void decode_encodedHashMap_isLinkedHashMapInTheSameOrder() {
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            map.put("key" + i * 7919, i);
        }

        Object back = codec.decode("a", codec.encode("a", map));

        assertThat(back).isExactlyInstanceOf(LinkedHashMap.class).isEqualTo(map);
        assertThat(new ArrayList<>(((Map<?, ?>) back).keySet())).isEqualTo(new ArrayList<>(map.keySet()));
    }

    static Stream<Arguments> foreign() {
        return Stream.of(
                Arguments.of(" { \"a\" : [ 1 , 2.50 ] } ", Map.of("a", List.of(1, 2.5))),
                Arguments.of("2147483648", 2147483648L),
                Arguments.of("9223372036854775808", new BigInteger("9223372036854775808")),
                Arguments.of("1e2", 100.0),
                Arguments.of("-0", 0),
                Arguments.of("\"\\u00fc\\ud83d\"", "ü\ud83d"),
                Arguments.of("{\"value\":5,\"@type\":\"long\"}", 5L),
                Arguments.of("{\"a\":1,\"a\":2}", Map.of("a", 2)));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void decode_jsonOfAnotherWriter_isTheNaturalValue(String json, Object value) {
        assertThat(codec.decode("a", json.getBytes(UTF_8))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,", "[1]]", "nul", "NaN", "Infinity", "1 2", "{\"a\"}", "{a:1}", "'a'"})
    void decode_notJson_throwsNamingTheAttributeButNoText(String text) {
        assertThatThrownBy(() -> codec.decode("cart", text.getBytes(UTF_8)))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("Attribute 'cart' can't be read: ")
                .hasNoCause();
        assertThat(codec.isPlain(text.getBytes(UTF_8))).isFalse();
    }

    @Test
    void decode_notUtf8_throws() {
        assertThatThrownBy(() -> codec.decode("cart", new byte[] {'"', (byte) 0xc3, '"'}))
                .isInstanceOf(UnreadableAttributeException.class);
    }

    @Test
    void encode_mapKeyThatIsNoProperText_isTypedAndComesBack() {
        Map<String, Object> map = new LinkedHashMap<>(Map.of("a\ud83d", 1));

        byte[] stored = codec.encode("a", map);

        assertThat(new String(stored, UTF_8)).isEqualTo("{\"@type\":\"map\",\"entries\":[[\"a\\ud83d\",1]]}");
        assertThat(codec.decode("a", stored)).isEqualTo(map);
    }

    @Test
    void decode_numberBeyondDouble_throws() {
        assertThatThrownBy(() -> codec.decode("cart", "1e999".getBytes(UTF_8)))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("a number beyond 64 bits");
    }

    @Test
    void isPlain_markerDeepInside_isFalse() {
        assertThat(codec.isPlain(codec.encode("a", new ArrayList<>(List.of("@type")))))
                .isTrue();
        assertThat(codec.isPlain(codec.encode("a", new ArrayList<>(List.of(1, 2L)))))
                .isFalse();
    }
}
