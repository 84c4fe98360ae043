package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;
import org.abisession.SessionStoreException;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.util.KeyValue;
import redis.clients.jedis.util.SafeEncoder;

/** Runs commands of Redis by their words, for tools that look after the server. Safe for use by several threads. */
public final class RedisConsole {
    private final RedisConnections redis;

    /** On these connections, which stay the caller's to close. */
    public RedisConsole(RedisConnections redis) {
        this.redis = redis;
    }

    /**
     * Runs a command that names no key, or on one server any command.
     *
     * @return null, a String, a Long, or a List of these, as Redis answers; bytes that are not UTF-8 are U+FFFD
     * @throws SessionStoreException if Redis does not answer, or refuses; its cause has the text of the refusal
     */
    public @Nullable Object run(String command, String... arguments) {
        byte[] name = SafeEncoder.encode(command.toUpperCase(Locale.ROOT));
        CommandArguments words = new CommandArguments(() -> name).addObjects((Object[]) arguments);
        return readable(redis.call(
                command, client -> client.executeCommand(new CommandObject<>(words, BuilderFactory.RAW_OBJECT))));
    }

    /**
     * Returns what makes the encrypted connections to this Redis: it trusts the authorities of the settings, or the
     * JVM's.
     */
    public static SSLSocketFactory tlsSockets(SessionSettings settings) {
        return TlsTrust.socketFactory(settings.redisAuthorities());
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
