package org.abisession.it.jettyhome;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.abisession.testing.Readme;
import org.abisession.testing.TestJvm;
import org.jspecify.annotations.Nullable;

/** A {@code $JETTY_BASE} with the module in it, and the server that runs there in a process of its own. */
final class JettyBase implements AutoCloseable {
    private static final Pattern CONNECTOR = Pattern.compile("Started .*ServerConnector.*:(\\d+)\\}");
    private static final int SECONDS = 60;

    private final Path home;
    private final Path base;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private @Nullable Process server;
    private int port;

    private JettyBase(Path home, Path base) {
        this.home = home;
        this.base = base;
    }

    /** Makes one by the README's commands, in the folder that they are for. */
    static JettyBase install(Path home, Path base) throws Exception {
        JettyBase installed = new JettyBase(home, base);
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", Readme.block("Jetty", "sh", 1))
                .directory(Readme.root().toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("JETTY_HOME", home.toString());
        environment.put("JETTY_BASE", base.toString());
        environment.merge("PATH", System.getProperty("java.home") + "/bin", (path, bin) -> bin + ":" + path);
        installed.runToItsEnd(builder.start());
        return installed;
    }

    /** Makes one with the module's files, and does not add the module to the server. */
    static JettyBase withoutModule(Path home, Path base, Path module) throws IOException {
        try (Stream<Path> files = Files.walk(module)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = base.resolve(module.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        return new JettyBase(home, base);
    }

    Path home() {
        return home;
    }

    Path directory() {
        return base;
    }

    int port() {
        return port;
    }

    /** All that the server has written. */
    List<String> output() {
        return List.copyOf(output);
    }

    /** {@code java -jar $JETTY_HOME/start.jar <arguments>}, until it ends. */
    void configure(String... arguments) throws Exception {
        runToItsEnd(process(Arrays.asList(arguments)));
    }

    private void runToItsEnd(Process process) throws InterruptedException {
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> drain(process, null));
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        drained.join();
        if (process.exitValue() != 0) {
            throw new IllegalStateException("A command failed: " + String.join("\n", output));
        }
    }

    /** Starts the server; returns when it serves. */
    void start(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("jetty.http.host=127.0.0.1", "jetty.http.port=0"));
        all.addAll(Arrays.asList(arguments));
        Process process = process(all);
        server = process;
        CompletableFuture<Integer> started = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            drain(process, started);
            started.completeExceptionally(
                    new IllegalStateException("The server did not start: " + String.join("\n", output)));
        });
        reader.setDaemon(true);
        reader.start();
        port = started.get(SECONDS, TimeUnit.SECONDS);
    }

    private void drain(Process process, @Nullable CompletableFuture<Integer> started) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
                Matcher matcher = CONNECTOR.matcher(line);
                if (started != null && matcher.find()) {
                    started.complete(Integer.parseInt(matcher.group(1)));
                }
            }
        } catch (IOException e) {
            output.add(e.toString());
        }
    }

    private Process process(List<String> arguments) throws IOException {
        List<String> command =
                TestJvm.command("-Xmx256m", "-jar", home.resolve("start.jar").toString());
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(base.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("REDIS_") || name.startsWith("ABI_SESSION_"));
        return builder.start();
    }

    /** Returns how many class loaders of web applications the server has, when garbage is collected. */
    long applicationLoaders() throws Exception {
        jcmd("GC.run");
        return jcmd("VM.classloader_stats")
                .lines()
                .filter(line -> line.contains("WebAppClassLoader"))
                .count();
    }

    private String jcmd(String command) throws Exception {
        Process running = server;
        if (running == null) {
            throw new IllegalStateException("The server does not run");
        }
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(running.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException("jcmd failed: " + answer);
        }
        return answer;
    }

    /** Stops the server in an orderly way. */
    void stop() throws InterruptedException {
        Process running = server;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
            server = null;
        }
    }

    @Override
    public void close() {
        Process running = server;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
