package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.abisession.testing.TestJvm;

/**
 * Extracts executable jars as Spring Boot's documentation says for production: they start in two thirds of the time.
 */
final class Extracted {
    private Extracted() {}

    /** Extracts an executable jar into a directory, and returns the jar there that starts the application. */
    static Path jar(Path executable, Path target) throws IOException {
        run("-Djarmode=tools", "-jar", executable.toString(), "extract", "--destination", target.toString());
        return target.resolve(executable.getFileName());
    }

    /** Does the same once for each build of the jar. */
    static synchronized Path once(Path executable) {
        try {
            CRC32C checksum = new CRC32C(); // all builds have the same times
            checksum.update(Files.readAllBytes(executable));
            Path target = Path.of(
                    "target", "extracted", executable.getFileName() + "-" + Long.toHexString(checksum.getValue()));
            Path jar = target.resolve(executable.getFileName()).toAbsolutePath();
            return Files.exists(jar) ? jar : jar(executable, target).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs {@code java} with these arguments to its end. */
    static void run(String... arguments) throws IOException {
        List<String> command = TestJvm.command(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.onExit().join().exitValue())
                .as(String.join(" ", command))
                .isZero();
    }
}
