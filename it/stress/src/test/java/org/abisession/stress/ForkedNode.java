package org.abisession.stress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract;
import org.abisession.testing.TestJvm;

/** A node in a process of its own, which can be killed. */
final class ForkedNode implements ServletContainerContract.Node {
    private static final String READY = "PORT ";

    private final Process process;
    private final int port;

    private ForkedNode(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one, and waits until it serves. */
    static ForkedNode start(Container container, Path webapp, Map<String, String> settings) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = TestJvm.command(
                "-Xmx256m", "-cp", classPath, ForkedNode.class.getName(), container.name(), webapp.toString());
        settings.forEach((name, value) -> command.add(name + "=" + value));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return new ForkedNode(process, Integer.parseInt(line.substring(READY.length())));
            }
        }
        process.destroyForcibly();
        throw new IOException("The node's process has ended before it served");
    }

    @Override
    public int port() {
        return port;
    }

    /** Ends the process at once: SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Stops the process as it is: SIGSTOP. */
    void pause() throws IOException {
        signal("STOP");
    }

    /** Lets it go on: SIGCONT. */
    void goOn() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        kill();
    }

    /** The process: container, web application, settings. Ends with the one that has started it. */
    @SuppressWarnings("SystemOut") // it is how the port gets to the other process
    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String argument : List.of(arguments).subList(2, arguments.length)) {
            String[] parts = argument.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        ServletContainerContract.Node node = Container.valueOf(arguments[0]).start(Path.of(arguments[1]), settings);
        System.out.println(READY + node.port());
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        parent.onExit().join();
        Runtime.getRuntime().halt(1);
    }
}
