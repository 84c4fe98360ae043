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
import org.junit.jupiter.api.Test;

/** docs/servlet-contract.md names tests that there are. */
class ServletContractDocumentTest {
    private static final Pattern TEST_NAME = Pattern.compile("`([A-Za-z0-9]+_[A-Za-z0-9]+_[A-Za-z0-9]+)`");

    @Test
    void document_everyTestThatItNames_isInTheContract() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher matcher = TEST_NAME.matcher(Files.readString(Path.of("../docs/servlet-contract.md")));
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        Set<String> tests = Arrays.stream(ServletContainerContract.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());

        assertThat(named).hasSizeGreaterThan(100).isSubsetOf(tests);
    }
}
