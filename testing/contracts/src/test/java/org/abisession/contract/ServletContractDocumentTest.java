package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/servlet-contract.md names tests that there are. */
class ServletContractDocumentTest {
    private static final Path MODULES = Path.of("../..");
    private static final Pattern TEST_NAME = Pattern.compile("`([A-Za-z0-9]+_[A-Za-z0-9]+_[A-Za-z0-9]+)`");
    /** A test of one container: its class and its method, which may have a name of two parts. */
    private static final Pattern CONTAINER_TEST =
            Pattern.compile("`([A-Za-z0-9]+)\\.([A-Za-z0-9]+(?:_[A-Za-z0-9]+){1,2})`");

    @Test
    void document_everyTestThatItNames_isInTheContract() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher matcher = TEST_NAME.matcher(document());
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        Set<String> tests = Arrays.stream(ServletContainerContract.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());

        assertThat(named).hasSizeGreaterThan(100).isSubsetOf(tests);
    }

    @Test
    void document_everyTestOfOneContainerThatItNames_isInTheClassItNames() throws IOException {
        Matcher matcher = CONTAINER_TEST.matcher(document());
        int found = 0;
        while (matcher.find()) {
            assertThat(source(matcher.group(1))).contains("void " + matcher.group(2) + "(");
            found++;
        }

        assertThat(found).isGreaterThan(3);
    }

    private static String document() throws IOException {
        return Files.readString(MODULES.resolve("docs/servlet-contract.md"));
    }

    private static String source(String testClass) throws IOException {
        Path file = Path.of("src/test/java/org/abisession");
        for (String module : new String[] {"tomcat", "jetty"}) {
            try (Stream<Path> files = Files.walk(MODULES.resolve(module).resolve(file))) {
                for (Path each :
                        files.filter(path -> path.endsWith(testClass + ".java")).toList()) {
                    return Files.readString(each);
                }
            }
        }
        throw new AssertionError("There is no test class " + testClass + " in tomcat or jetty");
    }
}
