package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setErr(before);
    }

    private static CliEnvironment environment(boolean errorTerminal) {
        return new CliEnvironment(
                Map.of(),
                new Properties(),
                Path.of("/nonexistent"),
                Clock.systemUTC(),
                errorTerminal,
                errorTerminal,
                Duration.ofSeconds(5),
                () -> null);
    }

    private String shown() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void step_onATerminal_drawsTheShareAndCloseRemovesIt() {
        try (Progress progress = new Progress(environment(true), "Sessions", 100, "keys")) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                progress.step(1);
                return shown().contains("Sessions");
            });
        }
        assertThat(shown()).containsPattern("Sessions: \\d+ % of 100 keys").endsWith("\r" + " ".repeat(79) + "\r");
    }

    @Test
    void step_noTerminal_drawsNothing() {
        try (Progress progress = new Progress(environment(false), "Sessions", 100, "keys")) {
            for (int i = 0; i < 100; i++) {
                progress.step(1);
            }
        }
        assertThat(shown()).isEmpty();
    }
}
