package org.abisession.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.abisession.benchmarks.server.JettyNodes;
import org.abisession.benchmarks.server.TomcatNodes;

/**
 * Two nodes of a candidate in a JVM of their own, with a class path of their own; all that is known of them is HTTP.
 * {@link #close} ends the process and removes its files; so does the end of this JVM.
 */
final class CandidateProcess implements AutoCloseable {
    private static final Pattern FAILURE =
            Pattern.compile("(?m)^(?:Caused by: )?((?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Error|Exception))\\b");

    private final ChildJvm jvm;
    private final List<Integer> ports;

    private CandidateProcess(ChildJvm jvm, List<Integer> ports) {
        this.jvm = jvm;
        this.ports = ports;
    }

    /** Does the same as {@link #start(Candidate, String, int)}, with a port of 127.0.0.1. */
    static CandidateProcess start(Candidate candidate, int redisPort) throws IOException {
        return start(candidate, "127.0.0.1", redisPort);
    }

    /**
     * Starts the nodes and returns when they serve.
     *
     * @throws IOException if they do not start; the message ends with what they printed
     */
    static CandidateProcess start(Candidate candidate, String redisHost, int redisPort) throws IOException {
        return start(candidate, redisHost, redisPort, ChildJvm.FLAGS);
    }

    /** Does the same with other flags of the JVM. */
    static CandidateProcess start(Candidate candidate, String redisHost, int redisPort, List<String> flags)
            throws IOException {
        Path directory = ChildJvm.directory();
        write(candidate, redisHost, redisPort, directory);
        Class<?> main = candidate.onTomcat() ? TomcatNodes.class : JettyNodes.class;
        ChildJvm jvm = ChildJvm.start(candidate, flags, main, directory, List.of(directory.toString()));
        List<Integer> ports =
                Arrays.stream(jvm.ready().split(" ", -1)).map(Integer::valueOf).toList();
        return new CandidateProcess(jvm, ports);
    }

    private static void write(Candidate candidate, String redisHost, int redisPort, Path directory) throws IOException {
        Path inside = Files.createDirectories(directory.resolve("webapp").resolve("WEB-INF"));
        String part = "";
        for (String file : candidate.files()) {
            String text = candidate
                    .text(file)
                    .replace("@host@", redisHost)
                    .replace("@port@", Integer.toString(redisPort))
                    .replace("@directory@", directory.toString());
            switch (file) {
                case "web-part.xml" -> part = text;
                case "spring.xml" -> Files.writeString(inside.resolve(file), text);
                default -> Files.writeString(directory.resolve(file), text);
            }
        }
        Files.writeString(
                inside.resolve("web.xml"),
                Candidate.resource("/candidates/web.xml")
                        .replace("@turns@", candidate.ours() ? "conversation" : "list")
                        .replace("@part@", part));
    }

    /** Returns the addresses of both nodes. */
    List<String> nodes() {
        return List.of(node(0), node(1));
    }

    /** Returns the address of a node, 0 or 1: {@code http://127.0.0.1:<port>}. */
    String node(int index) {
        return "http://127.0.0.1:" + ports.get(index);
    }

    /** Returns the processor time that the process has used, in nanoseconds. */
    long cpuNanos() {
        return jvm.process().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /**
     * Returns the processor time that the live threads have used: to the nanosecond, where {@link #cpuNanos} goes in
     * steps of 10 ms. It decreases when a thread ends. Where the system does not provide it, this is {@link #cpuNanos}.
     */
    long threadNanos() throws IOException {
        Path system = Path.of("/proc", Long.toString(jvm.process().pid()));
        if (!Files.isReadable(system.resolve("schedstat"))) {
            return cpuNanos();
        }
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(system.resolve("task"))) {
            for (Path thread : threads) {
                nanos += threadNanos(thread);
            }
        }
        return nanos;
    }

    private static long threadNanos(Path thread) {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
        } catch (IOException e) {
            return 0; // it has ended just now
        }
    }

    /** Returns the client's error, and the class of the failure that the nodes have logged last. */
    String describe(IOException failure) {
        String seen = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        try {
            return FAILURE.matcher(log())
                    .results()
                    .map(found -> found.group(1))
                    .reduce((first, last) -> last)
                    .map(logged -> seen + " (" + logged + ")")
                    .orElse(seen);
        } catch (IOException e) {
            return seen; // the log has gone with the process
        }
    }

    /** Returns what the nodes have logged. */
    String log() throws IOException {
        return jvm.log();
    }

    @Override
    public void close() throws IOException {
        jvm.close();
    }
}
