package org.abisession.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * The pooled connections to Redis, and the translation of its failures. Every wait is bounded. Safe for
 * use by several threads.
 */
public final class RedisConnections implements AutoCloseable {
    private final UnifiedJedis jedis;
    private final String address;

    private RedisConnections(UnifiedJedis jedis, String address) {
        this.jedis = jedis;
        this.address = address;
    }

    /**
     * Makes the pool; a single server is not connected to yet, so that an application starts while it is
     * away.
     *
     * @throws IllegalArgumentException if the settings ask for what this version can't do
     */
    public static RedisConnections open(SessionSettings settings) {
        RedisEndpoint redis = settings.redis();
        if (redis.mode() == RedisEndpoint.Mode.CLUSTER && !settings.hashTags()) {
            throw new IllegalArgumentException("abi.session.hash-tags must be true on Redis Cluster, was false: a"
                    + " session's three keys must lie in one slot. Set it, on the Python side as well.");
        }
        return new RedisConnections(RedisClients.open(settings), redis.address());
    }

    /** Runs a script: EVALSHA, and EVAL where the server does not know it yet. */
    Object run(Script script, List<byte[]> keys, List<byte[]> arguments) {
        return call(script.title(), redis -> {
            try {
                return redis.evalsha(script.sha1(), keys, arguments);
            } catch (JedisNoScriptException e) {
                return redis.eval(script.text(), keys, arguments);
            }
        });
    }

    /** Runs a command. */
    <T> T call(String what, Function<UnifiedJedis, T> command) {
        try {
            return command.apply(jedis);
        } catch (JedisDataException e) {
            throw RedisErrors.refused(address, what, e);
        } catch (JedisException e) {
            if (e instanceof JedisConnectionException) {
                forgetIdle();
            }
            throw new SessionStoreUnavailableException(
                    "Redis at " + address + " did not answer (" + what + "): " + e.getMessage()
                            + ". Is the server running and REDIS_URL or REDIS_HOST right?",
                    e);
        }
    }

    /** When one connection is lost, those that wait in the pool most likely are, too: one request pays, not each. */
    private void forgetIdle() {
        if (jedis instanceof RedisClient single) {
            single.getPool().clear();
        }
    }

    /** Where Redis is, for messages. */
    public String address() {
        return address;
    }

    /**
     * Whether Redis answers now.
     *
     * @return how long it took
     * @throws SessionStoreException if it does not
     */
    public Duration ping() {
        long start = System.nanoTime();
        call("ping", UnifiedJedis::ping);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        jedis.close();
    }
}
