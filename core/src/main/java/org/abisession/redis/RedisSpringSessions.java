package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abisession.settings.SpringSessionStore;
import org.abisession.store.OldSessions;
import org.abisession.store.SessionId;
import redis.clients.jedis.Response;

/**
 * Reads the sessions that an application with Spring Session keeps in the same Redis.
 *
 * <pre>
 * spring:session:sessions:&lt;id&gt;   Hash   creationTime, lastAccessedTime, maxInactiveInterval,
 * sessionAttr:&lt;name&gt;
 * </pre>
 *
 * <p>Safe for use by several threads.
 */
public final class RedisSpringSessions implements OldSessions {
    private static final String MARK = "abi-session:takenOver";
    /** The text "1" in Java serialization, since Spring Session reads all fields of the Hash, this one included. */
    private static final byte[] MARKED = "\u00ac\u00ed\0\5t\0\0011".getBytes(StandardCharsets.ISO_8859_1);

    private final RedisConnections redis;
    private final String prefix;

    /** Makes one; the connections stay the caller's to close. */
    public RedisSpringSessions(RedisConnections redis, SpringSessionStore store) {
        this.redis = redis;
        this.prefix = store.namespace() + ":sessions:";
    }

    private byte[] key(SessionId id) {
        return bytes(prefix + id.value());
    }

    @Override
    public Map<String, byte[]> find(SessionId id) {
        byte[] key = key(id);
        return redis.read("read a session of Spring Session", commands -> {
            Response<Map<byte[], byte[]>> all = commands.hgetAll(key);
            return () -> {
                Map<String, byte[]> fields = new LinkedHashMap<>();
                all.get().forEach((name, value) -> fields.put(SessionKeys.text(name), value));
                return fields;
            };
        });
    }

    @Override
    public boolean isTakenOver(Map<String, byte[]> fields) {
        return fields.containsKey(MARK);
    }

    @Override
    public boolean markTakenOver(SessionId id) {
        return Reply.of(redis.run(Script.MARK_TAKEN_OVER, List.of(key(id)), List.of(bytes(MARK), MARKED)))
                .isOne();
    }

    @Override
    public void end(SessionId id) {
        long unused = redis.call("end a session of Spring Session", client -> client.del(key(id)));
    }
}
