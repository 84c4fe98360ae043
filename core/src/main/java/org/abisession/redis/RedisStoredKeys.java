package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abisession.SessionId;
import org.abisession.StoredKeys;

/** What Redis has of one session. */
final class RedisStoredKeys implements StoredKeys {
    private final RedisConnections redis;
    private final SessionKeys keys;
    private final SessionId id;

    RedisStoredKeys(RedisConnections redis, SessionKeys keys, SessionId id) {
        this.redis = redis;
        this.keys = keys;
        this.id = id;
    }

    @Override
    public List<StoredKey> describe() {
        List<String> names = List.of(keys.metadata(id), keys.conversation(id), keys.attributes(id));
        List<?> answers = redis.isCluster()
                ? redis.fly(
                        "describe",
                        names.stream()
                                .map(name -> KeyCall.of(Script.DESCRIBE, name))
                                .toList())
                : (List<?>) redis.run(
                        Script.DESCRIBE, names.stream().map(SessionKeys::bytes).toList(), List.of());
        List<StoredKey> stored = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            List<?> answer = (List<?>) answers.get(i);
            if (redis.isCluster()) {
                answer = (List<?>) answer.get(0); // each key was asked alone
            }
            String type = new String((byte[]) answer.get(0), StandardCharsets.UTF_8);
            if (!type.equals("none")) {
                long ttl = (Long) answer.get(1);
                Optional<Duration> timeToLive = ttl < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(ttl));
                stored.add(new StoredKey(names.get(i), type, (Long) answer.get(2), timeToLive));
            }
        }
        return List.copyOf(stored);
    }
}
