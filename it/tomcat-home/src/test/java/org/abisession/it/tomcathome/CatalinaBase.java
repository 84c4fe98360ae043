package org.abisession.it.tomcathome;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.abisession.testing.Readme;
import org.abisession.testing.TestJvm;

/** A {@code $CATALINA_BASE} set up by the README's words, and the server that runs there in a process of its own. */
@SuppressWarnings("try") // waits for the process
final class CatalinaBase implements AutoCloseable {
    private static final int SECONDS = 60;
    private static final String PLAIN_CONTEXT_XML = """
            <Context>
              <WatchedResource>WEB-INF/web.xml</WatchedResource>
            </Context>
            """;
    private static final String SERVER_XML = """
            <Server port="-1">
              <Service name="Catalina">
                <Connector port="%d" address="127.0.0.1"/>
                <Engine name="Catalina" defaultHost="localhost" backgroundProcessorDelay="1">
                  <Host name="localhost" appBase="webapps">%s</Host>
                </Engine>
              </Service>
            </Server>
            """;

    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Process server;
    private final int port;

    /** Starts a server with the jar in its lib; returns when the web application in it serves. */
    static CatalinaBase start(Path homes, String version, Path base, String redisUrl) throws Exception {
        copy(homes.resolve("webapps"), base.resolve("webapps"));
        return startWithHost(homes, version, base, redisUrl, "");
    }

    /**
     * Starts one whose host has these elements of server.xml, with the web applications that are in the base already.
     */
    static CatalinaBase startWithHost(Path homes, String version, Path base, String redisUrl, String host)
            throws Exception {
        Files.createDirectories(base.resolve("lib"));
        run(Readme.block("Tomcat", "sh", 1), base);
        return start(homes, version, base, redisUrl, Readme.block("Tomcat", "xml", 1), host);
    }

    /**
     * Starts one as it was unpacked: it is the web applications ROOT and other that have the jar, in WEB-INF/lib, and
     * these elements in their web.xml. The environment names a Redis that is away.
     */
    static CatalinaBase startPlain(Path homes, String version, Path base, String webXml) throws Exception {
        return startPlain(homes, version, base, webXml, "catalina-base/lib");
    }

    /** Does the same with the jar in a folder beside the homes. */
    static CatalinaBase startPlain(Path homes, String version, Path base, String webXml, String jar) throws Exception {
        for (String name : List.of("ROOT", "other")) {
            Path webapp = base.resolve("webapps").resolve(name);
            try (FileSystem war = FileSystems.newFileSystem(homes.resolve("webapps/ROOT.war"))) {
                copy(war.getPath("/"), webapp);
            }
            copy(homes.resolve(jar), webapp.resolve("WEB-INF/lib"));
            Path descriptor = webapp.resolve("WEB-INF/web.xml");
            String elements = Files.readString(descriptor).replace("</web-app>", webXml + "</web-app>");
            Files.writeString(descriptor, elements);
        }
        return start(homes, version, base, "redis://127.0.0.1:1", PLAIN_CONTEXT_XML, "");
    }

    /** Runs a command of the README, in the folder that it is for. */
    private static void run(String command, Path base) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", command)
                .directory(Readme.root().toFile())
                .inheritIO();
        builder.environment().put("CATALINA_BASE", base.toString());
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException("The README's command fails: " + command);
        }
    }

    private static CatalinaBase start(
            Path homes, String version, Path base, String redisUrl, String contextXml, String host) throws Exception {
        Path home = homes.resolve("apache-tomcat-" + version);
        copy(home.resolve("conf"), base.resolve("conf"));
        for (String directory : List.of("logs", "temp", "work")) {
            Files.createDirectories(base.resolve(directory));
        }
        Files.writeString(base.resolve("conf/context.xml"), contextXml);
        int port = freePort();
        Files.writeString(base.resolve("conf/server.xml"), SERVER_XML.formatted(port, host));
        return new CatalinaBase(home, base, port, redisUrl);
    }

    private CatalinaBase(Path home, Path base, int port, String redisUrl) throws Exception {
        this.port = port;
        ProcessBuilder builder = new ProcessBuilder(TestJvm.command(
                        "-Xmx256m",
                        // As bin/catalina.sh: without them Tomcat does not look for what a reload leaves behind.
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.io=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED",
                        "-Dcatalina.home=" + home,
                        "-Dcatalina.base=" + base,
                        "-Djava.io.tmpdir=" + base.resolve("temp"),
                        "-cp",
                        home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"),
                        "org.apache.catalina.startup.Bootstrap",
                        "start"))
                .directory(base.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("REDIS_") || name.startsWith("ABI_SESSION_"));
        builder.environment().put("REDIS_URL", redisUrl);
        server = builder.start();
        CompletableFuture<Void> started = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            drain(started);
            started.completeExceptionally(
                    new IllegalStateException("The server did not start: " + String.join("\n", output)));
        });
        reader.setDaemon(true);
        reader.start();
        try {
            started.get(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private void drain(CompletableFuture<Void> started) {
        try (BufferedReader reader = server.inputReader(UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
                if (line.contains("Server startup in")) {
                    started.complete(null);
                }
            }
        } catch (IOException e) {
            output.add(e.toString());
        }
    }

    int port() {
        return port;
    }

    /** All that the server has written. */
    List<String> output() {
        return List.copyOf(output);
    }

    /** Ends it without a chance to clean up. */
    void kill() throws InterruptedException {
        server.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        server.destroy();
        if (!server.waitFor(SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** Returns a port of the loopback address that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
