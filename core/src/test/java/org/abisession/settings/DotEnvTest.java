package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.abisession.settings.DotEnv.BadLineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the forms of a line in a {@code .env} file. */
class DotEnvTest {
    private static final long SEED = 86400;

    static List<Arguments> lines() {
        return List.of(
                Arguments.of("A=b", "b"),
                Arguments.of("  A = b  ", "b"),
                Arguments.of("export A=b", "b"),
                Arguments.of("export\t A=b", "b"),
                Arguments.of("'A'=b", "b"),
                Arguments.of("A=", ""),
                Arguments.of("A=  # Leave empty for local Redis without password", ""),
                Arguments.of("A= #b", ""),
                Arguments.of("A=#b", "#b"),
                Arguments.of("A=b#c", "b#c"),
                Arguments.of("A=b c # d # e", "b c"),
                Arguments.of("A=b\t#d", "b"),
                Arguments.of("A=b=c", "b=c"),
                Arguments.of("A=b'c\"", "b'c\""),
                Arguments.of("A=${B}", "${B}"),
                Arguments.of("A=a\\nb", "a\\nb"),
                Arguments.of("A='b # c'", "b # c"),
                Arguments.of("A='b\\n\\'c\\\\'# d", "b\\n'c\\"),
                Arguments.of("A=\"b # c\" # d", "b # c"),
                Arguments.of("A=\"\\\\\\'\\\"\\a\\b\\f\\n\\r\\t\\v\\x\"", "\\'\"\u0007\b\f\n\r\t\u000B\\x"),
                Arguments.of("A=\"b\nc\r\nd\"", "b\nc\r\nd"),
                Arguments.of("A=''", ""),
                Arguments.of("\uFEFFA=b", "b"),
                Arguments.of("A=b\r\n", "b"),
                Arguments.of("A=b\rB=c", "b"),
                Arguments.of("\n\n# A=x\n   # A=y\nB\nA=b\n", "b"),
                Arguments.of("A=b\nA=c", "c"),
                Arguments.of("A=ä漢", "ä漢"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void parse_lineOfAKnownForm_givesItsValue(String text, String value) throws BadLineException {
        assertThat(DotEnv.parse(text, "A"::equals)).isEqualTo(Map.of("A", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "#", "# A=b", "export B", "B=c", "\uFEFF"})
    void parse_nothingOfOurs_isEmpty(String text) throws BadLineException {
        assertThat(DotEnv.parse(text, "A"::equals)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter two",
                "=hunter2",
                "A",
                "A # hunter2",
                "B='hunter2",
                "B=\"hunter2\nC=d",
                "B='b' hunter2",
                "'hunter2",
                "''=hunter2x y\nA",
                "export =hunter2",
            })
    void parse_badLine_isReportedByNumberWithoutItsText(String line) {
        assertThatThrownBy(() -> DotEnv.parse("B=\"1\n2\"\r\n\r\n" + line + "\n", "A"::equals))
                .isInstanceOf(BadLineException.class)
                .hasMessageMatching("line [45] has .*")
                .hasMessageNotContaining("hunter");
    }

    @Test
    void parse_randomValuesInDoubleQuotes_comeBack() throws BadLineException {
        Random random = new Random(SEED);
        String alphabet = "ab =#'\"\\\n\r\t$é漢\u00a0";
        for (int round = 0; round < 500; round++) {
            Map<String, String> values = new LinkedHashMap<>();
            List<String> lines = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                StringBuilder value = new StringBuilder();
                for (int j = random.nextInt(10); j > 0; j--) {
                    value.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                values.put("KEY" + i, value.toString());
                lines.add("KEY" + i + "=\""
                        + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
            }

            assertThat(DotEnv.parse(String.join(random.nextBoolean() ? "\n" : "\r\n", lines), key -> true))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(values);
        }
    }

    @Test
    void parse_randomText_endsAndNeverFailsInAnotherWay() {
        Random random = new Random(SEED);
        String alphabet = "AB=#'\"\\ \n\r\texport";
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(30); j > 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                DotEnv.parse(text.toString(), "A"::equals);
                read++;
            } catch (BadLineException e) {
                assertThat(e).hasMessageMatching("line [0-9]+ has [^\n]*");
            }
        }
        assertThat(read).isBetween(100, 4_900);
    }
}
