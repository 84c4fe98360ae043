package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.util.List;
import java.util.Optional;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import redis.clients.jedis.params.ScanParams;

/** The records of one application, page by page, as a sweep goes through them. For one thread. */
interface SweptRecords {
    /** The number of keys that Redis looks at for a page. */
    int PAGE = 500;

    static SweptRecords of(RedisConnections redis, SessionSettings settings) {
        SessionKeys keys = new SessionKeys(settings.app(), settings.hashTags());
        List<byte[]> defaults = List.of(
                bytes(Long.toString(settings.maxInactiveInterval().toSeconds())),
                bytes(Long.toString(settings.expiryRetention().toSeconds())));
        return redis.isCluster() ? new ClusterRecords(redis, keys, defaults) : new ServerRecords(redis, keys, defaults);
    }

    /** Begins a sweep. */
    void begin();

    /** Returns the sessions of the next page, which may be none; empty when the sweep has seen all. */
    Optional<List<SessionId>> next();

    /** Returns those of the sessions that have expired. */
    List<SessionId> expired(List<SessionId> ids);

    /** Returns what SCAN is asked for. */
    static ScanParams params(SessionKeys keys) {
        return new ScanParams().match(keys.attributesPattern()).count(PAGE);
    }

    /** Returns the sessions to which keys belong. */
    static List<SessionId> ids(SessionKeys keys, List<String> names) {
        return names.stream()
                .flatMap(name -> keys.idOfAttributes(name).stream())
                .toList();
    }
}
