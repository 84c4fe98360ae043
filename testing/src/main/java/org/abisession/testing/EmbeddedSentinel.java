package org.abisession.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * A real Redis primary and its replica on 127.0.0.1, watched by three sentinels under the name {@code abi}.
 * {@link #close} ends all processes, and so does the end of the JVM. Not safe for use by several threads.
 */
public final class EmbeddedSentinel implements AutoCloseable {
    private static final String NAME = "abi";

    private final List<EmbeddedRedis> servers = new ArrayList<>();
    private final List<EmbeddedRedis> sentinels = new ArrayList<>();

    private final @Nullable TestCertificates certificates;
    private final @Nullable String password;

    private EmbeddedSentinel(@Nullable TestCertificates certificates, @Nullable String password) {
        this.certificates = certificates;
        this.password = password;
    }

    /** Starts five processes and returns when the sentinels know each other and the replica. */
    public static EmbeddedSentinel start() {
        return start(null, null);
    }

    /** Does the same as {@link #start()}; all of them speak TLS only, with these certificates. */
    public static EmbeddedSentinel start(TestCertificates certificates) {
        return start(certificates, null);
    }

    /** Does the same as {@link #start()}; primary and replica want this password, the sentinels none. */
    public static EmbeddedSentinel start(String password) {
        return start(null, password);
    }

    private static EmbeddedSentinel start(@Nullable TestCertificates certificates, @Nullable String password) {
        EmbeddedSentinel sentinel = new EmbeddedSentinel(certificates, password);
        try {
            sentinel.launch();
            return sentinel;
        } catch (RuntimeException e) {
            sentinel.close();
            throw e;
        }
    }

    private void launch() {
        EmbeddedRedis primary = EmbeddedRedis.start(serverArguments());
        servers.add(primary);
        servers.add(EmbeddedRedis.start(serverArguments("--replicaof", "127.0.0.1", Integer.toString(primary.port()))));
        for (int i = 0; i < 3; i++) {
            sentinels.add(EmbeddedRedis.startSentinel(
                    String.join(
                            "\n",
                            "sentinel monitor " + NAME + " 127.0.0.1 " + primary.port() + " 2",
                            "sentinel down-after-milliseconds " + NAME + " 1000",
                            "sentinel failover-timeout " + NAME + " 1000",
                            password == null ? "" : "sentinel auth-pass " + NAME + " " + password,
                            ""),
                    arguments()));
        }
        for (EmbeddedRedis one : sentinels) {
            Await.until("the sentinels know each other and the replica", () -> {
                try (Jedis jedis = connect(one, null)) {
                    var master = jedis.sentinelMaster(NAME);
                    return "2".equals(master.get("num-other-sentinels")) && "1".equals(master.get("num-slaves"));
                }
            });
        }
        awaitReplication();
    }

    /** Waits until the replica has all that the primary had written before. */
    public void awaitReplication() {
        Await.until("the replica is in step", () -> {
            try (Jedis jedis = connect(primary(), password)) {
                String info = jedis.info("replication");
                String offset = info.replaceAll("(?s).*master_repl_offset:(\\d+).*", "$1");
                return info.contains("state=online") && info.contains("offset=" + offset + ",");
            }
        });
    }

    /** Returns the sentinels themselves. */
    public List<EmbeddedRedis> sentinels() {
        return List.copyOf(sentinels);
    }

    /** Returns the servers that they watch, whichever is the primary. */
    public List<EmbeddedRedis> servers() {
        return List.copyOf(servers);
    }

    /** Returns the URL for clients: {@code redis-sentinel://} with every sentinel. */
    public String uri() {
        return sentinels.stream()
                .map(one -> "127.0.0.1:" + one.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "/" + NAME));
    }

    /** Waits until another server than this one is the primary: one sentinel may know of it later than the others. */
    public void awaitPrimaryOtherThan(EmbeddedRedis server) {
        Await.until("another primary", () -> primary() != server);
    }

    /** Returns the server that the first of the sentinels names as the primary now. */
    public EmbeddedRedis primary() {
        try (Jedis jedis = connect(sentinels.get(0), null)) {
            int port = Integer.parseInt(jedis.sentinelGetMasterAddrByName(NAME).get(1));
            return servers.stream()
                    .filter(server -> server.port() == port)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String[] serverArguments(String... arguments) {
        Stream<String> login =
                password == null ? Stream.of() : Stream.of("--requirepass", password, "--masterauth", password);
        return arguments(Stream.of(Stream.of("--repl-diskless-sync-delay", "0"), login, Stream.of(arguments))
                .flatMap(part -> part)
                .toArray(String[]::new));
    }

    private String[] arguments(String... arguments) {
        return certificates == null
                ? arguments
                : Stream.of(
                                Stream.of(certificates.serverArguments()),
                                Stream.of("--tls-replication", "yes"),
                                Stream.of(arguments))
                        .flatMap(part -> part)
                        .toArray(String[]::new);
    }

    private Jedis connect(EmbeddedRedis server, @Nullable String login) {
        DefaultJedisClientConfig.Builder config =
                DefaultJedisClientConfig.builder().serverDefaultProtocol();
        if (login != null) {
            config.password(login);
        }
        if (certificates != null) {
            config.sslOptions(
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.INSECURE).build());
        }
        return new Jedis(new HostAndPort("127.0.0.1", server.port()), config.build());
    }

    @Override
    public void close() {
        sentinels.forEach(EmbeddedRedis::close);
        servers.forEach(EmbeddedRedis::close);
    }
}
