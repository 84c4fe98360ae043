package org.abisession.benchmarks;

import java.net.URI;
import org.abisession.testing.EmbeddedRedis;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The Redis that sessions are kept in while something is measured: a process of its own, or one that a user names,
 * whose database 0 must be empty at the beginning and is emptied at the end, also where this JVM is ended by a signal.
 */
final class MeasuredRedis implements AutoCloseable {
    /** The flag by which a JVM of a benchmark starts the same redis-server as this one; no path is that of the tests. */
    static final String SERVER_FLAG = "-Dredis.server=" + System.getProperty("redis.server", "");

    private static final int DEFAULT_PORT = 6379;
    /** The timeout of a command, enough for FLUSHDB of a million sessions. */
    private static final int PATIENCE_MILLIS = 60_000;

    private static final int[] LEAST_VERSION = {6, 2};

    private final String host;
    private final int port;
    private final RedisClient client;
    private final @Nullable EmbeddedRedis own;
    private final Thread emptying = new Thread(this::empty, "empty-redis");

    private MeasuredRedis(String host, int port, @Nullable EmbeddedRedis own) {
        this.host = host;
        this.port = port;
        this.own = own;
        this.client = RedisClient.builder()
                .hostAndPort(new HostAndPort(host, port))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .socketTimeoutMillis(PATIENCE_MILLIS)
                        .build())
                .build();
    }

    /** Starts an embedded Redis. */
    static MeasuredRedis embedded() {
        EmbeddedRedis redis = EmbeddedRedis.start();
        return new MeasuredRedis("127.0.0.1", redis.port(), redis);
    }

    /**
     * Uses a running Redis, {@code redis://host:port}.
     *
     * @throws IllegalArgumentException if it can't be used; nothing has been written or removed then
     */
    static MeasuredRedis at(URI address) {
        String path = address.getRawPath();
        if (!"redis".equals(address.getScheme())
                || address.getHost() == null
                || address.getRawUserInfo() != null
                || address.getRawQuery() != null
                || !(path == null || path.isEmpty() || path.equals("/") || path.equals("/0"))) {
            throw new IllegalArgumentException(
                    "The Redis of a benchmark must be redis://host:port (database 0, no TLS, no"
                            + " password, as the candidates' settings have it), was scheme " + address.getScheme()
                            + ", host "
                            + address.getHost() + ", path '" + path + "'. Name such a one, or leave --redis out.");
        }
        int port = address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
        MeasuredRedis redis = new MeasuredRedis(address.getHost(), port, null);
        try {
            redis.check();
            Runtime.getRuntime().addShutdownHook(redis.emptying);
            return redis;
        } catch (JedisException e) {
            redis.client.close();
            throw new IllegalArgumentException(
                    redis.title() + " must answer, but did not: " + e.getMessage() + ". Start it, or name another one.",
                    e);
        } catch (IllegalArgumentException e) {
            redis.client.close();
            throw e;
        }
    }

    private void check() {
        String version = RedisInfo.version(client);
        String[] parts = version.split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        if (major < LEAST_VERSION[0] || (major == LEAST_VERSION[0] && Integer.parseInt(parts[1]) < LEAST_VERSION[1])) {
            throw new IllegalArgumentException(
                    title() + " must be of version 6.2 or later, was " + version + ". Name another one.");
        }
        long keys = client.dbSize();
        if (keys > 0) {
            throw new IllegalArgumentException("Database 0 of " + title() + " must be empty, since it is emptied at the"
                    + " end, but its DBSIZE was " + keys
                    + ". Name a Redis that holds nothing, or empty it: redis-cli -h " + host
                    + " -p " + port + " FLUSHDB");
        }
    }

    private String title() {
        return "Redis at " + host + ":" + port;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Returns the address, {@code redis://host:port}. */
    String uri() {
        return "redis://" + host + ":" + port;
    }

    /** Returns a client that bypasses every proxy; closed with this. */
    RedisClient client() {
        return client;
    }

    private void empty() {
        client.flushDB();
    }

    @Override
    public void close() {
        if (own == null) {
            empty();
            Runtime.getRuntime().removeShutdownHook(emptying);
        }
        client.close();
        if (own != null) {
            own.close();
        }
    }
}
