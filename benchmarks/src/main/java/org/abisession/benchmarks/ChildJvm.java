package org.abisession.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a JVM of its own with the class path of a candidate, and a directory. It says that it is ready, and may be asked
 * line by line. {@link #close} ends it and removes its files; so does the end of this JVM. For one thread.
 */
final class ChildJvm implements AutoCloseable {
    /** The flags of every JVM. */
    static final List<String> FLAGS = List.of("-Xms256m", "-Xmx256m", "-XX:+UseParallelGC");

    private static final String READY = "READY";

    private final Path directory;
    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final String ready;

    private ChildJvm(Path directory, Process process, BufferedReader out, String ready) {
        this.directory = directory;
        this.process = process;
        this.out = out;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.ready = ready;
    }

    /** Makes a directory for a JVM. */
    static Path directory() throws IOException {
        return Files.createTempDirectory("abi-session-benchmark-");
    }

    /**
     * Starts a JVM and returns when it is ready.
     *
     * @param directory that it removes when it is closed
     * @throws IOException if it ends before; the message ends with what it printed
     */
    static ChildJvm start(Candidate candidate, Class<?> main, Path directory, List<String> arguments)
            throws IOException {
        return start(candidate, FLAGS, main, directory, arguments);
    }

    /** Does the same with other flags of the JVM. */
    static ChildJvm start(
            Candidate candidate, List<String> flags, Class<?> main, Path directory, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(ClassPaths.ownClasses()
                + File.pathSeparator
                + String.join(File.pathSeparator, ClassPaths.of(candidate)));
        command.add(main.getName());
        command.addAll(arguments);
        Path log = directory.resolve("log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        @SuppressWarnings("resource") // its end is that of the process
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = out.readLine();
        }
        if (line == null) {
            process.destroyForcibly();
            throw new IOException(candidate.title() + " did not start: " + Files.readString(log));
        }
        return new ChildJvm(
                directory, process, out, line.substring(READY.length()).strip());
    }

    /** Returns the line that it printed when it was ready. */
    String ready() {
        return ready;
    }

    Process process() {
        return process;
    }

    /** Sends a line, which the JVM answers by one; does not wait for that. */
    void send(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** Waits for the answer to a line. @throws IOException if it has ended; the message ends with what it printed */
    String answer() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("A process of the benchmark has ended: " + log());
        }
        return line;
    }

    /** Returns what the JVM has logged. */
    String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
