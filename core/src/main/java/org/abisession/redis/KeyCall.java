package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * One command for one node of a cluster.
 *
 * @param slot of its keys
 * @param arguments the whole command
 * @param script which one it runs; none for other commands
 * @param withText the same with EVAL in place of EVALSHA
 * @param repeatable whether it may be sent again when it is not known whether it has run
 */
record KeyCall(
        int slot,
        CommandArguments arguments,
        @Nullable Script script,
        @Nullable CommandArguments withText,
        boolean repeatable) {

    /** Returns the call of a script over keys of one slot. */
    static KeyCall of(Script script, List<byte[]> keys, List<byte[]> arguments) {
        return new KeyCall(
                JedisClusterCRC16.getSlot(keys.get(0)),
                script.call(Command.EVALSHA, keys, arguments),
                script,
                script.call(Command.EVAL, keys, arguments),
                script.isRepeatable());
    }

    /** Returns the call of a script of one key. */
    static KeyCall of(Script script, String key, byte[]... arguments) {
        return of(script, List.of(bytes(key)), Arrays.asList(arguments));
    }

    /** Returns the call of a command that may be repeated. */
    static KeyCall of(Command command, String key, byte[]... arguments) {
        return of(true, command, key, arguments);
    }

    /** Returns the call of a command that may not be repeated. */
    static KeyCall once(Command command, String key, byte[]... arguments) {
        return of(false, command, key, arguments);
    }

    private static KeyCall of(boolean repeatable, Command command, String key, byte[]... arguments) {
        CommandArguments whole = new CommandArguments(command).key(key);
        for (byte[] argument : arguments) {
            whole.add(argument);
        }
        return new KeyCall(JedisClusterCRC16.getSlot(bytes(key)), whole, null, null, repeatable);
    }
}
