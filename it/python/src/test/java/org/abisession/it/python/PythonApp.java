package org.abisession.it.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Python application, {@code abi_app.py}, as a process of its own on the Redis of the test. Started when
 * it is first called, ended after each test. Without Python and redis-py the tests of the class are skipped,
 * but not in continuous integration ({@code CI=true}): there they fail.
 */
final class PythonApp implements BeforeAllCallback, AfterEachCallback {
    private static final String PYTHON = "/usr/bin/python3";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RedisExtension redis;
    private Process process;
    private Writer commands;
    private BufferedReader answers;

    PythonApp(RedisExtension redis) {
        this.redis = redis;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        String missing = missing();
        if (!missing.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(missing);
        }
        if (!missing.isEmpty()) {
            System.out.println(missing); // Surefire's output says that tests were skipped, but not why
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
    }

    private static String missing() {
        try {
            Process check = new ProcessBuilder(PYTHON, "-c", "import redis")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return check.waitFor() == 0 ? "" : missing(output.strip());
        } catch (IOException e) {
            return missing(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String missing(String why) {
        return "These tests need " + PYTHON + " and redis-py; get them with: apt-get install python3-redis (" + why
                + ")";
    }

    /** Calls a function of the application; answers what it returns, as Jackson reads it. */
    synchronized Object call(String function, Object... arguments) {
        List<Object> command = new ArrayList<>(List.of(function));
        command.addAll(Arrays.asList(arguments));
        try {
            if (process == null) {
                start();
            }
            commands.write(JSON.writeValueAsString(command) + "\n");
            commands.flush();
            String line = answers.readLine();
            assertThat(line).as("abi_app.py has ended").isNotNull();
            Map<?, ?> answer = JSON.readValue(line, Map.class);
            assertThat(answer.get("error")).as("%s in abi_app.py", function).isNull();
            return answer.get("ok");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does the same as {@link #call}, for a function that returns text. */
    String text(String function, Object... arguments) {
        return (String) call(function, arguments);
    }

    private void start() throws IOException {
        process = new ProcessBuilder(
                        PYTHON, Path.of("abi_app.py").toAbsolutePath().toString(), redis.uri())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = process.outputWriter(StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (process != null) {
            commands.close(); // the end of its input is the end of the application
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            process = null;
        }
    }
}
