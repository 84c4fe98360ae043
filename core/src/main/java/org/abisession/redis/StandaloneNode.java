package org.abisession.redis;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.providers.ConnectionProvider;

/** Provides connections to the one address of a single server. */
final class StandaloneNode implements ConnectionProvider {
    private final HostAndPort node;
    private final NodePools pools;

    StandaloneNode(HostAndPort node, NodePools pools) {
        this.node = node;
        this.pools = pools;
    }

    @Override
    public Connection getConnection() {
        return pools.connection(node);
    }

    @Override
    public Connection getConnection(CommandArguments arguments) {
        return getConnection();
    }

    @Override
    public void close() {
        pools.close();
    }
}
