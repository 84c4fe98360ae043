package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({
        "0.0, 0 s",
        "9.6043E-5, under 0.001 s",
        "0.0314159, 0.031 s",
        "2.45, 2.45 s",
        "120.0, 120 s",
        "-1.5, -1.5 s",
        "1.0E300, 1.0E300 s",
        "NaN, NaN s",
        "-Infinity, -Infinity s"
    })
    void seconds_ofAnyDouble_areToTheMillisecond(double seconds, String text) {
        assertThat(Text.seconds(seconds)).isEqualTo(text);
    }
}
