package org.abisession.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.RedisLogin;
import org.abisession.settings.SessionSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Makes the pooled client that the settings ask for. */
final class RedisClients {
    private static final Logger LOG = LoggerFactory.getLogger(RedisClients.class);

    private RedisClients() {}

    static UnifiedJedis open(SessionSettings settings, CallTime time) {
        return make(settings, time).jedis();
    }

    /** Makes the client, and for a cluster also the way to its nodes. */
    static LateClient.Made make(SessionSettings settings, CallTime time) {
        RedisEndpoint redis = settings.redis();
        JedisClientConfig client = clientConfig(settings, time);
        ConnectionPoolConfig pool = poolConfig(settings);
        NodePools pools =
                new NodePools(client, pool, new BoundedSockets(settings.connectTimeout(), settings.commandTimeout()));
        try {
            return switch (redis.mode()) {
                case STANDALONE -> standalone(nodes(redis).get(0), client, pools);
                case SENTINEL -> sentinel(settings, client, pool, pools);
                case CLUSTER -> cluster(settings, client, pool, pools);
            };
        } catch (RuntimeException e) {
            pools.close();
            throw e;
        }
    }

    /**
     * Opens a connection to the primary for publish and subscribe, which is no part of a pool.
     *
     * @param silence after how long without a message it counts as lost
     */
    static Connection subscriber(SessionSettings settings, Duration silence) {
        JedisClientConfig client = singleConnection(settings)
                .blockingSocketTimeoutMillis((int) silence.toMillis())
                .build();
        return new Connection(new DefaultJedisSocketFactory(primary(settings), client), client);
    }

    /** Logs in to one server, and closes the connection. */
    static void logIn(SessionSettings settings, HostAndPort server) {
        JedisClientConfig client = singleConnection(settings).build();
        try (Connection connection = new Connection(new DefaultJedisSocketFactory(server, client), client)) {
            connection.executeCommand(Protocol.Command.PING);
        }
    }

