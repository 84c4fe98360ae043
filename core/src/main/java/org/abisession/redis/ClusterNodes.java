package org.abisession.redis;

import java.util.Set;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisClusterInfoCache;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** Provides connections to the nodes of a cluster; which of them has which slot is Jedis' to know. */
final class ClusterNodes extends ClusterConnectionProvider {
    private final NodePools pools;

    ClusterNodes(Set<HostAndPort> nodes, JedisClientConfig client, ConnectionPoolConfig pool, NodePools pools) {
        super(nodes, client, pool);
        this.pools = pools;
    }

    @Override
    public Connection getConnection(HostAndPort node) {
        return pools.connection(node);
    }

    @Override
    public Connection getConnection(CommandArguments arguments) {
        Set<Integer> slots = arguments.getKeyHashSlots();
        Integer slot = slots.size() == 1 ? slots.iterator().next() : -1;
        return slot < 0 ? super.getConnection(arguments) : getConnectionFromSlot(slot);
    }

    @Override
    public Connection getConnectionFromSlot(int slot) {
        HostAndPort node = getNode(slot);
        if (node == null) {
            renewSlotCache();
            node = getNode(slot);
        }
        if (node == null) {
            throw new JedisConnectionException("No node is known for the slot");
        }
        return getConnection(node);
    }

    /** Closes the connections that wait for a call to one node. */
    void forgetIdle(HostAndPort node) {
        pools.forgetIdle(node);
    }

    @Override
    public void renewSlotCache() {
        super.renewSlotCache();
        Set<String> known = getConnectionMap().keySet();
        if (!known.isEmpty()) {
            pools.keep(node -> known.contains(JedisClusterInfoCache.getNodeKey(node)));
        }
    }

    @Override
    public void close() {
        ClosingSteps.run(super::close, pools::close);
    }
}
