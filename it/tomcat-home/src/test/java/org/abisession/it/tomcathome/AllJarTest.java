package org.abisession.it.tomcathome;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one jar for Tomcat. */
class AllJarTest {
    @Test
    void jar_hasNoClassUnderAForeignName() throws IOException {
        try (JarFile jar = open()) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .filteredOn(name -> name.endsWith(".class"))
                    .hasSizeGreaterThan(1000)
                    .allMatch(name -> name.startsWith("org/abisession/"));
        }
    }

    @Test
    void jar_classNamesThatAreDataOfOurs_areNotRenamed() throws IOException {
        try (JarFile jar = open()) {
            List<JarEntry> ours = jar.stream()
                    .filter(entry -> entry.getName().matches("org/abisession/(?!lib/).*[.](class|txt)"))
                    .toList();
            assertThat(ours).hasSizeGreaterThan(100);
            for (JarEntry entry : ours) {
                String bytes = new String(jar.getInputStream(entry).readAllBytes(), ISO_8859_1);
                assertThat(bytes).as(entry.getName()).doesNotContain("org.abisession.lib.");
            }
        }
    }

    private static JarFile open() throws IOException {
        Path lib = Path.of(System.getProperty("tomcat.homes"), "catalina-base", "lib");
        try (Stream<Path> jars = Files.list(lib)) {
            return new JarFile(jars.findFirst().orElseThrow().toFile());
        }
    }
}