    private static DefaultJedisClientConfig.Builder singleConnection(SessionSettings settings) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) settings.connectTimeout().toMillis())
                .socketTimeoutMillis((int) settings.commandTimeout().toMillis())
                // With RESP3 the client does not know the answer to a ping among messages.
                .protocol(RedisProtocol.RESP2)
                .credentialsProvider(() -> credentials(settings.currentLogin()));
        return withTls(config, settings);
    }

    /**
     * Returns the address of the one server; with sentinels that of the primary which the first sentinel that answers
     * names.
     */
    private static HostAndPort primary(SessionSettings settings) {
        RedisEndpoint redis = settings.redis();
        if (redis.sentinelMaster().isEmpty()) {
            return nodes(redis).get(0);
        }
        String master = redis.sentinelMaster().get();
        JedisConnectionException failure = new JedisConnectionException("No sentinel says which server is the primary");
        boolean unknown = false;
        for (HostAndPort sentinel : nodes(redis)) {
            try (Jedis jedis = new Jedis(sentinel, ofSentinels(settings))) {
                List<String> address = jedis.sentinelGetMasterAddrByName(master);
                if (address != null && address.size() == 2) {
                    return new HostAndPort(address.get(0), Integer.parseInt(address.get(1)));
                }
                unknown = true;
            } catch (JedisException e) {
                LOG.debug("The sentinel {} does not say which server is the primary", sentinel, e);
                failure = RedisErrors.ofSentinel(sentinel, e);
            }
        }
        throw unknown ? new JedisConnectionException(master + " " + RedisErrors.UNKNOWN_TO_SENTINELS) : failure;
    }

    private static LateClient.Made standalone(HostAndPort node, JedisClientConfig client, NodePools pools) {
        StandaloneNode connections = new StandaloneNode(node, pools);
        UnifiedJedis jedis = RedisClient.builder()
                .hostAndPort(node)
                .clientConfig(client)
                .connectionProvider(connections)
                .build();
        return new LateClient.Made(jedis, pools, connections, null);
    }

    private static LateClient.Made sentinel(
            SessionSettings settings, JedisClientConfig client, ConnectionPoolConfig pool, NodePools pools) {
        RedisEndpoint redis = settings.redis();
        String master = redis.sentinelMaster().orElseThrow();
        // Asked first, since the client warns of each sentinel that does not answer, with a stack, at each try.
        HostAndPort unused = primary(settings);
        Set<HostAndPort> sentinels = Set.copyOf(nodes(redis));
        JedisClientConfig sentinelClient = ofSentinels(settings);
        SentinelNodes connections = new SentinelNodes(master, client, pool, sentinels, sentinelClient, pools);
        UnifiedJedis jedis = RedisSentinelClient.builder()
                .masterName(master)
                .sentinels(sentinels)
                .sentinelClientConfig(sentinelClient)
                .clientConfig(client)
                .connectionProvider(connections)
                .build();
        return new LateClient.Made(jedis, pools, connections, null);
    }

    private static LateClient.Made cluster(
            SessionSettings settings, JedisClientConfig client, ConnectionPoolConfig pool, NodePools pools) {
        Set<HostAndPort> known = Set.copyOf(nodes(settings.redis()));
        ClusterNodes nodes = new ClusterNodes(known, client, pool, pools);
        pools.breakEach(nodes::renewSlotCache);
        UnifiedJedis jedis = RedisClusterClient.builder()
                .connectionProvider(nodes)
                .nodes(known)
                .clientConfig(client)
                .maxTotalRetriesDuration(settings.commandTimeout())
                .build();
        return new LateClient.Made(jedis, pools, nodes, new ClusterFlights(nodes, settings.commandTimeout()));
    }

    /**
     * Returns the configuration of the connections to sentinels. They get a login of their own, if there is one, and
     * use TLS where the servers do, since the address that they name gets the password of the servers.
     */
    private static JedisClientConfig ofSentinels(SessionSettings settings) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) settings.connectTimeout().toMillis())
                .socketTimeoutMillis((int) settings.commandTimeout().toMillis())
                .credentialsProvider(() -> credentials(settings.currentSentinelLogin()))
                .serverDefaultProtocol();
        return withTls(config, settings).build();
    }

    private static List<HostAndPort> nodes(RedisEndpoint redis) {
        return redis.nodes().stream()
                .map(node -> new HostAndPort(node.host(), node.port()))
                .toList();
    }

    private static JedisClientConfig clientConfig(SessionSettings settings, CallTime time) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) settings.connectTimeout().toMillis())
                .socketTimeoutMillis((int) settings.commandTimeout().toMillis())
                .hostAndPortMapper(time)
                .credentialsProvider(() -> credentials(settings.currentLogin()))
                .database(settings.redis().database());
        return withTls(config, settings).build();
    }

    @SuppressWarnings("deprecation") // what comes in place of ssl and sslSocketFactory takes no trust manager
    private static DefaultJedisClientConfig.Builder withTls(
            DefaultJedisClientConfig.Builder config, SessionSettings settings) {
        if (settings.redis().tls()) {
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must name the host
            config.ssl(true).sslSocketFactory(new TlsSocketFactory(settings)).sslParameters(parameters);
        }
        return config;
    }

    /** Returns the user and the password of a login, which the client asks for at each new connection. */
    private static RedisCredentials credentials(RedisLogin login) {
        return new DefaultRedisCredentials(
                login.username().orElse(null),
                login.password().map(String::toCharArray).orElse(null));
    }

    private static ConnectionPoolConfig poolConfig(SessionSettings settings) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(settings.poolSize());
        pool.setMaxIdle(settings.poolSize());
        pool.setMaxWait(settings.commandTimeout());
        pool.setJmxEnabled(false);
        return pool;
    }
}
