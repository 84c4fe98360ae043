package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Fails the contract's test of a container whose count of cases is not the one in the tables of docs/containers.md and
 * the README. Compares nothing if a case failed, or if some of the contract's tests were not selected.
 */
final class DocumentedCount implements TestWatcher, AfterAllCallback {
    private static final Set<String> CONTRACT = Stream.of(ServletContainerContract.class.getMethods())
            .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
            .map(Method::getName)
            .collect(Collectors.toUnmodifiableSet());

    private final Supplier<@Nullable String> row;
    private final Set<String> run = new TreeSet<>();
    private int held;
    private int leftOut;
    private boolean failed;

    DocumentedCount(Supplier<@Nullable String> row) {
        this.row = row;
    }

    @Override
    public void testSuccessful(ExtensionContext test) {
        if (add(test)) {
            held++;
        }
    }

    @Override
    public void testAborted(ExtensionContext test, @Nullable Throwable cause) {
        if (add(test)) {
            leftOut++;
        }
    }

    @Override
    public void testDisabled(ExtensionContext test, Optional<String> reason) {
        if (add(test)) {
            leftOut++;
        }
    }

    @Override
    public void testFailed(ExtensionContext test, @Nullable Throwable cause) {
        failed = true;
    }

    private boolean add(ExtensionContext test) {
        String name = test.getRequiredTestMethod().getName();
        run.add(name);
        return CONTRACT.contains(name);
    }

    @Override
    public void afterAll(ExtensionContext container) throws IOException {
        String name = row.get();
        if (name == null || failed || !run.containsAll(CONTRACT)) {
            return;
        }
        String count = held + " of " + (held + leftOut);
        for (String document : new String[] {"docs/containers.md", "README.md"}) {
            Path file = root().resolve(document);
            assertThat(Files.readAllLines(file))
                    .as("%s says how many cases of the contract hold on %s", file, name)
                    .filteredOn(line -> line.startsWith("| " + name + " |"))
                    .singleElement()
                    .asString()
                    .contains("| " + count);
        }
    }

    private static Path root() {
        for (Path each = Path.of("").toAbsolutePath(); each != null; each = each.getParent()) {
            if (Files.exists(each.resolve("docs/containers.md"))) {
                return each;
            }
        }
        throw new IllegalStateException("The tests of the contract run below the project's directory");
    }
}
