package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/guarantees.md names tests that there are. */
class GuaranteesDocumentTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+)\\.([a-zA-Z]+_[A-Za-z]+_[A-Za-z]+)`");
    private static final List<String> PACKAGES =
            List.of("org.abisession.stress.", "org.abisession.node.", "org.abisession.redis.", "org.abisession.");

    @Test
    void document_everyTestThatItNames_isThere() throws IOException {
        Matcher matcher = TEST.matcher(Files.readString(Path.of("../../docs/guarantees.md")));
        int found = 0;
        while (matcher.find()) {
            assertThat(methodsOf(matcher.group(1))).as(matcher.group()).contains(matcher.group(2));
            found++;
        }
        assertThat(found).isGreaterThan(10);
    }

    private static List<String> methodsOf(String simpleName) {
        for (String each : PACKAGES) {
            try {
                return Arrays.stream(Class.forName(each + simpleName).getDeclaredMethods())
                        .map(Method::getName)
                        .toList();
            } catch (ClassNotFoundException e) {
                // perhaps in the next one
            }
        }
        return List.of();
    }
}
