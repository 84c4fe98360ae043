package org.abisession.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/** The keys of one session, written to by somebody else. */
final class FuzzedKeys {
    private static final int DAY = 86_400;

    private final UnifiedJedis redis;
    private final byte[] attributes;
    private final byte[] metadata;
    private final byte[] conversation;

    FuzzedKeys(UnifiedJedis redis, String id) {
        this.redis = redis;
        attributes = ("session:" + id + ":attributes").getBytes(UTF_8);
        metadata = ("session:" + id + ":metadata").getBytes(UTF_8);
        conversation = ("session:" + id + ":conversation").getBytes(UTF_8);
    }

    void put(String place, byte[] value) {
        switch (place) {
            case "attribute" -> redis.hset(attributes, "victim".getBytes(UTF_8), value);
            case "control" -> redis.hset(attributes, "@victim".getBytes(UTF_8), value);
            case "created" -> {
                for (String field : new String[] {"@created_at", "@max_inactive_interval", "@expiry_retention"}) {
                    redis.hset(attributes, field.getBytes(UTF_8), value);
                }
            }
            case "metadata" -> redis.set(metadata, value, SetParams.setParams().ex(DAY));
            case "shared" ->
                redis.set(
                        metadata,
                        concat("{\"user\": \"ada\", \"shared\": ".getBytes(UTF_8), value, "}".getBytes(UTF_8)),
                        SetParams.setParams().ex(DAY));
            default -> {
                redis.rpush(conversation, "{\"user_query\": \"before\"}".getBytes(UTF_8), value);
                redis.rpush(conversation, "{\"user_query\": \"after\"}".getBytes(UTF_8));
                redis.expire(conversation, DAY);
            }
        }
    }

    /** All that is stored, but for the attribute that the application changes, and the access itself. */
    Map<String, Object> all() {
        Map<String, Object> all = new TreeMap<>();
        redis.hgetAll(attributes).forEach((field, value) -> all.put(text(field), text(value)));
        all.remove("n");
        all.remove("@last_accessed_at");
        all.put("metadata", text(redis.get(metadata)));
        all.put(
                "conversation",
                redis.lrange(conversation, 0, -1).stream().map(FuzzedKeys::text).toList());
        return all;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static byte[] concat(byte[]... parts) {
        StringBuilder all = new StringBuilder();
        for (byte[] part : parts) {
            all.append(text(part));
        }
        return all.toString().getBytes(ISO_8859_1);
    }
}
