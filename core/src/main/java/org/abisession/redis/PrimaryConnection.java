package org.abisession.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection that notices when its server says that it is no primary, or is not one yet: in a reply of its own, in a
 * pipeline or inside a transaction. The pool then uses neither it nor its siblings again, since the address may lead to
 * another server by now.
 */
final class PrimaryConnection extends Connection {
    private final NodeSocketFactory socket;
    private final int generation;
    // Without an initializer: replies come while the superclass is being made.
    private boolean left;
    private @Nullable JedisConnectionException loss;

    PrimaryConnection(NodeSocketFactory socket, JedisClientConfig config, int generation) {
        super(socket, config);
        this.socket = socket;
        this.generation = generation;
    }

    /** Returns true if the server has closed it. To be called while nobody uses it. */
    boolean isEnded() {
        return socket.isEnded();
    }

    /** Returns which of the pool's generations it was opened in. */
    int generation() {
        return generation;
    }

    /** Returns true if a reply of the server has shown that it serves no sessions now. */
    boolean isLeft() {
        return left;
    }

    /** Returns why it can't be used any more; for one that is broken. */
    JedisConnectionException loss() {
        JedisConnectionException known = loss;
        return known != null ? known : new JedisConnectionException("The connection was lost");
    }

    @Override
    protected Object readProtocolWithCheckingBroken() {
        try {
            Object reply = super.readProtocolWithCheckingBroken();
            if (reply instanceof List<?> items) {
                for (Object item : items) {
                    if (item instanceof JedisDataException refused) {
                        look(refused);
                    }
                }
            }
            return reply;
        } catch (JedisDataException e) {
            look(e);
            throw e;
        } catch (JedisConnectionException e) {
            loss = e;
            throw e;
        }
    }

    private void look(JedisDataException reply) {
        if (RedisErrors.isOfAnotherServer(reply)) {
            left = true;
        }
    }
}
