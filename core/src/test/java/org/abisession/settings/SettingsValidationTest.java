package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what values may be, and how a wrong value or a wrong name is reported. */
class SettingsValidationTest {
    @ParameterizedTest
    @CsvSource({
        "PT30M, PT30M",
        "90, PT90S",
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "24h, PT24H",
        "7d, PT168H",
        "-3, PT-3S",
    })
    void duration_everyForm_isRead(String text, Duration expected) {
        assertThat(Values.duration(text)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"''", "m", "5 m", "5M", "1.5s", "5w", "99999999999999999999", "999999999999999999d", "P"})
    void duration_otherForms_areRefused(String text) {
        assertThat(Values.duration(text)).isEmpty();
    }

    @Test
    void build_invalidValue_messageSaysSettingRuleValuePlaceAndNextAction() {
        SettingsBuilder builder = SessionSettings.builder().environment(Map.of("ABI_SESSION_COMMAND_TIMEOUT", "-3"));

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingException.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("abi.session.command-timeout must be a positive duration such as 500ms, in whole"
                        + " milliseconds, at most 60s, was \"-3\" (environment ABI_SESSION_COMMAND_TIMEOUT)."
                        + " Set it to 500ms, the default, or leave it out.");
    }

    @ParameterizedTest
    @CsvSource({
        "command-timeout, 1ms",
        "command-timeout, 60s",
        "connect-timeout, 60000ms",
        "pool-size, 1",
        "pool-size, 10000",
        "max-inactive-interval, 2147483647",
        "expiry-retention, 24h",
        "sweep-interval, 100ms",
        "redis-db, 2147483647",
        "redis-port, 65535",
        "redis-host, ::1",
        "redis-host, redis_1.internal",
        "redis-tls, True",
        "hash-tags, 1",
        "zone, Europe/Berlin",
        "zone, +05:30",
        "max-attribute-bytes, 1024",
        "max-attribute-bytes, 512M",
        "max-session-bytes, 1k",
        "max-session-bytes, 2047m",
        "app, a.b_c-D#9",
        "shared-attributes, 'user, locale'",
        "allowed-classes, 'com.acme.*, com.acme.**,com.acme.Cart$Line , spring-security, Top'",
    })
    void build_valueAtItsBound_isTaken(String name, String value) {
        assertThat(SessionSettings.builder().adapter(name, value).build().origins())
                .contains(name + "=");
    }

    @ParameterizedTest
    @CsvSource({
        "command-timeout, 0",
        "command-timeout, PT0.0005S",
        "command-timeout, 60001ms",
        "connect-timeout, 2m",
        "connect-timeout, soon",
        "pool-size, 0",
        "pool-size, 10001",
        "pool-size, many",
        "max-inactive-interval, 500ms",
        "max-inactive-interval, 2147483648",
        "expiry-retention, 0",
        "expiry-retention, 25h",
        "sweep-interval, 99ms",
        "sweep-interval, 5m",
        "redis-db, -1",
        "redis-db, 2147483648",
        "redis-port, 0",
        "redis-port, 65536",
        "redis-port, +6379",
        "redis-host, a b",
        "redis-host, cache:6379",
        "redis-host, ::g",
        "redis-tls, maybe",
        "max-attribute-bytes, 1023",
        "max-attribute-bytes, 513m",
        "max-attribute-bytes, 16 MB",
        "max-session-bytes, -1",
        "max-session-bytes, 2048m",
        "app, a/b",
        "app, 01234567890123456789012345678901234567890123456789012345678901234",
        "zone, Berlin",
        "zone, 25:00",
        "allowed-classes, *",
        "allowed-classes, **",
        "allowed-classes, !com.acme.*",
        "allowed-classes, com.*.acme",
        "allowed-classes, com..acme",
        "allowed-classes, java.**",
        "allowed-classes, com.**",
        "allowed-classes, 'com.acme.**,spring-securty'",
    })
    void build_valueOutOfBounds_isRefused(String name, String value) {
        SettingsBuilder builder = SessionSettings.builder().adapter(name, value);

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("abi.session." + name + " must ")
                .hasMessageContaining("was \"" + value + "\"")
                .hasMessageContaining("attribute " + name + " of the session manager");
    }

