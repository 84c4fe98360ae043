package org.abisession.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTextTest {
    private static final String LOST = "jos\ufffd\ufffd";

    @TempDir
    Path directory;

    private Path file(Charset charset, String... texts) throws IOException {
        return Files.write(directory.resolve("texts"), (String.join("\u0000", texts) + "\u0000").getBytes(charset));
    }

    @Test
    void arguments_notReadByJava_areReadAsUtf8() throws IOException {
        Path file = file(UTF_8, "java", "-jar", "a.jar", "end", "", "--user", "jos\u00e9");
        assertThat(ProcessText.arguments(List.of("end", "", "--user", LOST), file))
                .contains(List.of("end", "", "--user", "jos\u00e9"));
    }

    @Test
    void arguments_readByJava_areThose() {
        List<String> read = List.of("end", "--user", "jos\u00e9");
        assertThat(ProcessText.arguments(read, directory.resolve("none"))).contains(read);
    }

    @Test
    void arguments_notReadableAsUtf8OrOtherOnesOrNoLinux_areNone() throws IOException {
        List<String> read = List.of("end", "--user", LOST);
        assertThat(ProcessText.arguments(read, file(ISO_8859_1, "end", "--user", "jos\u00e9")))
                .isEmpty();
        assertThat(ProcessText.arguments(read, file(UTF_8, "end", "--user", "bob\u00e9")))
                .isEmpty();
        assertThat(ProcessText.arguments(read, file(UTF_8, "show", "--user", "jos\u00e9")))
                .isEmpty();
        assertThat(ProcessText.arguments(read, file(UTF_8, "java", "@words"))).isEmpty();
        assertThat(ProcessText.arguments(read, directory.resolve("none"))).isEmpty();
    }

    @Test
    void environment_notReadByJava_isReadAsUtf8WhereThatIsPossible() throws IOException {
        Map<String, String> read = Map.of("REDIS_PASSWORD", LOST, "A", "1", "OTHER", "\ufffd", "SET_LATER", "x");
        Path file = file(UTF_8, "REDIS_PASSWORD=jos\u00e9", "A=1", "OTHER=two", "NEW=n", "no variable");
        assertThat(ProcessText.environment(read, file))
                .isEqualTo(Map.of("REDIS_PASSWORD", "jos\u00e9", "A", "1", "OTHER", "\ufffd", "SET_LATER", "x"));
        assertThat(ProcessText.environment(read, directory.resolve("none"))).isEqualTo(read);
        assertThat(ProcessText.environment(read, file(ISO_8859_1, "REDIS_PASSWORD=jos\u00e9")))
                .isEqualTo(read);
    }
}
