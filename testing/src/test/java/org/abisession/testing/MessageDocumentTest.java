package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages by which docs/troubleshooting.md is searched are those of the code. */
class MessageDocumentTest {
    /** Finds a text of several words in the first column of a table. */
    private static final Pattern MESSAGE = Pattern.compile("`([^`| ][^`|]* [^`|]*)`");

    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Set<String> OF_OTHERS = Set.of(
            "ClassNotFoundException: org.abisession.tomcat.RedisSessionManager", "no matches found: http://...?last=5");

    @Test
    void messages_ofTheTroubleshootingPage_areInTheCode() throws IOException {
        String code = code();
        List<String> found = new ArrayList<>();
        for (String row : Files.readAllLines(Readme.root().resolve("docs/troubleshooting.md"))) {
            Matcher message = MESSAGE.matcher(row.startsWith("| ") ? row.substring(0, row.indexOf('|', 1) + 1) : "");
            while (message.find()) {
                found.add(message.group(1));
            }
        }

        assertThat(found).hasSizeGreaterThan(8).allSatisfy(message -> {
            for (String part : message.split("'?\\.\\.\\.'?", -1)) {
                assertThat(OF_OTHERS.contains(message) || code.contains(part.strip()))
                        .as(message)
                        .isTrue();
            }
        });
    }

    /** Returns the sources of the product and of the examples, with texts that are written in several parts as one. */
    private static String code() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> all = Files.walk(Readme.root())) {
            List<Path> sources = all.filter(file -> file.toString().endsWith(".java")
                            && file.toString().matches(".*/(src/main|example-webapp/src/test)/.*"))
                    .toList();
            for (Path source : sources) {
                code.append(JOINED.matcher(Files.readString(source)).replaceAll(""));
            }
        }
        return code.toString();
    }
}
