package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the settings that hold the keys of attributes. */
class AttributeKeysTest {
    private static String key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return "k" + seed + ":" + Base64.getEncoder().encodeToString(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k1",
                "k1:c2hvcnQ=",
                "k1:no base64!",
                "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "a b:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "clear"
            })
    void key_thatIsNone_stopsTheStartWithoutShowingIt(String keys) {
        assertThatThrownBy(() ->
                        SessionSettings.builder().adapter("attribute-key", keys).build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("attribute-key")
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining("AAAAAAAA");
    }

    @Test
    void settings_withAKey_showItNowhere() {
        SessionSettings settings =
                SessionSettings.builder().adapter("attribute-key", key(1)).build();
        String secret = key(1).substring(3);

        assertThat(settings.toString() + settings.origins() + settings.attributeKeys())
                .contains("k1")
                .doesNotContain(secret);
        assertThat(new String(Base64.getDecoder().decode(secret), StandardCharsets.ISO_8859_1))
                .hasSize(32);
        assertThat(Map.of("keys", settings.attributeKeys().get()).toString()).doesNotContain(secret);
    }

    @Test
    void keysFile_readableByAll_isWarnedOf(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), key(1) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(SessionSettings.builder()
                        .adapter("attribute-keys-file", file.toString())
                        .build()
                        .warnings())
                .anySatisfy(warning -> assertThat(warning.toString())
                        .contains("The file of attribute keys", "can be read by", "chmod 600"));
    }
}
