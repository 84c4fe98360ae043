package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds what an IDE shows of the settings to the table of the settings. */
class ConfigurationMetadataTest {
    private static final String FILE = "/META-INF/spring-configuration-metadata.json";

    @Test
    void metadata_ofEverySetting_isWhatTheTableSays() throws IOException {
        String expected = metadata();
        Files.writeString(Path.of("target", "spring-configuration-metadata.json"), expected);

        try (InputStream in = ConfigurationMetadataTest.class.getResourceAsStream(FILE)) {
            assertThat(in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .as("Copy target/spring-configuration-metadata.json to src/main/resources/META-INF")
                    .isEqualTo(expected);
        }
    }

    private static String metadata() {
        String properties =
                Setting.all().map(ConfigurationMetadataTest::property).collect(Collectors.joining(",\n"));
        return """
                {
                  "groups": [
                    {
                      "name": "abi.session",
                      "description": "HttpSession in Redis."
                    }
                  ],
                  "properties": [
                %s,
                    {
                      "name": "abi.session.enabled",
                      "type": "java.lang.Boolean",
                      "description": "Whether the sessions are in Redis; else they are the server's own.",
                      "defaultValue": true
                    },
                    {
                      "name": "management.health.abi-session.enabled",
                      "type": "java.lang.Boolean",
                      "description": "Whether to tell of the store of the sessions in the health endpoint.",
                      "defaultValue": true
                    }
                  ],
                  "hints": [
                    {
                      "name": "abi.session.durability",
                      "values": [{ "value": "none" }, { "value": "wait(1,100ms)" }],
                      "providers": [{ "name": "any" }]
                    }
                  ]
                }
                """.formatted(properties);
    }

    private static String property(Setting setting) {
        String text = setting.defaultText();
        String type = type(setting);
        String value = text.isEmpty() || type.contains("List")
                ? ""
                : ",\n  \"defaultValue\": " + (type.matches(".*(Integer|Boolean)") ? text : quoted(text));
        return """
                    {
                      "name": %s,
                      "type": %s,
                      "description": %s%s
                    }""".formatted(quoted(setting.fullName()), quoted(type), quoted(description(setting)), value)
                .indent(4)
                .stripTrailing();
    }

    private static String description(Setting setting) {
        String rule = setting.rule();
        return Character.toUpperCase(rule.charAt(0)) + rule.substring(1) + ". " + setting.reason();
    }

    private static String type(Setting setting) {
        return switch (setting) {
            case REDIS_PORT, REDIS_DB, POOL_SIZE, MAX_SESSIONS_PER_USER -> "java.lang.Integer";
            case REDIS_TLS, HASH_TAGS -> "java.lang.Boolean";
            case SHARED_ATTRIBUTES, ALLOWED_CLASSES -> "java.util.List<java.lang.String>";
            case CONNECT_TIMEOUT,
                    COMMAND_TIMEOUT,
                    MAX_INACTIVE_INTERVAL,
                    ID_RENEWAL,
                    EXPIRY_RETENTION,
                    SWEEP_INTERVAL,
                    ABSOLUTE_TIMEOUT,
                    ANONYMOUS_TIMEOUT -> "java.time.Duration";
            default -> "java.lang.String";
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
