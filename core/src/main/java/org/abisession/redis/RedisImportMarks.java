package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.Duration;
import org.abisession.settings.SessionSettings;
import org.abisession.store.ImportMarks;
import org.abisession.store.SessionId;
import redis.clients.jedis.params.SetParams;

/**
 * Keeps the marks of imported sessions in Redis:
 *
 * <pre>
 * abi-session:imported:&lt;app&gt;:&lt;SHA-256 of the id&gt;   String   until the session would have ended in the other
 * store
 * </pre>
 *
 * <p>Safe for use by several threads.
 */
public final class RedisImportMarks implements ImportMarks {
    private static final byte[] MARKED = bytes("1");

    private final RedisConnections redis;
    private final String before;

    /** Makes one; the connections stay the caller's to close. */
    public RedisImportMarks(RedisConnections redis, SessionSettings settings) {
        this.redis = redis;
        this.before = "abi-session:imported:" + settings.app() + ":";
    }

    @Override
    public boolean contains(SessionId id) {
        return redis.call("look for the mark of an import", client -> client.exists(key(id)));
    }

    @Override
    public void add(SessionId id, Duration life) {
        String unused = redis.call(
                "mark a session as imported",
                client -> life.isZero()
                        ? client.set(key(id), MARKED)
                        : client.set(key(id), MARKED, SetParams.setParams().px(life.toMillis())));
    }

    private byte[] key(SessionId id) {
        return bytes(before + id.sha256());
    }
}
