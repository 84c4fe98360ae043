package org.abisession.stress;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name tests that there are. */
class DocumentedTestsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern TEST =
            Pattern.compile("`(?:[a-z0-9/.-]+/)?([A-Z][A-Za-z0-9]+)\\.([a-z][A-Za-z0-9]*_[A-Za-z0-9_]+)`");

    /** Returns the source files of the project, by the names of their classes. */
    private static Map<String, List<Path>> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean isHidden = name.startsWith(".") && !name.equals(".") && !name.equals("..");
                return isHidden || name.equals("target") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    all.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return all.stream()
                .collect(groupingBy(
                        file -> file.getFileName().toString().replace(".java", ""), mapping(f -> f, toList())));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void documents_everyTestThatTheyName_isThere() throws IOException {
        Map<String, List<Path>> sources = sources();
        List<String> missing = new ArrayList<>();
        int found = 0;
        try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
            for (Path document :
                    documents.filter(f -> f.toString().endsWith(".md")).toList()) {
                Matcher named = TEST.matcher(read(document));
                while (named.find()) {
                    String method = "void " + named.group(2) + "(";
                    if (sources.getOrDefault(named.group(1), List.of()).stream()
                            .noneMatch(file -> read(file).contains(method))) {
                        missing.add(document.getFileName() + ": " + named.group());
                    }
                    found++;
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(50);
    }
}
