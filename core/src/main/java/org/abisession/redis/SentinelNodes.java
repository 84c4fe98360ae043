package org.abisession.redis;

import java.util.Set;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.providers.SentineledConnectionProvider;

/** Provides connections to the server that the sentinels call the primary now. */
final class SentinelNodes extends SentineledConnectionProvider {
    private final NodePools pools;

    SentinelNodes(
            String master,
            JedisClientConfig client,
            ConnectionPoolConfig pool,
            Set<HostAndPort> sentinels,
            JedisClientConfig sentinelClient,
            NodePools pools) {
        super(master, client, pool, sentinels, sentinelClient);
        this.pools = pools;
    }

    @Override
    public Connection getConnection() {
        HostAndPort primary = getCurrentMaster();
        Connection connection = pools.connection(primary);
        pools.keep(primary::equals);
        return connection;
    }

    @Override
    public Connection getConnection(CommandArguments arguments) {
        return getConnection();
    }

    @Override
    public void close() {
        ClosingSteps.run(super::close, pools::close);
    }
}
