package org.abisession.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ClusterCommandObjects;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Commands for nodes of a Redis Cluster that are sent in one flight, so that a slot that moves is followed. The
 * pipeline of the client for Redis does not do that.
 */
final class FlightPipeline extends AbstractPipeline {
    private final ClusterFlights flights;
    private final boolean repeatable;
    private final List<KeyCall> calls = new ArrayList<>();
    private final List<Response<?>> responses = new ArrayList<>();

    private FlightPipeline(ClusterFlights flights, boolean repeatable) {
        super(new ClusterCommandObjects(RedisProtocol.RESP2));
        this.flights = flights;
        this.repeatable = repeatable;
    }

    /**
     * Runs commands of one key each, or of one slot, and returns their answer.
     *
     * @param repeatable whether they may be sent again when it is not known whether they have run
     */
    static <T> T run(ClusterFlights flights, boolean repeatable, Function<AbstractPipeline, Supplier<T>> commands) {
        try (FlightPipeline pipeline = new FlightPipeline(flights, repeatable)) {
            Supplier<T> answer = commands.apply(pipeline);
            pipeline.sync();
            return answer.get();
        }
    }

    @Override
    protected <T> Response<T> appendCommand(CommandObject<T> command) {
        int slot = command.getArguments().getKeyHashSlots().iterator().next();
        calls.add(new KeyCall(slot, command.getArguments(), null, null, repeatable));
        Response<T> response = new Response<>(command.getBuilder());
        responses.add(response);
        return response;
    }

    /** Sends the commands; an error reply is thrown where its response is asked for. */
    @Override
    public void sync() {
        List<Object> replies = flights.each(calls);
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof JedisException failure && !(failure instanceof JedisDataException)) {
                throw failure;
            }
            responses.get(i).set(replies.get(i));
        }
    }

    @Override
    public void close() {
        // The flight has given its connections back.
    }
}
