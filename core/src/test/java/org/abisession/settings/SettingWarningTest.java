package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the warnings about settings that are valid and a risk. */
class SettingWarningTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve(".env");
    }

    private void dotEnv(String permissions, String text) throws IOException {
        Files.writeString(file(), text);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(permissions));
    }

    private SettingsBuilder with(Map<String, String> environment) {
        return SessionSettings.builder().workingDirectory(directory).environment(environment);
    }

    private static List<String> codes(SettingsBuilder builder) {
        return builder.build().warnings().stream().map(SettingWarning::code).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "rw-r-----, can be read by its group",
        "rw----r--, can be read by all other users",
        "rw-r--r--, can be read by its group and by all other users",
        "rw--w----, can be changed by its group",
        "rw-----w-, can be changed by all other users",
        "rw-rw-rw-, can be changed by its group and by all other users"
    })
    void envFile_openToOthers_isWarnedOfOnceWithItsPathAndTheCommand(String permissions, String risk)
            throws IOException {
        dotEnv(permissions, "REDIS_PASSWORD=hunter2\n");
        try (TestLogs logs = new TestLogs().open()) {
            SessionSettings settings = with(Map.of()).build();
            with(Map.of()).build();

            assertThat(settings.warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.code()).isEqualTo("env-file-permissions");
                assertThat(warning.problem()).contains(file().toString(), risk);
                assertThat(warning.action()).endsWith("chmod 600 " + file());
            });
            assertThat(logs.lines())
                    .filteredOn(line -> line.contains(risk))
                    .singleElement()
                    .asString()
                    .startsWith("WARN ")
                    .doesNotContain("hunter2");
        }
    }

    @ParameterizedTest
    @CsvSource({"rw-------", "r--------"})
    void envFile_ownersAlone_isNoRisk(String permissions) throws IOException {
        dotEnv(permissions, "REDIS_PASSWORD=hunter2\n");

        assertThat(with(Map.of()).build().warnings()).isEmpty();
    }

    @Test
    void password_forAServerOfTheFrameworksOwnConfiguration_isNoRisk() {
        SettingsBuilder settings = with(Map.of("REDIS_PASSWORD", "hunter2"))
                .defaultValue("redis-url", "redis://redis.internal", "spring.data.redis.host");

        assertThat(codes(settings)).isEmpty();
    }

    @Test
    void envFile_openToOthersWithNothingOfOurs_isNoRisk() throws IOException {
        dotEnv("rw-r--r--", "FLASK_ENV=production\n");

        assertThat(with(Map.of()).build().warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "REDIS_PASSWORD, redis-password, REDIS_HOST=elsewhere, REDIS_HOST",
        "ABI_SESSION_REDIS_PASSWORD, redis-password, ABI_SESSION_REDIS_HOST=elsewhere, ABI_SESSION_REDIS_HOST",
        "REDIS_PASSWORD, redis-password, REDIS_PORT=6380, REDIS_PORT",
        "REDIS_PASSWORD, redis-password, REDIS_URL=redis://elsewhere, REDIS_URL",
        "REDIS_PASSWORD, redis-password, REDIS_URL=rediss://ada@elsewhere/1, REDIS_URL",
        "REDIS_PASSWORD, redis-password, 'REDIS_URL=redis-sentinel://a,b/main', REDIS_URL",
        "REDIS_PASSWORD, redis-password, 'REDIS_URL=redis-cluster://a,b', REDIS_URL",
        "REDIS_USERNAME, redis-username, REDIS_URL=redis://:secret@elsewhere, REDIS_URL"
    })
    void secret_serverOfALowerPlace_isWarnedOfWithBothOrigins(
            String secret, String setting, String line, String destination) throws IOException {
        dotEnv("rw-------", line + "\n");
        SessionSettings settings = with(Map.of(secret, "hunter2")).build();

        assertThat(settings.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("password-destination");
            assertThat(warning.problem())
                    .contains(
                            "abi.session." + setting + " (environment " + secret + ")",
                            "(" + destination + " in .env)",
                            settings.redis().address());
        });
        if (secret.endsWith("PASSWORD")) {
            assertThat(settings.warnings().toString()).doesNotContain("hunter2", "secret@");
        }
    }

    @Test
    void secret_serverOfALowerPlace_isWarnedOfWhateverThePlaces() throws IOException {
        dotEnv("rw-------", "REDIS_HOST=elsewhere\n");
        Map<String, String> password = Map.of("abi.session.redis-password", "hunter2");

        assertThat(codes(with(Map.of()).systemProperties(password))).containsExactly("password-destination");
        assertThat(codes(with(Map.of()).contextParams(password))).containsExactly("password-destination");
        assertThat(codes(with(Map.of()).adapter("redis-password", "hunter2"))).containsExactly("password-destination");
        assertThat(codes(with(Map.of("REDIS_HOST", "here", "REDIS_USERNAME", "ada"))
                        .systemProperties(password)))
                .containsExactly("password-destination");
    }

    @Test
    void secret_serverOfTheSameOrAHigherPlace_isNoRisk() throws IOException {
        dotEnv("rw-------", "REDIS_HOST=elsewhere\nREDIS_PASSWORD=hunter2\nABI_SESSION_REDIS_USERNAME=ada\n");
        assertThat(codes(with(Map.of()))).isEmpty();
        assertThat(codes(with(Map.of("REDIS_HOST", "here")))).isEmpty();
        assertThat(codes(with(Map.of("REDIS_PASSWORD", "b", "ABI_SESSION_REDIS_HOST", "here", "REDIS_USERNAME", "c"))))
                .isEmpty();
        assertThat(codes(with(Map.of("REDIS_PASSWORD", "b")).adapter("redis-url", "redis://here")))
                .isEmpty();
        dotEnv("rw-------", "REDIS_URL=redis://ada:hunter2@elsewhere\n");
        assertThat(codes(with(Map.of()))).isEmpty();
        dotEnv("rw-------", "REDIS_DB=3\n");
        assertThat(codes(with(Map.of("REDIS_PASSWORD", "b")))).isEmpty();
    }
}
