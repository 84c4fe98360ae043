package org.abisession.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Metadata that {@code json.loads} and {@link JsonScanner} judge alike, and the parser of Jackson otherwise. */
class ScannerAndJacksonTest {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // half of a surrogate pair as an escape in a name: Python reads and writes it
                "{\"\\ud800\": 1} | true | false",
                // a number that only Jackson has
                "{\"a\": -INF} | false | true",
                // the ones of Python are read by both
                "{\"a\": [NaN, Infinity, -Infinity]} | true | true"
            })
    void members_documentThatJacksonJudgesOtherwise_isJudgedAsPythonDoes(
            String json, boolean ofPython, boolean ofJackson) {
        assertThat(isReadable(json)).isEqualTo(ofPython);
        assertThat(isReadableByJackson(json)).isEqualTo(ofJackson);
    }

    private static boolean isReadable(String json) {
        try {
            return !JsonScanner.members(json.getBytes(UTF_8)).isEmpty();
        } catch (UnreadableMetadataException e) {
            return false;
        }
    }

    private static boolean isReadableByJackson(String json) {
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), json.getBytes(UTF_8))) {
            while (parser.nextToken() != null) {
                parser.currentTokenLocation();
            }
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }
}
