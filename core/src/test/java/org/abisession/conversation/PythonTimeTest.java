package org.abisession.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonTimeTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "six digits,             2025-01-02T03:04:05.678901,       2025-01-02T03:04:05.678901Z",
        "no fraction,            2025-01-02T03:04:05,              2025-01-02T03:04:05Z",
        "zeros after,            2025-01-02T03:04:05.120000,       2025-01-02T03:04:05.120Z",
        "zeros in front,         2025-01-02T03:04:05.000007,       2025-01-02T03:04:05.000007Z",
        "str() of a datetime,    2025-01-02 03:04:05.678901,       2025-01-02T03:04:05.678901Z",
        "aware UTC,              2025-01-02T03:04:05+00:00,        2025-01-02T03:04:05Z",
        "aware and blank,        2025-01-02 03:04:05+00:00,        2025-01-02T03:04:05Z",
        "aware ahead,            2025-01-02T03:04:05+05:30,        2025-01-01T21:34:05Z",
        "aware after,            2025-01-02T03:04:05.5-08:00,      2025-01-02T11:04:05.500Z",
        "offset without colon,   2025-01-02T03:04:05+0000,         2025-01-02T03:04:05Z",
        "offset of hours,        2025-01-02T03:04:05+01,           2025-01-02T02:04:05Z",
        "far offset,             2025-01-02T03:04:05+23:59,        2025-01-01T03:05:05Z",
        "pydantic,               2025-01-02T03:04:05Z,             2025-01-02T03:04:05Z",
        "milliseconds,           2025-01-02T03:04:05.678,          2025-01-02T03:04:05.678Z",
        "one digit,              2025-01-02T03:04:05.6,            2025-01-02T03:04:05.600Z",
        "nine digits,            2025-01-02T03:04:05.123456789,    2025-01-02T03:04:05.123456789Z",
        "minutes,                2025-01-02T03:04,                 2025-01-02T03:04:00Z",
        "date,                   2025-01-02,                       2025-01-02T00:00:00Z",
        "leap day,               2024-02-29T23:59:59,              2024-02-29T23:59:59Z",
        "first of Python,        0001-01-01T00:00:00,              0001-01-01T00:00:00Z",
        "last of Python,         9999-12-31T23:59:59.999999,       9999-12-31T23:59:59.999999Z"
    })
    void read_textOfPython_isTheInstant(String name, String text, Instant expected) {
        assertThat(PythonTime.read(text, ZoneOffset.UTC)).contains(expected);
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({
        "2025-01-02T03:04:05.678901, Europe/Berlin, 2025-01-02T02:04:05.678901Z",
        "2025-07-02T03:04:05,        Europe/Berlin, 2025-07-02T01:04:05Z",
        "2025-01-02,                 +02:00,        2025-01-01T22:00:00Z",
        "2025-01-02T03:04:05Z,       Europe/Berlin, 2025-01-02T03:04:05Z",
        "2025-01-02T03:04:05+05:30,  Europe/Berlin, 2025-01-01T21:34:05Z",
        "2025-10-26T02:30:00,        Europe/Berlin, 2025-10-26T00:30:00Z"
    })
    void read_timeWithoutZone_isOfTheZoneThatTheSettingNames(String text, ZoneId zone, Instant expected) {
        assertThat(PythonTime.read(text, zone)).contains(expected);
    }

    @Test
    void write_otherZone_isReadBackAndNamesNoZone() {
        Instant time = Instant.parse("2025-07-02T03:04:05.000007Z");
        ZoneId zone = ZoneId.of("America/New_York");

        assertThat(PythonTime.write(time, zone)).isEqualTo("2025-07-01T23:04:05.000007");
        assertThat(PythonTime.read(PythonTime.write(time, zone), zone)).contains(time);
        assertThatThrownBy(() -> PythonTime.write(Instant.parse("0001-01-01T00:00:00Z"), zone))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource
    void read_secondsSince1970_isTheInstant(Object number, String expected) {
        assertThat(PythonTime.read(number, ZoneOffset.UTC)).contains(Instant.parse(expected));
    }

    static Stream<Arguments> read_secondsSince1970_isTheInstant() {
        return Stream.of(
                Arguments.of(1735787045.678901, "2025-01-02T03:04:05.678901Z"),
                Arguments.of(1735787045, "2025-01-02T03:04:05Z"),
                Arguments.of(1735787045L, "2025-01-02T03:04:05Z"),
                Arguments.of(BigInteger.valueOf(1735787045), "2025-01-02T03:04:05Z"),
                Arguments.of(1.7e9, "2023-11-14T22:13:20Z"),
                Arguments.of(0, "1970-01-01T00:00:00Z"),
                Arguments.of(-0.25, "1969-12-31T23:59:59.750Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "1735787045",
                "2025-1-2",
                "2025-02-30",
                "2025-13-01T00:00:00",
                "2025-01-02T24:00:00",
                "2025-01-02T23:59:60",
                "2025-01-02T03:04:05.",
                "2025-01-02T03:04:05.1234567890",
                "2025-01-02T03:04:05+24:00",
                "2025-01-02T03:04:05+01:60",
                "2025-01-02T03:04:05Z[UTC]",
                "2025-01-02Z",
                " 2025-01-02",
                "2025-01-02\n",
                "0000-01-01",
                "0001-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                "+10000-01-01T00:00:00",
                "٢٠٢٥-01-02"
            })
    void read_otherText_isEmpty(String text) {
        assertThat(PythonTime.read(text, ZoneOffset.UTC)).isEmpty();
    }

    @Test
    void read_otherValue_isEmpty() {
        assertThat(PythonTime.read(null, ZoneOffset.UTC)).isEmpty();
        for (Object value : List.of(
                true,
                List.of(),
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                1735787045678L,
                BigInteger.TEN.pow(4000))) {
            assertThat(PythonTime.read(value, ZoneOffset.UTC)).as("%s", value).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-15T10:30:00.123456Z,    2024-01-15T10:30:00.123456",
        "2025-01-02T03:04:05Z,           2025-01-02T03:04:05.000000",
        "2025-01-02T03:04:00Z,           2025-01-02T03:04:00.000000",
        "2025-01-02T03:04:05.120Z,       2025-01-02T03:04:05.120000",
        "2025-01-02T03:04:05.678901999Z, 2025-01-02T03:04:05.678901",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999999",
        "0001-01-01T00:00:00Z,           0001-01-01T00:00:00.000000",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999"
    })
    void write_anyInstant_isNaiveUtcWithSixDigitsCutOff(Instant time, String expected) {
        assertThat(PythonTime.write(time, ZoneOffset.UTC)).isEqualTo(expected);
        assertThat(PythonTime.read(expected, ZoneOffset.UTC)).contains(Instant.parse(expected + "Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-12-31T23:59:59.999999999Z", "+10000-01-01T00:00:00Z"})
    void write_yearThatPythonHasNot_throws(Instant time) {
        assertThatThrownBy(() -> PythonTime.write(time, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A timestamp must be in the years 1 to 9999, was " + time);
    }
}
