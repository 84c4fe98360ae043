package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
}
