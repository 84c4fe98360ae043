package org.abisession.it.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own. {@link #close} kills it as {@code kill -9} does. */
final class ServerProcess implements AutoCloseable {
    private static final long START_MINUTES = 5;

    private final Process process;
    private final int port;
    private final List<String> output = new CopyOnWriteArrayList<>();

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts {@code java} with these arguments, and waits for a line of its output.
     *
     * @param port where it will serve
     * @param started a part of the line that says that it serves
     */
    static ServerProcess start(Path directory, String redisUrl, int port, String started, List<String> arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Files.createDirectories(directory).toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("REDIS_") || name.startsWith("ABI_SESSION_"));
        builder.environment().put("REDIS_URL", redisUrl);
        ServerProcess server = new ServerProcess(builder.start(), port);
        CompletableFuture<Boolean> serves = new CompletableFuture<>();
        Thread reader = new Thread(() -> server.read(started, serves));
        reader.setDaemon(true);
        reader.start();
        try {
            if (serves.get(START_MINUTES, TimeUnit.MINUTES)) {
                return server;
            }
            throw new IllegalStateException("The server does not start");
        } catch (Exception e) {
            server.close();
            throw new IllegalStateException(String.join("\n", server.output), e);
        }
    }

    private void read(String started, CompletableFuture<Boolean> serves) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                if (line.contains(started)) {
                    serves.complete(true);
                }
            }
            serves.complete(false);
        } catch (IOException e) {
            serves.completeExceptionally(new UncheckedIOException(e));
        }
    }

    int port() {
        return port;
    }

    /** Returns all that it has written. */
    List<String> output() {
        return List.copyOf(output);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** Returns a port of the loopback address that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
