package org.abisession.testing;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * The one Redis that the tests of this JVM share, and its databases. Which one is decided at first use:
 * what {@code -Dredis.uri} names; else a container, where Docker answers; else {@link EmbeddedRedis}.
 */
final class RedisServer {
    private static final String IMAGE = "redis:7-alpine";
    private static final int DATABASES = 16;
    private static final long WAIT_SECONDS = 60;

    private final String base;
    private final boolean ours;
    private final BlockingDeque<Integer> free = new LinkedBlockingDeque<>();
    private final Set<Integer> known = ConcurrentHashMap.newKeySet();

    RedisServer(String uri, boolean ours) {
        URI address = URI.create(uri);
        this.ours = ours;
        if (JedisURIHelper.hasDbIndex(address)) {
            free.add(JedisURIHelper.getDBIndex(address));
        } else {
            for (int i = 0; i < DATABASES; i++) {
                free.add(i);
            }
        }
        String path = address.getRawPath();
        this.base = path == null || path.isEmpty() ? uri : uri.substring(0, uri.lastIndexOf(path));
    }

    @SuppressWarnings("SystemOut") // printed once, in the output of the build, whatever the log levels are
    private static void announce(String text) {
        System.out.println(text);
    }

    static RedisServer get() {
        return Holder.INSTANCE;
    }

    /**
     * Takes a database that nobody else has, empty.
     *
     * @throws IllegalStateException if it has keys that no test wrote
     */
    int take() {
        try {
            Integer database = free.pollFirst(WAIT_SECONDS, TimeUnit.SECONDS);
            if (database == null) {
                throw new IllegalStateException("Other tests had all databases of the Redis for " + WAIT_SECONDS
                        + " s. Where -Dredis.uri names a database, tests have that one only: leave it out,"
                        + " as in -Dredis.uri=redis://host:port");
            }
            try {
                empty(database);
                return database;
            } catch (RuntimeException e) {
                free.addFirst(database);
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a free Redis database", e);
        }
    }

    void giveBack(int database) {
        free.addFirst(database);
    }

    String uri(int database) {
        return base + "/" + database;
    }

    private void empty(int database) {
        try (RedisClient client = RedisClient.create(uri(database))) {
            if (!ours && known.add(database)) {
                long keys = client.dbSize();
                if (keys > 0) {
                    known.remove(database);
                    throw new IllegalStateException("Tests erase the database that they use, and database " + database
                            + " of the Redis that -Dredis.uri names has " + keys
                            + " keys. Name an empty database: -Dredis.uri=redis://host:port/15");
                }
            }
            client.flushDB();
        }
    }

    private static RedisServer choose() {
        String named = System.getProperty("redis.uri", "").strip();
        if (!named.isEmpty()) {
            return chosen(named, false, "the Redis that -Dredis.uri names,");
        }
        String container =
                System.getProperty("redis.server", "").isEmpty() && mayHaveDocker() ? startContainer() : null;
        if (container != null) {
            return chosen(container, true, "a container of " + IMAGE);
        }
        return chosen(
                EmbeddedRedis.start().uri(), true, System.getProperty("redis.server", "an embedded Redis 7.0.15"));
    }

    private static RedisServer chosen(String uri, boolean ours, String what) {
        URI address = URI.create(uri);
        announce("Tests use " + what + " at " + address.getHost() + ":" + address.getPort());
        return new RedisServer(uri, ours);
    }

    /**
     * Returns true if Docker may be there: to ask Testcontainers takes a quarter of a second, to look for these takes
     * none.
     */
    private static boolean mayHaveDocker() {
        return System.getenv("DOCKER_HOST") != null
                || Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".testcontainers.properties"));
    }

    @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends
    private static @Nullable String startContainer() {
        try {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                return null;
            }
            GenericContainer<?> redis = new GenericContainer<>(IMAGE).withExposedPorts(6379);
            redis.start();
            return "redis://" + redis.getHost() + ":" + redis.getMappedPort(6379);
        } catch (RuntimeException | LinkageError e) {
            announce("Docker answers, but " + IMAGE + " does not start (" + e.getMessage() + ")");
            return null;
        }
    }

    private static final class Holder {
        static final RedisServer INSTANCE = choose();
    }
}
