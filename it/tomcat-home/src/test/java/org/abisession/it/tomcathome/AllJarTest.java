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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars that bring their libraries: the one for Tomcat, and those for WEB-INF/lib elsewhere. */
class AllJarTest {
    @ParameterizedTest
    @ValueSource(strings = {"catalina-base/lib", "undertow", "filter"})
    void jar_hasNoClassUnderAForeignName(String folder) throws IOException {
        try (JarFile jar = open(folder)) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .filteredOn(name -> name.endsWith(".class"))
                    .hasSizeGreaterThan(1000)
                    .allMatch(name -> name.startsWith("org/abisession/"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalina-base/lib", "undertow", "filter"})
    void jar_classNamesThatAreDataOfOurs_areNotRenamed(String folder) throws IOException {
        try (JarFile jar = open(folder)) {
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

    @ParameterizedTest
    @ValueSource(strings = {"catalina-base/lib", "undertow", "filter"})
    void jar_takesItsLogToThatOfTheServer(String folder) throws IOException {
        try (JarFile jar = open(folder)) {
            JarEntry provider =
                    jar.getJarEntry("META-INF/services/org.abisession.lib.org.slf4j.spi.SLF4JServiceProvider");
            assertThat(provider).isNotNull();
            assertThat(new String(jar.getInputStream(provider).readAllBytes(), ISO_8859_1).strip())
                    .isEqualTo("org.abisession.lib.org.slf4j.jul.JULServiceProvider");
        }
    }

    private static JarFile open(String folder) throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("tomcat.homes"), folder))) {
            return new JarFile(jars.findFirst().orElseThrow().toFile());
        }
    }
}
