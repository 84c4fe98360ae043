package org.abisession.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Runs scripts on one server: EVALSHA, and EVAL where it does not know the script yet. */
final class ScriptRuns {
    private ScriptRuns() {}

    /** Runs a script and returns its answer. */
    static Object alone(Exchange redis, Script script, List<byte[]> keys, List<byte[]> arguments) {
        Object answer = redis.send(List.of(script.call(Command.EVALSHA, keys, arguments)))
                .get(0);
        if (answer instanceof JedisNoScriptException) {
            answer = redis.send(List.of(script.call(Command.EVAL, keys, arguments)))
                    .get(0);
        }
        return unlessRefused(answer);
    }

    private static Object unlessRefused(Object reply) {
        if (reply instanceof JedisDataException refused) {
            throw refused;
        }
        return reply;
    }

    /**
     * Returns the answer of a script and that of HGETALL after it, in one transaction and one round trip. An exception
     * stands in place of the latter if the key is no Hash. Where Redis takes no transaction, since its memory is full,
     * only the script runs, with {@link #handingOn}.
     */
    static List<@Nullable Object> withHash(
            Exchange redis, Script script, List<byte[]> keys, List<byte[]> arguments, byte[] hash) {
        return withHash(redis, script, keys, arguments, hash, false);
    }

    /** Does the same as {@link #withHash}, with HGETALL before the script. */
    static List<@Nullable Object> afterHash(
            Exchange redis, Script script, List<byte[]> keys, List<byte[]> arguments, byte[] hash) {
        return withHash(redis, script, keys, arguments, hash, true);
    }

    private static List<@Nullable Object> withHash(
            Exchange redis, Script script, List<byte[]> keys, List<byte[]> arguments, byte[] hash, boolean first) {
        CommandArguments read = new CommandArguments(Command.HGETALL).key(hash);
        try {
            List<@Nullable Object> answers =
                    transaction(redis, script.call(Command.EVALSHA, keys, arguments), read, first);
            if (answers.get(0) instanceof JedisNoScriptException) {
                answers = transaction(redis, script.call(Command.EVAL, keys, arguments), read, first);
            }
            if (answers.get(0) instanceof JedisDataException refused) {
                throw refused;
            }
            return answers;
        } catch (JedisDataException e) {
            if (!RedisErrors.code(e).equals("OOM")) {
                throw e;
            }
            return Collections.singletonList(alone(redis, script, keys, handingOn(arguments)));
        }
    }

    /** Runs commands in one pipeline and returns their answer. */
    static <T> T pipelined(UnifiedJedis redis, Function<AbstractPipeline, Supplier<T>> commands) {
        try (AbstractPipeline pipeline = redis.pipelined()) {
            Supplier<T> answer = commands.apply(pipeline);
            pipeline.sync();
            return answer.get();
        }
    }

    /**
     * Runs commands that read in one pipeline, after a script that a replica refuses, and returns their answer. Other
     * refusals of that script do not matter here: no write is meant.
     */
    static <T> T ofPrimary(UnifiedJedis redis, byte[] key, Function<AbstractPipeline, Supplier<T>> commands) {
        List<byte[]> keys = List.of(key);
        T answer = pipelined(redis, pipeline -> {
            Response<Object> primary = pipeline.evalsha(Script.PRIMARY.sha1(), keys, List.of());
            Supplier<T> read = commands.apply(pipeline);
            return () -> isPrimary(primary) ? read.get() : null;
        });
        return answer != null
                ? answer
                : pipelined(redis, pipeline -> {
                    Response<Object> primary = pipeline.eval(Script.PRIMARY.text(), keys, List.of());
                    Supplier<T> read = commands.apply(pipeline);
                    return () -> {
                        boolean unused = isPrimary(primary);
                        return read.get();
                    };
                });
    }

    /**
     * Returns true unless it is not known, since the server has not got the script yet; throws if the server is no
     * primary.
     */
    private static boolean isPrimary(Response<Object> primary) {
        try {
            Object unused = primary.get();
            return true;
        } catch (JedisNoScriptException e) {
            return false;
        } catch (JedisDataException e) {
            if (RedisErrors.isOfAnotherServer(e)) {
                throw e;
            }
            return true;
        }
    }

    /** Returns the arguments with one more, 0, which makes the script answer with the Hash itself. */
    static List<byte[]> handingOn(List<byte[]> arguments) {
        List<byte[]> more = new ArrayList<>(arguments);
        more.add(new byte[] {'0'});
        return more;
    }

    /** Returns the answers to the script and to the other command, in this order, in whatever order they run. */
    private static List<@Nullable Object> transaction(
            Exchange redis, CommandArguments script, CommandArguments read, boolean readFirst) {
        List<Object> replies = redis.send(List.of(
                new CommandArguments(Command.MULTI),
                readFirst ? read : script,
                readFirst ? script : read,
                new CommandArguments(Command.EXEC)));
        replies.forEach(ScriptRuns::unlessRefused); // in turn: EXEC says no more than "discarded"
        if (!(replies.get(3) instanceof List<?> answers) || answers.size() != 2) {
            throw Reply.of(replies.get(3)).unexpected("a list of two");
        }
        List<@Nullable Object> both = new ArrayList<>(answers);
        if (readFirst) {
            Collections.reverse(both);
        }
        return both;
    }
}
