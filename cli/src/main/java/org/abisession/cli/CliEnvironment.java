package org.abisession.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.abisession.cli.doctor.Doctor;
import org.abisession.settings.ProcessText;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a command: the process's own, or that of a test.
 *
 * @param directory where {@code .env} is looked for
 * @param terminal whether input and output are a terminal
 * @param errorTerminal whether the error output is one, too
 * @param patience how long doctor takes at most
 * @param answer reads a line from the user; null at the end of the input
 */
record CliEnvironment(
        Map<String, String> environment,
        Properties properties,
        Path directory,
        InstantSource clock,
        boolean terminal,
        boolean errorTerminal,
        Duration patience,
        Callable<@Nullable String> answer) {

    static CliEnvironment ofProcess() {
        boolean terminal = isTerminal(0) && isTerminal(1);
        return new CliEnvironment(
                ProcessText.environment(),
                System.getProperties(),
                Path.of("").toAbsolutePath(),
                Clock.systemUTC(),
                terminal,
                terminal && isTerminal(2),
                Doctor.LONGEST,
                () -> new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine());
    }

    SettingsBuilder settings() {
        return SessionSettings.builder()
                .systemProperties(properties)
                .environment(environment)
                .workingDirectory(directory);
    }

    /** Returns whether input, output or error output (0, 1, 2) is a terminal. Java itself tells only from 22 on. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return hasConsole(); // no Linux
        }
    }

    @SuppressWarnings("SystemConsoleNull") // null until JDK 21 where there is no terminal; from 22 on it is asked
    private static boolean hasConsole() {
        Console console = System.console();
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
