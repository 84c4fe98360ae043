package org.abisession.example.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "größe", "@created_at", "a.b_c-d:e", "7", "java", "orga.nisation"})
    void attributeName_lettersDigitsAndSigns_isItself(String name) {
        assertThat(Inputs.attributeName(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "<b>", "a\nb", "a\u0000", "🍵"})
    void attributeName_otherCharacters_isRefused(String name) {
        assertRefused(() -> Inputs.attributeName(name), "must be 1 to 100 letters");
    }

    @Test
    void attributeName_101Characters_isRefused() {
        assertThat(Inputs.attributeName("x".repeat(100))).hasSize(100);
        assertRefused(() -> Inputs.attributeName("x".repeat(101)), "was 101 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.abisession.keys",
                "org.eclipse.jetty.x",
                "org.apache.catalina.x",
                "jakarta.x",
                "javax.x",
                "java.x"
            })
    void attributeName_ofThePlatform_isRefused(String name) {
        assertRefused(() -> Inputs.attributeName(name), "belong to the platform");
    }

    @Test
    void last_none_is50() {
        assertThat(Inputs.last(null)).isEqualTo(50);
    }

    @Test
    void last_1To1000_isTheNumber() {
        assertThat(Inputs.last("1")).isEqualTo(1);
        assertThat(Inputs.last("1000")).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1001", "-1", "+1", "1.0", "1e2", " 1", "ten", "٣", "99999999999999999999"})
    void last_otherText_isRefusedWithTheValue(String text) {
        assertRefused(() -> Inputs.last(text), "from 1 to 1000, was '" + text + "'");
    }

    @Test
    void userQuery_text_isStripped() {
        assertThat(Inputs.userQuery(Map.of("user_query", " What sold best?\n", "more", 1)))
                .isEqualTo("What sold best?");
    }

    @Test
    void userQuery_4000Characters_isTheMost() {
        String longest = "🍵".repeat(4000); // two Java chars each, one character
        assertThat(Inputs.userQuery(Map.of("user_query", longest))).isEqualTo(longest);
        assertRefused(() -> Inputs.userQuery(Map.of("user_query", longest + "x")), "had 4001");
    }

    @Test
    void userQuery_otherThanText_isRefusedWithItsType() {
        assertRefused(() -> Inputs.userQuery(null), "must be an object, {\"user_query\": \"...\"}, was null");
        assertRefused(() -> Inputs.userQuery("text"), "was a string");
        assertRefused(() -> Inputs.userQuery(Map.of()), "'user_query' is missing");
        for (Object value : Arrays.asList(1, 2.5, true, List.of(), Map.of())) {
            assertRefused(() -> Inputs.userQuery(Map.of("user_query", value)), "'user_query' must be a string, was a");
        }
        assertRefused(() -> Inputs.userQuery(Map.of("user_query", "\t ")), "must not be blank");
    }

    @Test
    void attributeValue_null_isRefused() {
        assertThat(Inputs.attributeValue("")).isEqualTo("");
        assertRefused(() -> Inputs.attributeValue(null), "can't be null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "🍵", "a🍵b"})
    void requireWholeCharacters_whole_passes(String text) {
        assertThatCode(() -> Inputs.requireWholeCharacters("x", text)).doesNotThrowAnyException();
    }

    @Test
    void requireWholeCharacters_half_isRefusedWithItsPlace() {
        for (String half : List.of("a\ud83c", "a\ud83cb", "a\udf75")) {
            assertRefused(() -> Inputs.requireWholeCharacters("It", half), "at position 1");
        }
    }

    private static void assertRefused(Runnable check, String reason) {
        assertThatThrownBy(check::run)
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(reason)
                .extracting(e -> ((ApiException) e).status())
                .isEqualTo(400);
    }
}
