package org.abisession.redis;

import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Says which node of a cluster has not answered, since the others may. Its message has the reason, too. */
final class NodeFailureException extends JedisConnectionException {
    private static final long serialVersionUID = 1L;

    NodeFailureException(HostAndPort node, JedisConnectionException cause) {
        super("the node " + node + ": " + Outage.reason(cause), cause);
    }
}
