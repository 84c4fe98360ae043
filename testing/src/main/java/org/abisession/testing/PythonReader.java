package org.abisession.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs a Python program with redis-py and answers the lines that it prints. Without Python and redis-py the calling
 * test is skipped, but not in continuous integration ({@code CI=true}): there it fails.
 */
public final class PythonReader {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String MISSING =
            "This test needs /usr/bin/python3 and redis-py; get them with: apt-get install python3-redis";

    private PythonReader() {}

    /** Runs a program; its arguments are in {@code sys.argv}. */
    public static List<String> run(String program, String... arguments) {
        Result check = start(List.of(PYTHON, "-c", "import redis"));
        if (check.status != 0) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(MISSING);
            }
            Assumptions.abort(MISSING);
        }
        List<String> command = new ArrayList<>(List.of(PYTHON, "-c", program));
        command.addAll(Arrays.asList(arguments));
        Result result = start(command);
        if (result.status != 0) {
            throw new AssertionError("The Python program failed: " + result.output);
        }
        return result.output.lines().toList();
    }

    private static Result start(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("PYTHONIOENCODING", "utf-8");
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private record Result(int status, String output) {}
}
