package org.abisession.redis;

import java.util.function.Consumer;
import org.abisession.SessionRepository;
import org.abisession.SessionSnapshot;
import org.abisession.settings.SessionSettings;

/** Sessions in Redis, in the form that its topology and the names of the keys allow. */
public interface RedisRepository extends SessionRepository {
    /**
     * The sessions of one application; the connections stay the caller's to close.
     *
     * @param expired is told of each session that this repository finds at its end, in the thread that asked for it
     */
    static RedisRepository open(RedisConnections redis, SessionSettings settings, Consumer<SessionSnapshot> expired) {
        return redis.isCluster() && !settings.hashTags()
                ? new RedisClusterSessionRepository(redis, settings, expired)
                : new RedisSessionRepository(redis, settings, expired);
    }

    /** Registers the application in Redis, before it serves its first request; and learns of the other ones there. */
    void register();

    /** Reads and makes the metadata of these sessions. */
    Metadata metadata();

    /** Returns how many saves met a change of the Python application and were done anew. */
    long conflicts();

    /** Tells of values of these sessions that can't be read. */
    UnreadableValues unreadable();
}
