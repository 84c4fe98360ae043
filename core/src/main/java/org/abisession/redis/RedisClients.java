package org.abisession.redis;

import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.RedisLogin;
import org.abisession.settings.SessionSettings;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** Makes the pooled client that the settings ask for. */
final class RedisClients {
    private RedisClients() {}

    static UnifiedJedis open(SessionSettings settings, CallTime time) {
        RedisEndpoint redis = settings.redis();
        DefaultJedisClientConfig client = clientConfig(settings, time);
        ConnectionPoolConfig pool = poolConfig(settings);
        return switch (redis.mode()) {
            case STANDALONE ->
                RedisClient.builder()
                        .hostAndPort(nodes(redis).get(0))
                        .clientConfig(client)
                        .poolConfig(pool)
                        .build();
            case SENTINEL ->
                RedisSentinelClient.builder()
                        .masterName(redis.sentinelMaster().orElseThrow())
                        .sentinels(nodes(redis).stream().collect(Collectors.toSet()))
                        .sentinelClientConfig(ofSentinels(settings))
                        .clientConfig(client)
                        .poolConfig(pool)
                        .build();
            case CLUSTER -> cluster(settings, time, nodesOfCluster(settings, time));
        };
    }

    /** The client, and the way to the nodes of a cluster. */
    static LateClient.Made make(SessionSettings settings, CallTime time) {
        if (settings.redis().mode() != RedisEndpoint.Mode.CLUSTER) {
            return new LateClient.Made(open(settings, time), null);
        }
        ClusterConnectionProvider nodes = nodesOfCluster(settings, time);
        return new LateClient.Made(
                cluster(settings, time, nodes), new ClusterFlights(nodes, settings.commandTimeout()));
    }

    /** The connections to each node of a cluster, and which slots they have. */
    private static ClusterConnectionProvider nodesOfCluster(SessionSettings settings, CallTime time) {
        return new ClusterConnectionProvider(
                nodes(settings.redis()).stream().collect(Collectors.toSet()),
                clientConfig(settings, time),
                poolConfig(settings));
    }

    /** The client for a cluster; closing it closes the connections. */
    private static UnifiedJedis cluster(SessionSettings settings, CallTime time, ClusterConnectionProvider nodes) {
        return RedisClusterClient.builder()
                .connectionProvider(nodes)
                .nodes(nodes(settings.redis()).stream().collect(Collectors.toSet()))
                .clientConfig(clientConfig(settings, time))
                .maxTotalRetriesDuration(settings.commandTimeout())
                .build();
    }

    /** Sentinels are asked without a password, and without TLS. */
    private static DefaultJedisClientConfig ofSentinels(SessionSettings settings) {
        return DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) settings.connectTimeout().toMillis())
                .socketTimeoutMillis((int) settings.commandTimeout().toMillis())
                .serverDefaultProtocol()
                .build();
    }

    private static List<HostAndPort> nodes(RedisEndpoint redis) {
        return redis.nodes().stream()
                .map(node -> new HostAndPort(node.host(), node.port()))
                .toList();
    }

    @SuppressWarnings("deprecation") // what comes in place of ssl and sslSocketFactory takes no trust manager
    private static DefaultJedisClientConfig clientConfig(SessionSettings settings, CallTime time) {
        RedisEndpoint redis = settings.redis();
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) settings.connectTimeout().toMillis())
                .socketTimeoutMillis((int) settings.commandTimeout().toMillis())
                .hostAndPortMapper(time)
                .credentialsProvider(() -> credentials(settings.currentLogin()))
                .database(redis.database());
        if (redis.tls()) {
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must name the host
            config.ssl(true)
                    .sslSocketFactory(TlsTrust.socketFactory(settings.redisAuthorities()))
                    .sslParameters(parameters);
        }
        return config.build();
    }

    /** Asked for at each new connection. */
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
