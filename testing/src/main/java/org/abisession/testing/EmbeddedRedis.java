package org.abisession.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis server (7.0.15) as a process of this machine: the binary of the jar {@code
 * org.signal:embedded-redis}, on a free port of 127.0.0.1, in a directory of its own, without
 * persistence unless the arguments ask for it. For tests and demonstrations.
 *
 * <pre>{@code
 * try (EmbeddedRedis redis = EmbeddedRedis.start()) {
 *     connect(redis.uri());
 * }
 * }</pre>
 *
 * <p>The system property {@code redis.server} names another server's command to start in its place.
 *
 * <p>{@link #close} ends the process and removes the directory, and so does the end of the JVM. Not
 * safe for use by several threads. Needs the JDK and that jar only.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final String VERSION = "7.0.15";
    /** The path of another redis-server or valkey-server, to be started in place of the binary of the jar. */
    private static final String OTHER_SERVER = System.getProperty("redis.server", "");

    private static final int BUSY_TRIES = 100;
    private static final int PORT_TRIES = 5;
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String READY = "Ready to accept connections";
    private static final String SENTINEL_READY = "Sentinel ID is";
    /** The highest port. A node of a cluster has another one for the other nodes, 10,000 above its own. */
    private static final int HIGHEST_PORT = 55_535;

    private final Path directory;
    private final List<String> arguments;
    private final @Nullable String sentinelConfig;
    private final Thread shutdownHook = new Thread(this::end, "embedded-redis-end");
    private int port;
    private @Nullable Process process;

    private EmbeddedRedis(Path directory, List<String> arguments, @Nullable String sentinelConfig) {
        this.directory = directory;
        this.arguments = arguments;
        this.sentinelConfig = sentinelConfig;
    }

    /**
     * Starts a server and returns when it takes commands.
     *
     * @param arguments more of redis-server's command line, such as {@code "--appendonly", "yes"}; what
     *     comes last holds; <code>{port}</code> stands for the port that was chosen
     * @throws IllegalStateException if this machine has no such binary, or the server does not start
     */
    public static EmbeddedRedis start(String... arguments) {
        return launch(null, arguments);
    }

    /** Does the same as {@link #start}, a sentinel that begins with this configuration. */
    static EmbeddedRedis startSentinel(String config, String... arguments) {
        return launch(config, arguments);
    }

    private static EmbeddedRedis launch(@Nullable String sentinelConfig, String... arguments) {
        try {
            Path directory = Files.createTempDirectory("abi-session-redis-");
            EmbeddedRedis redis = new EmbeddedRedis(directory, List.of(arguments), sentinelConfig);
            Runtime.getRuntime().addShutdownHook(redis.shutdownHook);
            try {
                redis.unpack();
                if (sentinelConfig != null) {
                    Files.writeString(redis.sentinelFile(), sentinelConfig);
                }
                redis.startOnFreePort();
                return redis;
            } catch (IOException | RuntimeException e) {
                redis.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded Redis could not be started", e);
        }
    }

    /** Returns true if the jar has a binary for this machine. */
    public static boolean isAvailable() {
        return !OTHER_SERVER.isEmpty() || EmbeddedRedis.class.getResource(resource()) != null;
    }

    /** Returns the address of the server, database 0: {@code redis://127.0.0.1:<port>}. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Returns the port, which is the same for the whole life of this object. */
    public int port() {
        return port;
    }

    /** Returns true if the process lives. */
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends the process at once, as a crash does. Directory and port are kept for {@link #restart}. */
    public void kill() {
        await(running().destroyForcibly());
    }

    /** Ends the process in an orderly way. Directory and port are kept for {@link #restart}. */
    public void stop() {
        Process running = running();
        running.destroy();
        await(running);
    }

    /** Makes the process hang: it keeps its connections, takes new ones, and answers none, until {@link #goOn}. */
    public void hang() {
        signal("STOP");
    }

    /** Ends {@link #hang}; what was sent meanwhile is executed now. */
    public void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", "-" + name, Long.toString(running().pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Starts the server again, on the same port and directory, with the same arguments: with what it
     * had persisted, and nothing else.
     *
     * @throws IllegalStateException if it has not ended before, or does not start
     */
    public void restart() {
        if (isRunning()) {
            throw new IllegalStateException("Redis on port " + port + " is running. Call kill() or stop() first.");
        }
        try {
            long deadline = System.nanoTime() + START_NANOS;
            while (!launch()) { // a client of another test may have got the port for a moment, for its own end
                if (!log().contains("in use") || System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("Redis did not start again on port " + port + ": " + log());
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process and removes its directory; does nothing the second time. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is about to end: the hook has nothing left to do.
        }
    }

    private synchronized void end() {
        if (process != null) {
            await(process.destroyForcibly());
        }
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unpack() throws IOException {
        if (!OTHER_SERVER.isEmpty()) {
            return;
        }
        String resource = resource();
        try (InputStream in = EmbeddedRedis.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("There is no embedded Redis for this machine (" + resource
                        + " is not on the class path). Name a Redis with -Dredis.uri=redis://localhost:6379,"
                        + " or install Docker.");
            }
            Files.copy(in, binary());
        }
        if (!binary().toFile().setExecutable(true)) {
            throw new IOException(binary() + " could not be made executable");
        }
    }

    private void startOnFreePort() throws IOException {
        for (int i = 0; i < PORT_TRIES; i++) {
            port = freePort();
            if (launch()) {
                return;
            }
            if (!log().contains("in use")) {
                break;
            }
        }
        throw new IllegalStateException("redis-server did not start: " + log());
    }

    private static int freePort() throws IOException {
        for (int i = 0; i < 1000; i++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() <= HIGHEST_PORT) {
                    return socket.getLocalPort();
                }
            }
        }
        throw new IllegalStateException("No port up to " + HIGHEST_PORT + " is free");
    }

    private boolean launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(binary().toString()));
        if (sentinelConfig != null) {
            command.addAll(List.of(sentinelFile().toString(), "--sentinel"));
        }
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString()));
        if (sentinelConfig == null) {
            command.addAll(List.of("--save", "", "--appendonly", "no"));
        }
        arguments.forEach(argument -> command.add(argument.replace("{port}", Integer.toString(port))));
        Files.deleteIfExists(logFile());
        Process started = start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile()));
        process = started;
        long deadline = System.nanoTime() + START_NANOS;
        // Its own word that it listens: an answer on the port could be another server's.
        while (started.isAlive() && System.nanoTime() - deadline < 0) {
            if (log().contains(sentinelConfig == null ? READY : SENTINEL_READY)) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        await(started.destroyForcibly());
        return false;
    }

    /**
     * Starts the process. A process that another thread starts while the binary is written has its file open for an
     * instant: the system refuses to execute the file until then, and the start is tried again.
     */
    private static Process start(ProcessBuilder builder) throws IOException {
        for (int left = BUSY_TRIES; ; left--) {
            try {
                return builder.start();
            } catch (IOException e) {
                if (left == 0 || !String.valueOf(e.getMessage()).contains("Text file busy")) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    private Process running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("Redis on port " + port + " is not running");
        }
        return process;
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Path binary() {
        return OTHER_SERVER.isEmpty() ? directory.resolve("redis-server") : Path.of(OTHER_SERVER);
    }

    private Path sentinelFile() {
        return directory.resolve("sentinel.conf");
    }

    private Path logFile() {
        return directory.resolve("redis.log");
    }

    private String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()).strip() : "";
    }

    private static String resource() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String name = os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os.replace(' ', '-');
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String cpu = switch (arch) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case "x86", "i386", "i686" -> "386";
            default -> arch;
        };
        return "/redis-server-" + VERSION + "-" + name + "-" + cpu;
    }
}
