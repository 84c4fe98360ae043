package org.abisession.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.SafeEncoder;

/**
 * A real Redis Cluster on 127.0.0.1: three primaries with a third of the slots each, and a replica for each of
 * them. {@link #close} ends all processes, and so does the end of the JVM. Not safe for use by several threads.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;

    private final List<EmbeddedRedis> nodes = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final DefaultJedisClientConfig client;

    private EmbeddedCluster(DefaultJedisClientConfig client) {
        this.client = client;
    }

    /** Starts six nodes and returns when all slots are served and the replicas are in step. */
    public static EmbeddedCluster start(String... arguments) {
        return start(DefaultJedisClientConfig.builder().serverDefaultProtocol().build(), arguments);
    }

    /** Does the same as {@link #start(String...)}; all nodes want this password. */
    public static EmbeddedCluster startWithPassword(String password) {
        return start(
                DefaultJedisClientConfig.builder()
                        .serverDefaultProtocol()
                        .password(password)
                        .build(),
                "--requirepass",
                password,
                "--masterauth",
                password);
    }

    /**
     * Does the same as {@link #start(String...)}; the nodes speak TLS only, with these certificates, among each other,
     * too.
     *
     * @param authClients {@code yes} if they want certificates of their clients
     */
    public static EmbeddedCluster startWithTls(TestCertificates certificates, String authClients, String... arguments) {
        SslOptions tls = SslOptions.builder()
                .sslVerifyMode(SslVerifyMode.INSECURE)
                .keyStoreType("PKCS12")
                .keystore(certificates.keyStore().toFile(), TestCertificates.PASSWORD.toCharArray())
                .build();
        return start(
                DefaultJedisClientConfig.builder()
                        .serverDefaultProtocol()
                        .sslOptions(tls)
                        .build(),
                Stream.of(
                                Stream.of(certificates.serverArguments(authClients)),
                                Stream.of("--tls-cluster", "yes", "--tls-replication", "yes"),
                                Stream.of(arguments))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private static EmbeddedCluster start(DefaultJedisClientConfig client, String... arguments) {
        EmbeddedCluster cluster = new EmbeddedCluster(client);
        try {
            String[] ofNode = Stream.concat(
                            Stream.of(
                                    "--cluster-enabled", "yes",
                                    "--cluster-node-timeout", "2000",
                                    "--repl-diskless-sync-delay", "0"),
                            Stream.of(arguments))
                    .toArray(String[]::new);
            for (int i = 0; i < 2 * PRIMARIES; i++) {
                cluster.nodes.add(EmbeddedRedis.start(ofNode));
            }
            cluster.join();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void join() {
        nodes.forEach(node -> ids.add(cluster(node, "MYID")));
        for (int i = 0; i < nodes.size(); i++) {
            cluster(nodes.get(i), "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            cluster(
                    nodes.get(i),
                    "MEET",
                    "127.0.0.1",
                    Integer.toString(nodes.get(0).port()));
        }
        for (int i = 0; i < PRIMARIES; i++) {
            int first = SLOTS * i / PRIMARIES;
            int next = SLOTS * (i + 1) / PRIMARIES;
            Stream<String> slots = IntStream.range(first, next).mapToObj(Integer::toString);
            cluster(nodes.get(i), Stream.concat(Stream.of("ADDSLOTS"), slots).toArray(String[]::new));
        }
        for (EmbeddedRedis node : nodes) {
            Await.until("the nodes know each other", () -> ids.stream().allMatch(cluster(node, "NODES")::contains));
        }
        for (int i = PRIMARIES; i < nodes.size(); i++) {
            cluster(nodes.get(i), "REPLICATE", ids.get(i - PRIMARIES));
        }
        awaitHealthy();
    }

    /** Waits until every node that runs serves all slots and is a primary, or a replica in step with one. */
    public void awaitHealthy() {
        for (EmbeddedRedis node : running()) {
            Await.until("the cluster's state is ok", () -> cluster(node, "INFO").contains("cluster_state:ok"));
        }
        awaitReplication();
    }

    /** Waits until each replica has all that its primary had written before. */
    public void awaitReplication() {
        for (EmbeddedRedis node : running()) {
            Await.until("the replicas are in step", () -> isPrimary(node) ? replicasInStep(node) : linked(node));
        }
    }

    private boolean isPrimary(EmbeddedRedis node) {
        return info(node).contains("role:master");
    }

    private boolean linked(EmbeddedRedis node) {
        return info(node).contains("master_link_status:up");
    }

    private boolean replicasInStep(EmbeddedRedis node) {
        String info = info(node);
        String offset = info.replaceAll("(?s).*master_repl_offset:(\\d+).*", "$1");
        return info.lines()
                .filter(line -> line.startsWith("slave") && line.contains("offset="))
                .allMatch(line -> line.contains("state=online") && line.contains("offset=" + offset + ","));
    }

    private String info(EmbeddedRedis node) {
        try (Jedis jedis = connect(node)) {
            return jedis.info("replication");
        }
    }

    /** Returns the URL for clients: {@code redis-cluster://} with every node. */
    public String uri() {
        return "redis-cluster://"
                + nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    /** Returns all nodes: at first three primaries, then their replicas in the same order. */
    public List<EmbeddedRedis> nodes() {
        return List.copyOf(nodes);
    }

    /** Returns the nodes that have not been killed. */
    public List<EmbeddedRedis> running() {
        return nodes.stream().filter(EmbeddedRedis::isRunning).toList();
    }

    /** Returns the nodes that are primaries now. */
    public List<EmbeddedRedis> primaries() {
        return running().stream().filter(this::isPrimary).toList();
    }

    /** Returns the primary that has a key's slot. */
    public EmbeddedRedis primaryOf(String key) {
        int slot = JedisClusterCRC16.getSlot(key);
        List<String> nodesOfCluster = cluster(running().get(0), "NODES").lines().toList();
        for (String line : nodesOfCluster) {
            String[] words = line.split(" ", -1);
            if (words[2].contains("master") && !words[2].contains("fail") && has(words, slot)) {
                return nodes.get(ids.indexOf(words[0]));
            }
        }
        throw new IllegalStateException("No node has slot " + slot);
    }

    private static boolean has(String[] words, int slot) {
        for (int i = 8; i < words.length; i++) {
            String[] range = words[i].split("-", -1);
            if (!words[i].startsWith("[")
                    && slot >= Integer.parseInt(range[0])
                    && slot <= Integer.parseInt(range[range.length - 1])) {
                return true;
            }
        }
        return false;
    }

    /** Runs {@code CLUSTER ...} on a node. */
    public String cluster(EmbeddedRedis node, String... arguments) {
        try (Jedis jedis = connect(node)) {
            Object reply = jedis.sendCommand(Protocol.Command.CLUSTER, arguments);
            return reply instanceof byte[] text ? new String(text, StandardCharsets.UTF_8) : String.valueOf(reply);
        }
    }

    /** Returns a connection to one node; the caller closes it. */
    public Jedis connect(EmbeddedRedis node) {
        return new Jedis(new HostAndPort("127.0.0.1", node.port()), client);
    }

    /** Moves a slot with all its keys to another primary, as {@code redis-cli --cluster reshard} does. */
    public void migrate(int slot, EmbeddedRedis target) {
        EmbeddedRedis source = primaryOfSlot(slot);
        String number = Integer.toString(slot);
        cluster(target, "SETSLOT", number, "IMPORTING", cluster(source, "MYID"));
        cluster(source, "SETSLOT", number, "MIGRATING", cluster(target, "MYID"));
        try (Jedis jedis = connect(source)) {
            List<String> keys = jedis.clusterGetKeysInSlot(slot, 10);
            while (!keys.isEmpty()) {
                for (String key : keys) {
                    jedis.sendCommand(
                            Protocol.Command.MIGRATE,
                            SafeEncoder.encodeMany("127.0.0.1", Integer.toString(target.port()), key, "0", "5000"));
                }
                keys = jedis.clusterGetKeysInSlot(slot, 10);
            }
        }
        String owner = cluster(target, "MYID");
        cluster(target, "SETSLOT", number, "NODE", owner);
        cluster(source, "SETSLOT", number, "NODE", owner);
        primaries().forEach(node -> cluster(node, "SETSLOT", number, "NODE", owner));
    }

    private EmbeddedRedis primaryOfSlot(int slot) {
        int i = 0;
        while (JedisClusterCRC16.getSlot("k" + i) != slot) {
            i++;
        }
        return primaryOf("k" + i);
    }

    @Override
    public void close() {
        nodes.forEach(EmbeddedRedis::close);
    }
}
