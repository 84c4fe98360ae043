package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.abisession.SessionStoreException;
import org.abisession.settings.HostPort;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.KeyValue;
import redis.clients.jedis.util.SafeEncoder;

/** Runs commands of Redis by their words, for tools that look after the server. Safe for use by several threads. */
public final class RedisConsole {
    private final RedisConnections redis;

    /** Makes a console on these connections, which the caller closes. */
    public RedisConsole(RedisConnections redis) {
        this.redis = redis;
    }

    /**
     * Runs a command that names no key, or on one server any command; on a cluster, on one of its primaries.
     *
     * @return null, a String, a Long, or a List of these, as Redis answers; bytes that are not UTF-8 are U+FFFD
     * @throws SessionStoreException if Redis does not answer, or refuses; its cause has the text of the refusal
     */
    public @Nullable Object run(String command, String... arguments) {
        CommandObject<Object> whole = whole(words(command).addObjects((Object[]) arguments));
        return readable(redis.call(
                command,
                client -> redis.isCluster() ? redis.flights().onAnyPrimary(whole) : client.executeCommand(whole)));
    }

    /**
     * Does the same as {@link #run} with a command whose first argument is a key; on a cluster, on the node of that.
     */
    public @Nullable Object runOnKey(String command, String key, String... arguments) {
        CommandObject<Object> whole = whole(words(command).key(key).addObjects((Object[]) arguments));
        return readable(redis.call(command, client -> client.executeCommand(whole)));
    }

    /**
     * Returns how many keys there are; on a cluster, on all primaries together.
     *
     * @throws SessionStoreException if Redis does not answer, or refuses
     */
    public long keyCount() {
        CommandObject<Long> whole = new CommandObject<>(words("dbsize"), BuilderFactory.LONG);
        return redis.call(
                "dbsize",
                client -> redis.isCluster()
                        ? redis.flights().onPrimaries(whole).stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        : client.executeCommand(whole));
    }

    /** Returns the address of the primary that sentinels name; empty without sentinels. */
    public Optional<HostPort> primaryOfSentinels() {
        Optional<HostAndPort> primary = redis.call(
                "look for the primary",
                client -> client instanceof RedisSentinelClient sentinels
                        ? Optional.of(sentinels.getCurrentMaster())
                        : Optional.empty());
        return primary.map(node -> new HostPort(node.getHost(), node.getPort()));
    }

    /**
     * Logs in to one server as the settings say, such as a replica, which has users of its own.
     *
     * @throws SessionStoreException if it does not answer, or refuses
     */
    public static void logIn(SessionSettings settings, HostPort server) {
        String address = server.toString();
        try {
            RedisClients.logIn(settings, new HostAndPort(server.host(), server.port()));
        } catch (JedisException e) {
            JedisDataException reply = RedisErrors.reply(e, false);
            throw reply == null
                    ? RedisErrors.unanswered(address, "log in", e)
                    : RedisErrors.refused(address, "log in", reply);
        }
    }

    private static CommandArguments words(String command) {
        byte[] name = SafeEncoder.encode(command.toUpperCase(Locale.ROOT));
        return new CommandArguments(() -> name);
    }

    private static CommandObject<Object> whole(CommandArguments words) {
        return new CommandObject<>(words, BuilderFactory.RAW_OBJECT);
    }

    /**
     * Returns what makes the encrypted connections to this Redis: it trusts the authorities of the settings, or the
     * JVM's.
     */
    public static SSLSocketFactory tlsSockets(SessionSettings settings) {
        return new TlsSocketFactory(settings);
    }

    private static @Nullable Object readable(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (reply instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            for (Object item : list) {
                if (item instanceof KeyValue<?, ?> pair) {
                    items.add(readable(pair.getKey()));
                    items.add(readable(pair.getValue()));
                } else {
                    items.add(readable(item));
                }
            }
            return items;
        }
        return reply;
    }
}
