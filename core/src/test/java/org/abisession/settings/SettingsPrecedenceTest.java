package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests where settings may stand, which place wins, and what the log says about it. */
class SettingsPrecedenceTest {
    @TempDir
    Path directory;

    @Test
    void defaults_nothingSet_areThoseOfALocalRedis() {
        SessionSettings settings = SessionSettings.defaults();

        assertThat(settings.redis().mode()).isEqualTo(RedisEndpoint.Mode.STANDALONE);
        assertThat(settings.redis().address()).isEqualTo("localhost:6379");
        assertThat(settings.redis().database()).isZero();
        assertThat(settings.redis().username()).isEmpty();
        assertThat(settings.redis().password()).isEmpty();
        assertThat(settings.redis().tls()).isFalse();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.commandTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.poolSize()).isEqualTo(64);
        assertThat(settings.app()).isEmpty();
        assertThat(settings.maxInactiveInterval()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.expiryRetention()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.sweepInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.sharedAttributes()).isEmpty();
        assertThat(settings.allowedClasses()).isEmpty();
        assertThat(settings.hashTags()).isFalse();
        assertThat(settings.zone().getId()).isEqualTo("UTC");
        assertThat(settings.origins()).isEqualTo("all default");
    }

    @Test
    void build_settingInEveryPlace_highestWinsThenTheNextOne() throws IOException {
        dotEnv("REDIS_HOST=seven\nABI_SESSION_REDIS_HOST=six\n");
        Map<String, String> environment = new HashMap<>(Map.of("REDIS_HOST", "five", "ABI_SESSION_REDIS_HOST", "four"));
        Map<String, String> system = new HashMap<>(Map.of("abi.session.redis-host", "three"));
        Map<String, String> context = new HashMap<>(Map.of("abi.session.redis-host", "two"));

        assertThat(host(places(context, system, environment).adapter("redisHost", "one")))
                .isEqualTo("one");
        assertThat(host(places(context, system, environment))).isEqualTo("two");
        context.clear();
        assertThat(host(places(context, system, environment))).isEqualTo("three");
        system.clear();
        assertThat(host(places(context, system, environment))).isEqualTo("four");
        environment.remove("ABI_SESSION_REDIS_HOST");
        assertThat(host(places(context, system, environment))).isEqualTo("five");
        environment.clear();
        assertThat(host(places(context, system, environment))).isEqualTo("six");
        dotEnv("REDIS_HOST=seven\n");
        assertThat(host(places(context, system, environment))).isEqualTo("seven");
        dotEnv("");
        assertThat(host(places(context, system, environment))).isEqualTo("localhost");
    }

    private SettingsBuilder places(
            Map<String, String> context, Map<String, String> system, Map<String, String> environment) {
        return SessionSettings.builder()
                .contextParams(context)
                .systemProperties(system)
                .environment(environment)
                .workingDirectory(directory);
    }

    @Test
    void build_emptyValue_countsAsNotSet() {
        SettingsBuilder builder = SessionSettings.builder()
                .adapter("redis-host", " ")
                .environment(Map.of("REDIS_HOST", "cache", "REDIS_PORT", "", "ABI_SESSION_COMMAND_TIMEOUT", ""));

        assertThat(builder.build().redis().address()).isEqualTo("cache:6379");
    }

    @Test
    void build_emptyPasswordInAHigherPlace_meansNone() throws IOException {
        dotEnv("REDIS_PASSWORD=secret");

        SettingsBuilder builder = SessionSettings.builder()
                .environment(Map.of("REDIS_PASSWORD", ""))
                .workingDirectory(directory);

        assertThat(builder.build().redis().password()).isEmpty();
    }

    @Test
    void build_passwordWithBlanksAround_keepsThem() {
        SettingsBuilder builder = SessionSettings.builder().environment(Map.of("REDIS_PASSWORD", " p "));

        assertThat(builder.build().redis().password()).contains(" p ");
    }

    @ParameterizedTest
    @CsvSource({
        "maxInactiveInterval, 60",
        "max-inactive-interval, 60",
        "MaxInactiveInterval, PT1M",
    })
    void adapter_camelCaseOrKebabCase_isTheSameSetting(String name, String value) {
        SessionSettings settings =
                SessionSettings.builder().adapter(name, value).build();

        assertThat(settings.maxInactiveInterval()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void adapter_twoSpellingsOfOneSetting_laterWins() {
        SessionSettings settings = SessionSettings.builder()
                .adapter("poolSize", "8")
                .adapter("pool-size", "9")
                .build();

        assertThat(settings.poolSize()).isEqualTo(9);
    }

    @Test
    void systemProperties_asProperties_areRead() {
        Properties properties = new Properties();
        properties.setProperty("abi.session.pool-size", "8");
        properties.put("abi.session.object", 1);

        assertThat(SessionSettings.builder()
                        .systemProperties(properties)
                        .build()
                        .poolSize())
                .isEqualTo(8);
    }

    @Test
    void maxInactiveInterval_settingAndWebXml_settingWinsFromAnyPlace() throws IOException {
        dotEnv("ABI_SESSION_MAX_INACTIVE_INTERVAL=2h");

        SessionSettings settings = SessionSettings.builder()
                .workingDirectory(directory)
                .applicationTimeout(Duration.ofMinutes(30))
                .build();

        assertThat(settings.maxInactiveInterval()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.origins())
                .contains("max-inactive-interval=PT2H (ABI_SESSION_MAX_INACTIVE_INTERVAL in .env)");
    }

    @Test
    void maxInactiveInterval_webXmlAlone_winsOverTheDefault() {
        SessionSettings settings = SessionSettings.builder()
                .applicationTimeout(Duration.ofMinutes(30))
                .build();

        assertThat(settings.maxInactiveInterval()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.origins())
                .isEqualTo("max-inactive-interval=PT30M (WEB-INF/web.xml <session-timeout>), all else default");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "PT-5M", "-500ms"})
    void maxInactiveInterval_zeroOrLess_meansNever(String value) {
        SettingsBuilder builder = SessionSettings.builder();

        assertThat(builder.applicationTimeout(Values.duration(value).orElseThrow())
                        .build()
                        .maxInactiveInterval())
                .isZero();
        assertThat(builder.applicationTimeout(Duration.ofHours(1))
                        .adapter("max-inactive-interval", value)
                        .build()
                        .maxInactiveInterval())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"'',''", "/,''", "/shop,shop", "/shop/admin/,shop#admin", "/v1.2_x-y,v1.2_x-y"})
    void app_notSet_isTheContextPathAsTomcatNamesIt(String contextPath, String app) {
        assertThat(SessionSettings.builder().app(contextPath).build().app()).isEqualTo(app);
    }

    @Test
    void app_contextPathOfOtherCharacters_mustBeSet() {
        SettingsBuilder builder = SessionSettings.builder().app("/a:b");

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "abi.session.app must be at most 64 characters of A-Z a-z 0-9 . _ # -, and not metadata, conversation or attributes, was \"a:b\""
                                + " (context path /a:b). Set it to a name of these characters.");
        assertThat(builder.adapter("app", "a-b").build().app()).isEqualTo("a-b");
    }

    @Test
    void envFile_guideAsItStands_isALocalRedisWithoutPassword() throws IOException {
        dotEnv("""
                # Redis Configuration
                REDIS_HOST=localhost
                REDIS_PORT=6379
                REDIS_DB=0
                REDIS_PASSWORD=  # Leave empty for local Redis without password
                OPENAI_API_KEY=sk-not-ours
                """);

        SessionSettings settings =
                SessionSettings.builder().workingDirectory(directory).build();

        assertThat(settings.redis()).isEqualTo(SessionSettings.defaults().redis());
        assertThat(settings.origins())
                .isEqualTo("redis-host=localhost (REDIS_HOST in .env), redis-port=6379 (REDIS_PORT in .env),"
                        + " redis-db=0 (REDIS_DB in .env), redis-password=none (REDIS_PASSWORD in .env), .env is "
                        + directory.resolve(".env").toAbsolutePath().normalize() + ", all else default");
    }

    @Test
    void envFile_off_isNotRead() throws IOException {
        dotEnv("REDIS_HOST=elsewhere");

        SessionSettings settings = SessionSettings.builder()
                .workingDirectory(directory)
                .environment(Map.of("ABI_SESSION_ENV_FILE", "off"))
                .build();

        assertThat(settings.redis().address()).isEqualTo("localhost:6379");
    }

    @Test
    void envFile_named_isReadInPlaceOfTheDefault() throws IOException {
        dotEnv("REDIS_HOST=elsewhere");
        Files.writeString(directory.resolve("prod.env"), "REDIS_PORT=6380");

        SessionSettings settings = SessionSettings.builder()
                .workingDirectory(directory)
                .adapter("env-file", "prod.env")
                .build();

        assertThat(settings.redis().address()).isEqualTo("localhost:6380");
        assertThat(settings.origins()).contains("redis-port=6380 (REDIS_PORT in prod.env)");
    }

    @Test
    void envFile_namedButADirectory_isAnErrorThatSaysSo() {
        SettingsBuilder builder =
                SessionSettings.builder().workingDirectory(directory).adapter("env-file", ".");

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(
                        "abi.session.env-file must name a file, no directory or pipe, looked at " + directory)
                .hasMessageNotContaining("exists");
    }

    @Test
    void envFile_namedButAbsent_isAnError() {
        SettingsBuilder builder =
                SessionSettings.builder().workingDirectory(directory).adapter("env-file", "prod.env");

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.env-file must name a file that exists")
                .hasMessageContaining(directory.resolve("prod.env").toString())
                .hasMessageContaining("attribute env-file of the session manager");
    }

    @Test
    void envFile_defaultAbsentOrADirectory_isNoError() throws IOException {
        SettingsBuilder builder = SessionSettings.builder().workingDirectory(directory);
        assertThat(builder.build().origins()).isEqualTo("all default");

        Files.createDirectory(directory.resolve(".env"));
        assertThat(builder.build().origins()).isEqualTo("all default");
    }

    @Test
    void envFile_badLine_isReportedByNumberWithoutItsText() throws IOException {
        dotEnv("REDIS_HOST=a\nmy secret line\n");
        SettingsBuilder builder = SessionSettings.builder().workingDirectory(directory);

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("line 2 has text after its name or its closing quote of ")
                .hasMessageEndingWith("Correct that, or set abi.session.env-file=off.")
                .hasMessageNotContaining("secret");
    }

    @Test
    void envFile_notUtf8_isAnError() throws IOException {
        Files.write(directory.resolve(".env"), "REDIS_HOST=a".getBytes(StandardCharsets.UTF_16));

        assertThatThrownBy(() ->
                        SessionSettings.builder().workingDirectory(directory).build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("must name a file in UTF-8");
    }

    @Test
    void envFile_namedInsideItself_isAnError() throws IOException {
        dotEnv("ABI_SESSION_ENV_FILE=other.env");

        assertThatThrownBy(() ->
                        SessionSettings.builder().workingDirectory(directory).build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("must not stand in the file that it names");
    }

    @Test
    void environment_portThatKubernetesInjects_isIgnoredAndSaid() {
        SessionSettings settings = SessionSettings.builder()
                .environment(Map.of("REDIS_HOST", "redis", "REDIS_PORT", "tcp://10.0.0.1:6379"))
                .build();

        assertThat(settings.redis().address()).isEqualTo("redis:6379");
        assertThat(settings.origins()).contains("REDIS_PORT of the environment ignored");
    }

    @Test
    void environment_ofAServiceNamedAsTheSettingsBegin_isIgnoredAndSaid() {
        SessionSettings settings = SessionSettings.builder()
                .environment(Map.ofEntries(
                        Map.entry("ABI_SESSION_REDIS_HOST", "abi-session-redis"),
                        Map.entry("ABI_SESSION_REDIS_SERVICE_HOST", "10.0.0.1"),
                        Map.entry("ABI_SESSION_REDIS_SERVICE_PORT", "6379"),
                        Map.entry("ABI_SESSION_REDIS_SERVICE_PORT_REDIS_TLS", "6379"),
                        Map.entry("ABI_SESSION_REDIS_PORT", "tcp://10.0.0.1:6379"),
                        Map.entry("ABI_SESSION_REDIS_PORT_6379_TCP", "tcp://10.0.0.1:6379"),
                        Map.entry("ABI_SESSION_REDIS_PORT_6379_TCP_PROTO", "tcp"),
                        Map.entry("ABI_SESSION_REDIS_PORT_6379_TCP_PORT", "6379"),
                        Map.entry("ABI_SESSION_REDIS_PORT_6379_TCP_ADDR", "10.0.0.1"),
                        Map.entry("ABI_SESSION_PORT", "udp://10.0.0.2:53"),
                        Map.entry("ABI_SESSION_PORT_53_UDP", "udp://10.0.0.2:53")))
                .build();

        assertThat(settings.redis().address()).isEqualTo("abi-session-redis:6379");
        assertThat(settings.origins())
                .contains("ABI_SESSION_REDIS_PORT of the environment ignored (tcp://... is what Kubernetes sets for a"
                        + " Service named abi-session-redis)");
    }

    @ParameterizedTest
    @CsvSource({"ABI_SESSION_REDIS_PORTS, tcp://10.0.0.1:6379", "ABI_SESSION_SERVICE_HOTS, a", "ABI_SESSION_PORT, 80"})
    void environment_nameThatNoServiceHas_isUnknown(String name, String value) {
        assertThatThrownBy(() -> SessionSettings.builder()
                        .environment(Map.of(name, value))
                        .build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(name);
    }

    @Test
    void fromProcess_systemPropertyOfThisProcess_isRead() {
        System.setProperty("abi.session.redis-url", "redis://from-a-property:7000");
        try {
            SessionSettings settings = SessionSettings.builder().fromProcess().build();

            assertThat(settings.redis().address()).isEqualTo("from-a-property:7000");
        } finally {
            System.clearProperty("abi.session.redis-url");
        }
    }

    private String host(SettingsBuilder builder) {
        return builder.build().redis().nodes().get(0).host();
    }

    private void dotEnv(String text) throws IOException {
        Files.writeString(directory.resolve(".env"), text);
    }

    @Test
    void found_commandLine_winsAndSaysWhereEachCameFromWithoutSecrets() {
        SessionSettings settings = SessionSettings.builder()
                .environment(Map.of("REDIS_PASSWORD", "hunter2", "REDIS_PORT", "7000", "ABI_SESSION_POOL_SIZE", "9"))
                .commandLine("redisPort", "7001")
                .commandLine("redis-port", "7002")
                .build();
        assertThat(settings.redis().address()).isEqualTo("localhost:7002");
        assertThat(settings.found())
                .containsExactly(
                        new SettingOrigin("redis-port", "7002", "command line"),
                        new SettingOrigin("redis-password", "***", "environment REDIS_PASSWORD"),
                        new SettingOrigin("pool-size", "9", "environment ABI_SESSION_POOL_SIZE"));
        assertThatThrownBy(() ->
                        SessionSettings.builder().commandLine("redis-prt", "1").build())
                .hasMessageContaining("redis-prt (command line, did you mean redis-port?)");
    }
}
