package org.abisession.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.abisession.settings.InvalidSettingException;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class EnvironmentSettingsTest {
    private final StandardEnvironment environment = new StandardEnvironment();

    private SessionSettings settings(Map<String, Object> properties, Map<String, Object> variables) {
        environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
        environment.getPropertySources().addFirst(new MapPropertySource("application.yml", properties));
        ConfigurationPropertySources.attach(environment);
        SettingsBuilder builder = SessionSettings.builder();
        new EnvironmentSettings(environment).addTo(builder);
        return builder.build();
    }

    @Test
    void setting_inEverySpelling_isTaken() {
        SessionSettings settings = settings(
                Map.of("abi.session.redisHost", "redis.internal", "abi.session.POOL_SIZE", "7"),
                Map.of("ABI_SESSION_REDISPORT", "6380", "ABI_SESSION_COMMAND_TIMEOUT", "250ms"));

        assertThat(settings.redis().address()).contains("redis.internal:6380");
        assertThat(settings.poolSize()).isEqualTo(7);
        assertThat(settings.commandTimeout()).hasMillis(250);
    }

    @Test
    void setting_asListInYaml_isTaken() {
        SessionSettings settings = settings(
                Map.of("abi.session.shared-attributes[0]", "cart", "abi.session.shared-attributes[1]", "theme"),
                Map.of());

        assertThat(settings.sharedAttributes()).isEqualTo(List.of("cart", "theme"));
    }

    @Test
    void setting_withPlaceholder_isResolved() {
        assertThat(settings(Map.of("abi.session.app", "${shop}", "shop", "shop1"), Map.of())
                        .app())
                .isEqualTo("shop1");
    }

    @Test
    void setting_ofFile_overrulesTheEnvironmentAsSpringOrdersThem() {
        assertThat(settings(Map.of("abi.session.pool-size", "3"), Map.of("ABI_SESSION_POOL_SIZE", "4"))
                        .poolSize())
                .isEqualTo(3);
    }

    @Test
    void name_unknown_stopsWithSuggestion() {
        assertThatThrownBy(() -> settings(Map.of("abi.session.redis-uri", "redis://redis.internal"), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("did you mean abi.session.redis-url?");
    }

    @Test
    void name_unknownInEnvironment_stopsWithSuggestion() {
        assertThatThrownBy(() -> settings(Map.of(), Map.of("ABI_SESSION_POOL_SISE", "3")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("did you mean abi.session.pool-size?");
    }

    @Test
    void variables_ofAServiceNamedAsTheSettingsBegin_areIgnored() {
        SessionSettings settings = settings(
                Map.of("abi.session.redis-host", "abi-session-redis"),
                Map.of(
                        "ABI_SESSION_REDIS_SERVICE_HOST", "10.0.0.1",
                        "ABI_SESSION_REDIS_SERVICE_PORT", "6379",
                        "ABI_SESSION_REDIS_SERVICE_PORT_REDIS", "6379",
                        "ABI_SESSION_REDIS_PORT", "tcp://10.0.0.1:6379",
                        "ABI_SESSION_REDIS_PORT_6379_TCP", "tcp://10.0.0.1:6379",
                        "ABI_SESSION_REDIS_PORT_6379_TCP_PROTO", "tcp",
                        "ABI_SESSION_REDIS_PORT_6379_TCP_PORT", "6379",
                        "ABI_SESSION_REDIS_PORT_6379_TCP_ADDR", "10.0.0.1"));

        assertThat(settings.redis().address()).isEqualTo("abi-session-redis:6379");
    }

    @Test
    void variable_ofAServiceOverAPortOfAFile_leavesThePortAsItIs() {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("application-prod.yml", Map.of("abi.session.redis-port", "6380")));

        assertThat(settings(Map.of(), Map.of("ABI_SESSION_REDIS_PORT", "tcp://10.0.0.1:6379"))
                        .redis()
                        .address())
                .isEqualTo("localhost:6380");
    }

    @Test
    void enabled_isNoUnknownName() {
        assertThat(settings(Map.of("abi.session.enabled", "true"), Map.of("ABI_SESSION_ENABLED", "true"))
                        .origins())
                .isEqualTo("all default");
    }

    @Test
    void booleans_thatYamlMakesOfOnAndOff_areTaken() {
        SessionSettings settings = settings(
                Map.of(
                        "abi.session.near-cache", false,
                        "abi.session.client-details", true,
                        "abi.session.env-file", false,
                        "abi.session.redis-tls", true,
                        "abi.session.hash-tags", false),
                Map.of());

        assertThat(settings.nearCache()).isEmpty();
        assertThat(settings.users().clientDetails()).isTrue();
        assertThat(settings.redis().tls()).isTrue();
        assertThat(settings.hashTags()).isFalse();
    }

    @Test
    void name_nestedInYaml_stopsWithSuggestion() {
        assertThatThrownBy(() -> settings(Map.of("abi.session.redis.url", "redis://redis.internal"), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("did you mean abi.session.redis-url?");
    }

    @Test
    void value_wrong_stopsAndSaysWhereItStands() {
        assertThatThrownBy(() -> settings(Map.of("abi.session.redis-port", "many"), Map.of()))
                .hasMessageContaining("abi.session.redis-port must be a port from 1 to 65535, was \"many\"")
                .hasMessageContaining("application.yml");
    }
}
