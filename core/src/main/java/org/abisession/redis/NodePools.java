package org.abisession.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/** A pool of connections for each address that is in use. Safe for use by several threads. */
final class NodePools implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodePools.class);

    private final JedisClientConfig client;
    private final ConnectionPoolConfig config;
    private final BoundedSockets sockets;
    private final Map<HostAndPort, NodePool> pools = new ConcurrentHashMap<>();
    private volatile @Nullable Runnable otherNodes;
    private volatile boolean closed;

    NodePools(JedisClientConfig client, ConnectionPoolConfig config, BoundedSockets sockets) {
        this.client = client;
        this.config = config;
        this.sockets = sockets;
    }

    /**
     * Has each address that does not answer cost calls to it no time; to be called before the first connection is.
     *
     * @param nodes asks which nodes the cluster has
     */
    void breakEach(Runnable nodes) {
        otherNodes = nodes;
    }

    /** Returns true if one of the nodes of a cluster does not answer, so that calls to it fail at once. */
    boolean isAnyAway() {
        return pools.values().stream().anyMatch(NodePool::isAway);
    }

    /** Returns a connection to an address; closing it gives it back. */
    Connection connection(HostAndPort node) {
        if (closed) {
            throw new CallTime.ClosedException();
        }
        return pools.computeIfAbsent(node, address -> NodePool.open(address, sockets, client, config, otherNodes))
                .getResource();
    }

    /** Returns how many connections calls use now. */
    int used() {
        return pools.values().stream().mapToInt(NodePool::getNumActive).sum();
    }

    /** Returns how many calls wait for a connection now. */
    int waiting() {
        return pools.values().stream().mapToInt(NodePool::getNumWaiters).sum();
    }

    /** Closes all connections to an address that are open now, each after its call. */
    void renew(HostAndPort node) {
        NodePool pool = pools.get(node);
        if (pool != null) {
            pool.renew();
        }
    }

    /** Closes the idle connections to every address. */
    void forgetIdle() {
        pools.values().forEach(NodePool::clear);
    }

    /** Closes the idle connections to one address. */
    void forgetIdle(HostAndPort node) {
        NodePool pool = pools.get(node);
        if (pool != null) {
            pool.clear();
        }
    }

    /** Closes the pools of all other addresses; connections in use are closed when they come back. */
    void keep(Predicate<HostAndPort> wanted) {
        pools.entrySet().removeIf(pool -> {
            boolean unwanted = !wanted.test(pool.getKey());
            if (unwanted) {
                if (pool.getValue().isAway() && !closed) {
                    LOG.info("Redis at {} is no node of the cluster any more", pool.getKey());
                }
                pool.getValue().close();
            }
            return unwanted;
        });
    }

    @Override
    public void close() {
        closed = true;
        List<NodePool> all = List.copyOf(pools.values());
        ClosingSteps.run(() -> keep(node -> false), () -> all.forEach(NodePool::awaitEnd), sockets::close);
    }
}
