package org.abisession.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.abisession.benchmarks.Loop.Asking;
import redis.clients.jedis.RedisClient;

/**
 * Holds what Redis alone costs: a PING, and an HGETALL of a hash that is as large as the session; each client with a
 * connection of its own.
 */
final class RawRedis implements AutoCloseable {
    /** The name of the line for PING. */
    static final String PING = "PING";

    static final String HGETALL = "HGETALL";

    private final String key;
    private final List<RedisClient> clients = new ArrayList<>();

    /** Makes one to a Redis at {@code redis://...}. */
    RawRedis(String uri, int count, Size size) {
        for (int i = 0; i < count; i++) {
            clients.add(RedisClient.create(uri));
        }
        key = "raw:" + size;
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < size.attributes(); i++) {
            fields.put("attribute" + i, "x".repeat(size.attributeLength()));
        }
        fields.put("counter", "1");
        clients.get(0).hset(key, fields);
    }

    static boolean isRaw(String line) {
        return line.equals(PING) || line.equals(HGETALL);
    }

    /** Returns the clients with one of the two commands. */
    List<Asking> asking(String line) {
        List<Asking> all = new ArrayList<>();
        for (RedisClient client : clients) {
            all.add(line.equals(PING) ? client::ping : () -> client.hgetAll(key));
        }
        return all;
    }

    @Override
    public void close() {
        clients.get(0).del(key);
        clients.forEach(RedisClient::close);
    }
}
