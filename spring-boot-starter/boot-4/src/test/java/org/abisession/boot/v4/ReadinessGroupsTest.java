package org.abisession.boot.v4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ReadinessGroupsTest {
    private static final String GROUP = "management.endpoint.health.group.readiness.";

    private static boolean isConfigured(Map<String, Object> properties, Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
        environment.getPropertySources().addFirst(new MapPropertySource("application.yml", properties));
        ConfigurationPropertySources.attach(environment);
        return ReadinessGroups.isConfigured(environment);
    }

    @Test
    void group_asTextOrAsListOrInTheEnvironment_isTheApplicationsOwn() {
        assertThat(isConfigured(Map.of(GROUP + "include", "readinessState"), Map.of()))
                .isTrue();
        assertThat(isConfigured(Map.of(GROUP + "include[0]", "readinessState"), Map.of()))
                .isTrue();
        assertThat(isConfigured(Map.of(GROUP + "exclude[0]", "db"), Map.of())).isTrue();
        assertThat(isConfigured(
                        Map.of(), Map.of("MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDE_0", "readinessState")))
                .isTrue();
    }

    @Test
    void group_ofAnotherNameOrNone_isNotTheApplicationsOwn() {
        assertThat(isConfigured(Map.of(), Map.of())).isFalse();
        assertThat(isConfigured(
                        Map.of("management.endpoint.health.group.liveness.include[0]", "livenessState"), Map.of()))
                .isFalse();
    }
}
