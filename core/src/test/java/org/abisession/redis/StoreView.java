package org.abisession.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.abisession.store.SessionId;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/** Describes what a test sees and does in Redis beside the repository: time passes, the Python application writes. */
record StoreView(UnifiedJedis client, boolean hashTags, String app) {
    StoreView(UnifiedJedis client, boolean hashTags) {
        this(client, hashTags, "");
    }

    String key(SessionId id, String suffix) {
        return "session:" + (hashTags ? "{" + id.value() + "}" : id.value()) + ":" + suffix
                + (suffix.equals("attributes") ? app : "");
    }

    /** The session's interval ends; its record is still stored. */
    void expire(SessionId id) {
        String metadata = key(id, "metadata");
        long ofRecord =
                client.pttl(key(id, "attributes")) - Duration.ofMinutes(5).toMillis();
        // Two keys on two servers don't end in the same millisecond.
        if (client.pttl(metadata) <= ofRecord + 500) {
            client.del(metadata);
        }
        client.pexpire(key(id, "attributes"), Duration.ofMinutes(4).toMillis());
    }

    void loseMetadata(SessionId id) {
        client.del(key(id, "metadata"));
    }

    void pythonWritesMetadata(SessionId id, String json) {
        client.set(key(id, "metadata"), json, SetParams.setParams().ex(86400));
    }

    /** Time passes: a minute is left of it. */
    void shortenExpiryOfMetadata(SessionId id) {
        client.pexpire(key(id, "metadata"), Duration.ofMinutes(1).toMillis());
    }

    Optional<String> storedMetadata(SessionId id) {
        return Optional.ofNullable(client.get(key(id, "metadata")));
    }

    /** Returns the times to live of attributes, metadata and conversation: zero where there is no expiry. */
    List<Optional<Duration>> timesToLive(SessionId id) {
        return Stream.of("attributes", "metadata", "conversation")
                .map(suffix -> client.pttl(key(id, suffix)))
                .map(ttl -> ttl == -2 ? Optional.<Duration>empty() : Optional.of(Duration.ofMillis(Math.max(ttl, 0))))
                .toList();
    }
}
