package org.abisession.redis;

import redis.clients.jedis.exceptions.JedisException;

/** Says that a call was not sent, since the node of the cluster that it is for has not answered for some time. */
final class NodeAwayException extends JedisException {
    private static final long serialVersionUID = 1L;

    private final boolean moved;

    /**
     * Makes one.
     *
     * @param moved whether another node may have what the call is for, and a look at the cluster would tell
     */
    NodeAwayException(String message, boolean moved) {
        super(message);
        this.moved = moved;
    }

    /** Returns true if another node may have what the call is for, and a look at the cluster would tell. */
    boolean mayHaveMoved() {
        return moved;
    }
}
