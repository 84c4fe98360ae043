package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the settings that may be on or off: YAML makes true and false of these words before anybody reads a setting.
 */
class OnOffSettingsTest {
    /** Finds the words where a rule names them as values, and not within a sentence. */
    private static final Pattern VALUE = Pattern.compile("(?:^|or )(on|off|true|false)(?=$|,| or)");

    private static final Map<String, List<String>> SYNONYMS = Map.of(
            "on", List.of("on", "ON", "true", "True", "TRUE"), "off", List.of("off", "OFF", "false", "False", "FALSE"));

    static Stream<Arguments> valuesOfTheTable() {
        return Setting.all()
                .flatMap(setting -> VALUE.matcher(setting.rule())
                        .results()
                        .map(found -> found.group(1))
                        .map(value -> value.equals("true") ? "on" : value.equals("false") ? "off" : value)
                        .flatMap(
                                value -> SYNONYMS.get(value).stream().map(text -> Arguments.of(setting, value, text))));
    }

    @Test
    void table_hasTheSettingsThatAreTestedHere() {
        assertThat(valuesOfTheTable().map(each -> each.get()[0]).distinct())
                .containsExactly(
                        Setting.REDIS_TLS,
                        Setting.NEAR_CACHE,
                        Setting.CLIENT_DETAILS,
                        Setting.HASH_TAGS,
                        Setting.ENV_FILE);
    }

    @ParameterizedTest
    @MethodSource("valuesOfTheTable")
    void build_trueOrFalse_isOnOrOff(Setting setting, String value, String text) {
        assertThat(effect(setting, text)).isEqualTo(effect(setting, value));
        assertThat(effect(setting, "on")).isNotEqualTo(effect(setting, "off"));
    }

    /** Returns all that follows from one of these settings; a refusal is that, too. */
    private static String effect(Setting setting, String text) {
        try {
            SessionSettings settings = SessionSettings.builder()
                    .systemProperties(Map.of(setting.fullName(), text))
                    .workingDirectory(Path.of("no-such-directory").toAbsolutePath())
                    .build();
            return settings.redis() + " " + settings.nearCache() + " "
                    + settings.users().clientDetails() + " " + settings.hashTags();
        } catch (InvalidSettingException e) {
            return e.reason();
        }
    }
}
