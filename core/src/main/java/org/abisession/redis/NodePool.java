package org.abisession.redis;

import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.PooledObjectFactory;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connections to one address. {@link #renew} lets go of all of them, also of those that are in use now: these are
 * closed when they come back.
 *
 * <p>On a Redis Cluster it counts how often its node has not answered: after five times in a row it gives no connection
 * until it does ({@link Outage}), so that a node that hangs costs its own sessions no time, and others nothing. Who
 * asks the node meanwhile asks also which nodes there are: another one may have taken over. Safe for use by several
 * threads.
 */
final class NodePool extends ConnectionPool {
    private static final Logger LOG = LoggerFactory.getLogger(NodePool.class);

    private final AtomicInteger generation;
    private final @Nullable Outage outage;

    private NodePool(Maker maker, ConnectionPoolConfig config, @Nullable Runnable otherNodes) {
        super(maker, config);
        this.generation = maker.generation;
        this.outage = otherNodes == null ? null : new Outage(maker.node.toString(), () -> probe(otherNodes));
    }

    /**
     * Makes a pool, without a connection.
     *
     * @param otherNodes for a node of a cluster: asks which nodes there are
     */
    static NodePool open(
            HostAndPort node,
            BoundedSockets sockets,
            JedisClientConfig client,
            ConnectionPoolConfig config,
            @Nullable Runnable otherNodes) {
        return new NodePool(new Maker(node, sockets, client), config, otherNodes);
    }

    /** Returns if the node answers, be it with an error. */
    private void probe(Runnable otherNodes) {
        try (Connection connection = super.getResource()) {
            boolean unused = connection.ping();
        } catch (JedisConnectionException e) {
            clear();
            try {
                otherNodes.run();
            } catch (JedisException none) {
                e.addSuppressed(none);
            }
            throw e;
        } catch (JedisDataException e) {
            LOG.debug("A node of the cluster answers, with an error", e);
        }
    }

    /** Returns true if it gives no connection, since its node does not answer. */
    boolean isAway() {
        return outage != null && outage.isOn();
    }

    /** Makes sure that no connection that is open now is used for another call. */
    void renew() {
        generation.incrementAndGet();
        clear();
    }

    @Override
    public Connection getResource() {
        if (outage == null) {
            return current();
        }
        outage.admitToNode();
        Connection connection;
        try {
            connection = current();
        } catch (JedisConnectionException e) {
            if (!(e instanceof CallTime.NotTriedException)) {
                outage.unanswered(e);
            }
            throw e;
        }
        try {
            outage.admitToNode(); // it may have waited for one
            return connection;
        } catch (NodeAwayException e) {
            super.returnBrokenResource(connection);
            throw e;
        }
    }

    private Connection current() {
        Connection connection = borrowed();
        while (((PrimaryConnection) connection).generation() != generation.get()) { // it came back during a renewal
            connection.close();
            connection = borrowed();
        }
        return connection;
    }

    private Connection borrowed() {
        try {
            return super.getResource();
        } catch (JedisException e) {
            if (e.getCause() instanceof InterruptedException) { // while all were in use
                Thread.currentThread().interrupt();
                throw new CallTime.InterruptedCallException();
            }
            throw e;
        }
    }

    @Override
    public void returnResource(Connection connection) {
        PrimaryConnection primary = (PrimaryConnection) connection;
        if (primary.isLeft() || primary.generation() != generation.get()) {
            returnBrokenResource(connection);
        } else {
            super.returnResource(connection);
            if (outage != null) {
                outage.answered();
            }
        }
    }

    @Override
    public void returnBrokenResource(Connection connection) {
        PrimaryConnection primary = (PrimaryConnection) connection;
        if (primary.isLeft()) {
            renew();
        }
        try {
            super.returnBrokenResource(connection); // before a thread may be wanted, which the system may not have
        } catch (JedisException e) { // its call has its answer or its failure already
            LOG.debug("No other connection could be opened in place of a broken one", e);
        }
        if (outage != null && primary.isBroken() && !primary.isLeft()) {
            outage.unanswered(primary.loss());
        }
    }

    /** Closes the connections that wait, and asks the node no more. */
    @Override
    public void close() {
        if (outage != null) {
            outage.stop();
        }
        super.close();
    }

    /** Waits for a moment until its thread has ended, where there is one; to be called when it is closed. */
    void awaitEnd() {
        if (outage != null) {
            outage.close();
        }
    }

    /** Opens and closes the connections. */
    private static final class Maker implements PooledObjectFactory<Connection> {
        /** Shorter than servers leave a connection open that nobody uses: Redis' timeout is a second at least. */
        private static final Duration LOOKED_AT_AFTER = Duration.ofMillis(500);

        final AtomicInteger generation = new AtomicInteger();
        private final HostAndPort node;
        private final BoundedSockets sockets;
        private final JedisClientConfig client;

        Maker(HostAndPort node, BoundedSockets sockets, JedisClientConfig client) {
            this.node = node;
            this.sockets = sockets;
            this.client = client;
        }

        @Override
        public PooledObject<Connection> makeObject() {
            int now = generation.get();
            NodeSocketFactory socket = new NodeSocketFactory(node, sockets, client);
            Connection connection = greeted(socket, now);
            socket.ready();
            return new DefaultPooledObject<>(connection);
        }

        /**
         * Opens a connection and reads the greeting. Explains a failure after the TLS handshake: from TLS 1.3 on, a
         * server that wants a certificate of the client says so only then, or just ends the connection. Explains a
         * connection without TLS that has ended, too: a server that speaks nothing but TLS does that.
         */
        private Connection greeted(NodeSocketFactory socket, int now) {
            try {
                return new PrimaryConnection(socket, client, now);
            } catch (JedisConnectionException e) {
                if (!socket.isOpened() || BatchedCall.isTimeout(e)) {
                    throw e;
                }
                if (!client.isSsl()) {
                    throw isEnd(e) ? endedWithoutTls(e) : e;
                }
                LOG.debug("The connection to {} has ended after the TLS handshake", node, e);
                throw new JedisConnectionException(node + " ended the connection after the TLS handshake ("
                        + Outage.reason(e) + "), as a server does " + TlsSocketFactory.refusalOfClient(client));
            }
        }

        /** Returns whether the other end has ended the connection; not so for a reply that is none of Redis. */
        private static boolean isEnd(JedisConnectionException failure) {
            return RedisErrors.find(SocketException.class, failure) != null
                    || Outage.reason(failure).startsWith("Unexpected end of stream");
        }

        private JedisConnectionException endedWithoutTls(JedisConnectionException failure) {
            LOG.debug("The connection to {} has ended at the greeting", node, failure);
            return new JedisConnectionException(node + " ended the connection at the greeting ("
                    + Outage.reason(failure) + "), as a server does that speaks TLS only (then the URL must begin with"
                    + " rediss://, or REDIS_TLS be true), or a proxy without its server");
        }

        @Override
        public void destroyObject(PooledObject<Connection> pooled) {
            try {
                pooled.getObject().disconnect();
            } catch (JedisException e) {
                LOG.debug("A connection was closed by the other end already", e);
            }
        }

        @Override
        public boolean validateObject(PooledObject<Connection> pooled) {
            return pooled.getObject().isConnected();
        }

        /**
         * Throws if the server has closed an idle connection since its last use: a call that can't be sent twice must
         * not be sent there.
         */
        @Override
        public void activateObject(PooledObject<Connection> pooled) {
            boolean idle = pooled.getIdleDuration().compareTo(LOOKED_AT_AFTER) > 0;
            if (idle && ((PrimaryConnection) pooled.getObject()).isEnded()) {
                throw new JedisConnectionException(
                        "The server has closed the connection"); // the pool takes another one
            }
        }

        @Override
        public void passivateObject(PooledObject<Connection> pooled) {}
    }
}
