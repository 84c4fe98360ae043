package org.abisession.example;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisConnections;
import org.abisession.settings.HostPort;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.EmbeddedRedis;
import org.jspecify.annotations.Nullable;

/**
 * Prepares what the launchers need around their containers, the ports and the Redis, and announces it on the console.
 *
 * <ul>
 *   <li>Ports: the system property {@code ports}, 8081 and 8082 without it.
 *   <li>Redis: what REDIS_URL or REDIS_HOST names, in the environment or in {@code .env}; else an embedded one
 *       that ends with this JVM, and its address becomes the setting {@code redis-url} of this process.
 * </ul>
 */
public final class Demonstration {
    private final List<Integer> ports;
    private final String redis;

    private Demonstration(List<Integer> ports, String redis) {
        this.ports = ports;
        this.redis = redis;
    }

    /**
     * Reads what is set and starts a Redis where none is named.
     *
     * @throws IllegalArgumentException if a setting is wrong, with what to do
     */
    public static Demonstration prepare() {
        List<Integer> ports = ports(System.getProperty("ports", "8081,8082"));
        SessionSettings settings = SessionSettings.builder().fromProcess().build();
        boolean named =
                settings.origins().contains("redis-url=") || settings.origins().contains("redis-host=");
        String redis = settings.redis().address();
        if (!named) {
            EmbeddedRedis embedded = EmbeddedRedis.start();
            System.setProperty("abi.session.redis-url", embedded.uri());
            redis = "127.0.0.1:" + embedded.port() + " (embedded, gone with this process; REDIS_URL names another)";
        }
        System.setProperty("demo.nodes", ports.stream().map(String::valueOf).collect(Collectors.joining(",")));
        return new Demonstration(ports, redis);
    }

    private static List<Integer> ports(String text) {
        try {
            List<Integer> ports = Arrays.stream(text.split(",", -1))
                    .map(String::trim)
                    .map(Integer::valueOf)
                    .toList();
            if (ports.stream().allMatch(port -> port > 0 && port <= 65535)
                    && ports.stream().distinct().count() == ports.size()) {
                return ports;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "ports must be different numbers from 1 to 65535, separated by commas, was \"" + text
                        + "\". Start with -Dports=8081,8082");
    }

    /** Returns the ports, one for each node. */
    public List<Integer> ports() {
        return ports;
    }

    /** Returns the path of the packed web application. */
    public static Path war() {
        URL war = Demonstration.class.getResource("/example-webapp.war");
        if (war == null) {
            throw new IllegalStateException("example-webapp.war is not on the class path. Start with the README's"
                    + " line: it has the phase package in it.");
        }
        if (war.getProtocol().equals("file")) {
            return Path.of(URI.create(war.toString()));
        }
        try (InputStream in = war.openStream()) {
            Path file = Files.createTempFile("example-webapp-", ".war");
            file.toFile().deleteOnExit();
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("The web application could not be unpacked from " + war, e);
        }
    }

    /** Prints where everything is and what to type. */
    public void announce(String server, PrintStream out) {
        out.println();
        out.println(server + ", " + ports.size() + " nodes, one session:");
        ports.forEach(port -> out.println("  http://localhost:" + port + "/"));
        out.println("Redis at " + redis);
        refusal()
                .ifPresent(reason -> out.println("  WARNING: no session can be stored there, and requests that need"
                        + " one get 503 until it can. " + reason));
        looks().forEach(command -> out.println("  " + command));
        out.println("Ctrl-C ends it.");
    }

    /** Returns why sessions can't be stored in that Redis; empty if it answers. */
    private static Optional<String> refusal() {
        try (RedisConnections connections =
                RedisConnections.open(SessionSettings.builder().fromProcess().build())) {
            connections.ping();
            return Optional.empty();
        } catch (SessionStoreException | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Runs a launcher. A setting that is wrong and a port that is taken end the process with one line and no stack
     * trace.
     */
    public static void run(Launch launch) throws Exception {
        try {
            launch.start(prepare());
        } catch (IllegalArgumentException | PortTakenException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Starts the nodes of a demonstration and returns when they are to end. */
    @FunctionalInterface
    public interface Launch {
        /** Starts the nodes and waits. */
        void start(Demonstration demonstration) throws Exception;
    }

    /** Reports that a node could not listen at its port. */
    public static final class PortTakenException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Reports this port. */
        public PortTakenException(int port, @Nullable Throwable cause) {
            super(
                    "Port " + port + " can't be opened; another program may use it. Choose others: -Dports="
                            + (port + 1000) + "," + (port + 1001),
                    cause);
        }
    }

    /** Returns commands that look into that Redis: of redis-cli where it is one server that any client may use. */
    private static List<String> looks() {
        RedisEndpoint redis = SessionSettings.builder().fromProcess().build().redis();
        if (redis.mode() != RedisEndpoint.Mode.STANDALONE
                || redis.tls()
                || redis.password().isPresent()) {
            return List.of("java -jar cli/target/abi-session.jar list (after mvn package -DskipTests)");
        }
        HostPort server = redis.nodes().get(0);
        String cli = "redis-cli"
                + (server.host().equals("localhost") ? "" : " -h " + server.host())
                + (server.port() == 6379 ? "" : " -p " + server.port())
                + (redis.database() == 0 ? "" : " -n " + redis.database());
        return List.of(
                cli + " keys \"session:*:metadata\"",
                cli + " lrange \"session:{session_id}:conversation\" 0 -1",
                cli + " info memory");
    }
}
