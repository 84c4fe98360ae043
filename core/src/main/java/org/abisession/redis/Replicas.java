package org.abisession.redis;

import java.util.List;
import java.util.function.Function;
import org.abisession.settings.Durability;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Has writes confirmed by replicas: WAIT after the write on the same connection, in one round trip. Safe for use by
 * several threads.
 */
final class Replicas {
    private final Durability durability;

    /** The write was done, and fewer replicas than asked for have it. */
    static final class UnconfirmedException extends JedisException {
        private static final long serialVersionUID = 1L;

        private UnconfirmedException(Durability asked, long confirmed) {
            super(confirmed + " of " + asked.replicas() + " replicas confirmed it within "
                    + asked.time().toMillis()
                    + " ms: it is lost if this server fails now. Bring the replicas back, give"
                    + " them more time, or set abi.session.durability to none.");
        }
    }

    Replicas(Durability durability) {
        this.durability = durability;
    }

    boolean areAsked() {
        return durability.replicas() > 0;
    }

    /** Does the same as {@link #confirm(UnifiedJedis, Function)}, for a script. */
    Object confirm(UnifiedJedis redis, Script script, List<byte[]> keys, List<byte[]> arguments) {
        try {
            return confirm(redis, client -> client.evalsha(script.sha1(), keys, arguments));
        } catch (JedisNoScriptException e) {
            return confirm(redis, client -> client.eval(script.text(), keys, arguments));
        }
    }

    /**
     * Runs a command, and returns its answer when enough replicas have it.
     *
     * @throws UnconfirmedException if they have not in time
     */
    <T> T confirm(UnifiedJedis redis, Function<Pipeline, Response<T>> command) {
        try (AbstractPipeline one = redis.pipelined()) {
            Pipeline pipeline = (Pipeline) one;
            Response<T> answer = command.apply(pipeline);
            Response<Long> confirmed = pipeline.waitReplicas(
                    durability.replicas(), durability.time().toMillis());
            pipeline.sync();
            T value = answer.get(); // first: an error reply to the write says more
            if (confirmed.get() < durability.replicas()) {
                throw new UnconfirmedException(durability, confirmed.get());
            }
            return value;
        }
    }
}
