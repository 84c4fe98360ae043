package org.abisession.it.boot;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.testing.TestJvm;

/** An application in a process of its own. What it writes is kept; {@link #close} kills it as {@code kill -9} does. */
final class Node implements AutoCloseable {
    private static final Pattern STARTED = Pattern.compile(" started on ports? (\\d+)");
    private static final Pattern RUNNING = Pattern.compile("Started .* in .* seconds");

    private final Process process;
    private final Path directory;

    @SuppressWarnings("JdkObsolete") // written by one thread, read by others
    private final StringBuffer output = new StringBuffer();

    private int port;

    private Node(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Starts {@code java} with these arguments in an empty directory, and waits until it serves. */
    static Node start(Map<String, String> environment, List<String> arguments) throws IOException {
        return start(Path.of(System.getProperty("java.home")), environment, arguments);
    }

    /** The same by the {@code java} of this JDK. */
    static Node start(Path jdk, Map<String, String> environment, List<String> arguments) throws IOException {
        Node node = launch(jdk, environment, arguments);
        BufferedReader lines = node.process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            node.output.append(line).append('\n');
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                node.port = Integer.parseInt(started.group(1));
            }
            if (RUNNING.matcher(line).find()) {
                node.readOn(lines);
                return node;
            }
        }
        node.close();
        throw new IllegalStateException("The application does not start:\n" + node.output);
    }

    /** Runs it to its end, for one that must not start. */
    static String failing(Map<String, String> environment, List<String> arguments) throws IOException {
        try (Node node = launch(Path.of(System.getProperty("java.home")), environment, arguments)) {
            BufferedReader lines = node.process.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                node.output.append(line).append('\n');
                if (RUNNING.matcher(line).find()) {
                    throw new IllegalStateException("The application starts:\n" + node.output);
                }
            }
            return node.output.toString();
        }
    }

    private static Node launch(Path jdk, Map<String, String> environment, List<String> arguments) throws IOException {
        Path directory = Files.createTempDirectory("boot-node");
        List<String> command = TestJvm.command(jdk, "-Djava.io.tmpdir=" + directory);
        command.addAll(arguments);
        command.add("--server.port=0");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("REDIS_") || name.startsWith("ABI_"));
        builder.environment().putAll(environment);
        return new Node(directory, builder.start());
    }

    private void readOn(BufferedReader lines) {
        Thread reader = new Thread(
                () -> lines.lines().forEach(line -> output.append(line).append('\n')));
        reader.setDaemon(true);
        reader.start();
    }

    int port() {
        return port;
    }

    /** Returns what it has written until now. */
    String output() {
        return output.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try (var files = Files.walk(directory)) {
            File[] all = files.map(Path::toFile).toArray(File[]::new);
            Arrays.stream(all).sorted(java.util.Comparator.reverseOrder()).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
