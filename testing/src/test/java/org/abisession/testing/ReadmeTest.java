package org.abisession.testing;

import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each fenced block of README.md is run by a test, as it stands there. */
class ReadmeTest {
    private static final String TOMCAT = "it/tomcat-home/src/test/java/org/abisession/it/tomcathome/";

    /** The tests that take a block from README.md. */
    private static final Map<String, String> TAKEN = Map.ofEntries(
            entry("abi-session, text 1", ".ci/demo"),
            entry("Quick start, sh 1", ".ci/demo"),
            entry("Quick start, sh 2", ".ci/demo"),
            entry("Quick start, console 1", ".ci/demo"),
            entry("Tomcat, sh 1", TOMCAT + "CatalinaBase.java"),
            entry("Tomcat, xml 1", TOMCAT + "CatalinaBase.java"),
            entry("Jetty, sh 1", "it/jetty-home/src/test/java/org/abisession/it/jettyhome/JettyBase.java"),
            entry("Jetty, xml 1", "jetty/src/test/java/org/abisession/jetty/JettyWiringTest.java"),
            entry("Spring Boot, sh 1", ".ci/demo"),
            entry("Spring Boot, sh 2", ".ci/demo"),
            entry("In the application, xml 1", TOMCAT + "WebInfLibTest.java"),
            entry("On the command line, sh 1", "cli/src/test/java/org/abisession/cli/RunnableJarTest.java"));

    /** The files that repeat a block: programs that .ci/consumers and .ci/demo run, and .ci/run itself. */
    private static final Map<String, String> REPEATED = Map.of(
            "Tomcat, java 1", "it/consumers/tomcat/src/main/java/com/example/Consumer.java",
            "Jetty, java 1", "it/consumers/jetty/src/main/java/com/example/Consumer.java",
            "Spring Boot, xml 1", "spring-boot-example/pom.xml",
            "In the application, java 1", "it/consumers/visits/src/main/java/com/example/Visits.java",
            "Build and test, sh 1", ".ci/run");

    @Test
    void readme_everyBlock_isRunByATest() {
        TreeSet<String> run = new TreeSet<>(TAKEN.keySet());
        run.addAll(REPEATED.keySet());

        assertThat(Readme.blocks().keySet()).containsExactlyInAnyOrderElementsOf(run);
    }

    @Test
    void readme_blocksThatTestsTake_areNamedThere() throws IOException {
        for (Map.Entry<String, String> block : TAKEN.entrySet()) {
            // Readme.block("Tomcat", "sh", 1) in Java, block "Tomcat" sh 1 in a script
            String source = read(block.getValue()).replaceAll("[\",()]", "");

            assertThat(source).as(block.toString()).contains(block.getKey().replace(",", ""));
        }
    }

    @Test
    void readme_blocksThatProgramsRepeat_standThereLineByLine() throws IOException {
        for (Map.Entry<String, String> block : REPEATED.entrySet()) {
            String lines = Readme.blocks().getOrDefault(block.getKey(), "no such block");

            assertThat(withoutIndent(read(block.getValue())))
                    .as(block.toString())
                    .contains(withoutIndent(lines));
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(Readme.root().resolve(file));
    }

    private static String withoutIndent(String text) {
        return text.lines().map(line -> line.strip() + "\n").collect(joining());
    }
}
