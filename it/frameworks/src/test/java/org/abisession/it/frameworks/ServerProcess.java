package org.abisession.it.frameworks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.abisession.testing.TestJvm;

/** A server in a JVM of its own, which can be killed. */
final class ServerProcess implements Server {
    private static final String READY = "port ";

    private final Process process;
    private final int port;

    ServerProcess(Kind kind, Path webapp, Map<String, String> settings) throws IOException {
        List<String> command = TestJvm.command(
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName(),
                kind.name(),
                webapp.toString());
        settings.forEach((name, value) -> command.add(name + "=" + value));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        port = readPort();
    }

    private int readPort() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return Integer.parseInt(line.substring(READY.length()));
            }
        }
        throw new IOException("The server in the other process does not start");
    }

    /** Runs in the other process, until that is killed or the one that started it has gone. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String argument : List.of(arguments).subList(2, arguments.length)) {
            String[] parts = argument.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        try (Server server = Kind.valueOf(arguments[0]).start(Path.of(arguments[1]), settings)) {
            System.out.println(READY + server.port());
            while (System.in.read() >= 0) {
                // what is said to it does not matter
            }
        }
        System.exit(0);
    }

    @Override
    public int port() {
        return port;
    }

    /** Kills it as {@code kill -9} does: nothing in it gets to run any more. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
