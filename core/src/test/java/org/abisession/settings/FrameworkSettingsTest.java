package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what a framework hands over: its own timeout, and its own address of Redis where no setting names one. */
class FrameworkSettingsTest {
    @Test
    void isAnySet_settingsThatContradictEachOther_areFoundUnchecked() {
        SettingsBuilder builder = SessionSettings.builder()
                .environment(Map.of("REDIS_USERNAME", "app", "ABI_SESSION_REDIS_CA", "no-such.pem"));

        assertThat(builder.isAnySet(Set.of("redis-url", "redis-host"))).isFalse();
        assertThat(builder.isAnySet(Set.of("redis-username"))).isTrue();
        builder.property("redis-host", "redis.internal", "application.yml");
        assertThat(builder.isAnySet(Set.of("redis-url", "redis-host"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1500ms, PT2S",
        "1ms, PT1S",
        "36500d, PT2147483647S",
        "50000000000d, PT2147483647S",
        "2147483647s, PT2147483647S",
        "-1s, PT0S",
        "0, PT0S"
    })
    void maxInactiveInterval_anyTimeoutOfTheApplication_isTakenAsFarAsSecondsGo(String timeout, Duration expected) {
        SettingsBuilder builder = SessionSettings.builder()
                .applicationTimeout(Values.duration(timeout).orElseThrow(), "the framework");

        assertThat(builder.build().maxInactiveInterval()).isEqualTo(expected);
    }

    @Test
    void frameworksValue_wrong_messageNamesItsOwnProperty() {
        SettingsBuilder builder =
                SessionSettings.builder().defaultValue("redis-url", "redis://h/x", "spring.data.redis.url");

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("spring.data.redis.url must end in a database number")
                .hasMessageContaining("(taken as abi.session.redis-url)");
    }
}