    @Test
    void allowedClasses_profileThatIsNone_isAnErrorThatNamesTheProfiles() {
        assertThatThrownBy(() -> SessionSettings.builder()
                        .adapter("allowed-classes", "spring-securty")
                        .build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.allowed-classes must name profiles that are known")
                .hasMessageContaining("spring-mvc, spring-security");
    }

    @Test
    void redisCa_withoutTls_isAnErrorThatSaysHowToSwitchItOn() {
        assertThatThrownBy(() ->
                        SessionSettings.builder().adapter("redis-ca", "ca.pem").build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.redis-ca must not be set without TLS")
                .hasMessageContaining("rediss://");
    }

    @ParameterizedTest
    @CsvSource({"no-such.pem, that can be read", "pom.xml, of certificates in PEM"})
    void redisCa_fileWithoutCertificates_isAnErrorThatSaysWhereItLooked(String file, String rule) {
        assertThatThrownBy(() -> SessionSettings.builder()
                        .adapter("redis-url", "rediss://localhost")
                        .adapter("redis-ca", file)
                        .build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.redis-ca must name a file " + rule)
                .hasMessageContaining(Path.of(file).toAbsolutePath().toString())
                .hasMessageContaining("BEGIN CERTIFICATE");
    }

    @Test
    void redisClientCertificate_withoutTlsOrItsKey_isAnErrorThatSaysWhatToSet() {
        assertThatThrownBy(() -> SessionSettings.builder()
                        .adapter("redis-client-certificate", "tls.crt")
                        .build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.redis-client-certificate must not be set without TLS");
        assertThatThrownBy(() -> SessionSettings.builder()
                        .adapter("redis-url", "rediss://localhost")
                        .adapter("redis-client-key", "tls.key")
                        .build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.redis-client-key must not be set without a certificate")
                .hasMessageContaining("Set abi.session.redis-client-certificate");
    }

    @Test
    void build_lists_areTrimmedOfBlanksEmptyEntriesAndRepetitions() {
        SessionSettings settings = SessionSettings.builder()
                .adapter("sharedAttributes", " user,, locale ,user")
                .adapter("allowedClasses", "com.acme.**")
                .build();

        assertThat(settings.sharedAttributes()).containsExactly("user", "locale");
        assertThat(settings.allowedClasses()).containsExactly("com.acme.**");
        assertThat(settings.origins())
                .isEqualTo("shared-attributes=user,locale (attribute sharedAttributes of the session manager),"
                        + " allowed-classes=com.acme.** (attribute allowedClasses of the session manager),"
                        + " all else default");
    }

    @Test
    void sharedAttributes_starAmongNames_isTheStarAlone() {
        SessionSettings settings =
                SessionSettings.builder().adapter("shared-attributes", "user,*").build();

        assertThat(settings.sharedAttributes()).containsExactly("*");
    }

    @Test
    void sweepInterval_notSet_isAtMostHalfOfAShortRetention() {
        SessionSettings settings =
                SessionSettings.builder().adapter("expiry-retention", "10s").build();

        assertThat(settings.sweepInterval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void build_unknownNamesInAllPlaces_areAllReportedWithSuggestions() {
        SettingsBuilder builder = SessionSettings.builder()
                .adapter("redisUrll", "a-secret")
                .contextParams(Map.of("abi.session.maxInactiveInterval", "a-secret", "other", "x"))
                .systemProperties(Map.of("abi.session.comand-timeout", "a-secret"))
                .environment(
                        Map.of("ABI_SESSION_POOLSIZE", "a-secret", "ABI_SESSION_XYZZY", "a-secret", "REDIS_X", ""));

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("A setting must have a known name. Unknown:"
                        + " redisUrll (attribute of the session manager, did you mean redis-url?);"
                        + " abi.session.maxInactiveInterval (<context-param>, did you mean"
                        + " abi.session.max-inactive-interval?);"
                        + " abi.session.comand-timeout (system property, did you mean abi.session.command-timeout?);"
                        + " ABI_SESSION_POOLSIZE (environment, did you mean ABI_SESSION_POOL_SIZE?);"
                        + " ABI_SESSION_XYZZY (environment). Correct or remove them.");
    }

    @Test
    void build_passwordInTheWrongSetting_isNotRepeated() {
        SettingsBuilder builder = SessionSettings.builder().adapter("redis-host", "redis://:hunter2@cache:6379");

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void build_valueOfSeveralLines_isShownOnOne() {
        SettingsBuilder builder = SessionSettings.builder().adapter("redis-host", "a\nFATAL: forged");

        assertThatThrownBy(builder::build).hasMessageContaining("was \"a?FATAL: forged\"");
    }

    @Test
    void settings_withAPassword_printItNowhere() {
        SessionSettings settings = SessionSettings.builder()
                .environment(Map.of("REDIS_URL", "redis://app:hunter2@cache/3"))
                .build();
        SessionSettings separate = SessionSettings.builder()
                .environment(Map.of("REDIS_PASSWORD", "hunter2"))
                .build();

        assertThat(settings.redis().password()).contains("hunter2");
        assertThat(settings.origins())
                .isEqualTo("redis-url=redis://app:***@cache:6379/3 (environment REDIS_URL), all else default");
        assertThat(settings.toString() + settings.redis() + settings.redis().address())
                .doesNotContain("hunter2");
        assertThat(separate.origins()).isEqualTo("redis-password=*** (environment REDIS_PASSWORD), all else default");
        assertThat(separate.toString() + separate.redis()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"off,", "200ms,PT0.2S", "1s,PT1S", "10s,PT10S"})
    void nearCache_everyForm_isRead(String text, Duration expected) {
        SessionSettings settings =
                SessionSettings.builder().adapter("near-cache", text).build();
        assertThat(settings.nearCache()).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({"redis-url, redis-cluster://h:6379, on Redis Cluster", "shared-attributes, user, with shared-attributes"
    })
    void nearCache_whereThereIsNone_isOffAndTheLineAtTheStartSaysSo(String setting, String value, String where) {
        SessionSettings settings = SessionSettings.builder()
                .adapter("near-cache", "1s")
                .adapter(setting, value)
                .build();
        assertThat(settings.nearCache()).isEmpty();
        assertThat(settings.origins()).contains("near-cache of ", " has no effect: there is none " + where);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "199ms", "11s", "on", "PT0.2000001S"})
    void nearCache_otherForms_areRefusedAndTheMessageSaysTheRule(String text) {
        assertThatThrownBy(() ->
                        SessionSettings.builder().adapter("near-cache", text).build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.near-cache must be off, or a duration such as 1s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "none;none",
                "wait(1,100ms);wait(1,100ms)",
                "wait( 3 , 1s );wait(3,1000ms)",
                "wait(100,1ms);wait(100,1ms)"
            })
    void durability_everyForm_isRead(String text, String expected) {
        SessionSettings settings = SessionSettings.builder()
                .adapter("durability", text)
                .adapter("command-timeout", "2s")
                .build();

        assertThat(settings.durability()).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "wait",
                "wait(1)",
                "wait(0,100ms)",
                "wait(101,100ms)",
                "wait(1,0ms)",
                "wait(1,500ms)",
                "wait(-1,1ms)",
                "WAIT"
            })
    void durability_otherForms_areRefusedAndTheMessageSaysTheRule(String text) {
        assertThatThrownBy(() ->
                        SessionSettings.builder().adapter("durability", text).build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.durability must be none, or wait(replicas,time)")
                .hasMessageContaining("less than command-timeout");
    }

    @Test
    void invalidSetting_parts_areValuesAndMakeUpTheMessage() {
        InvalidSettingException port = catchThrowableOfType(
                InvalidSettingException.class,
                () -> SessionSettings.builder()
                        .environment(Map.of("REDIS_PORT", "six. Or 7"))
                        .build());
        assertThat(port.setting()).isEqualTo("abi.session.redis-port");
        assertThat(port.reason()).isEqualTo("must be a port from 1 to 65535");
        assertThat(port.value()).isEqualTo("\"six. Or 7\"");
        assertThat(port.origin()).isEqualTo("environment REDIS_PORT");
        assertThat(port.action()).isEqualTo("Set it to 6379, the default, or leave it out.");
        assertThat(port).hasMessage(port.problem() + " " + port.action());

        InvalidSettingException unknown = catchThrowableOfType(
                InvalidSettingException.class,
                () -> SessionSettings.builder()
                        .adapter("redis-prt", "1")
                        .environment(Map.of("ABI_SESSION_REDIS_HOTS", "2"))
                        .build());
        assertThat(unknown.setting()).isEqualTo("redis-prt, ABI_SESSION_REDIS_HOTS");
        assertThat(unknown.origin()).isEqualTo("attribute of the session manager, environment");
        assertThat(unknown.value()).isEmpty();
        assertThat(unknown.action()).isEqualTo("Correct or remove them.");

        InvalidSettingException secret = catchThrowableOfType(
                InvalidSettingException.class,
                () -> SessionSettings.builder()
                        .environment(Map.of("REDIS_URL", "redis://:hunter2@"))
                        .build());
        assertThat(secret.value()).isEmpty();
        assertThat(secret.problem() + secret.reason() + secret.action()).doesNotContain("hunter2");
    }

    @Test
    void invalidSetting_unprintableCharactersOfAnyKind_areReplaced() {
        String hostile = "a\u0085\u009b\u202e\u2028\u2029\ufeff\ud800b";
        assertThatThrownBy(
                        () -> SessionSettings.builder().adapter("zone", hostile).build())
                .hasMessageContaining("\"a" + "?".repeat(7) + "b\"");
        assertThatThrownBy(() -> SessionSettings.builder().adapter(hostile, "1").build())
                .hasMessageContaining("a" + "?".repeat(7) + "b (");
    }

    @org.junit.jupiter.params.ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"metadata", "conversation", "attributes"})
    void app_nameOfAnotherKey_isRefusedWhereverItComesFrom(String name) {
        assertThatThrownBy(() -> SessionSettings.builder().app("/" + name).build())
                .hasMessageContaining("not metadata, conversation or attributes")
                .hasMessageContaining(name);
        assertThatThrownBy(() -> SessionSettings.builder().adapter("app", name).build())
                .hasMessageContaining("not metadata, conversation or attributes");
        assertThat(SessionSettings.builder().app("/" + name + "/x").build().app())
                .isEqualTo(name + "#x");
        assertThat(SessionSettings.builder().app("/" + name + "2").build().app())
                .isEqualTo(name + "2");
    }
}
