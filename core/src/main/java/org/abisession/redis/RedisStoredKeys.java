package org.abisession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abisession.StoredKeys;
import org.abisession.redis.ScriptReplies.Described;
import org.abisession.store.SessionId;

/** Reads what Redis has of one session. */
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
        List<Reply> answers = redis.isCluster()
                ? Reply.all(redis.fly(
                                "describe",
                                names.stream()
                                        .map(name -> KeyCall.of(Script.DESCRIBE, name))
                                        .toList()))
                        .stream()
                        .map(answer -> answer.at(0)) // each key was asked alone
                        .toList()
                : Reply.of(redis.run(
                                Script.DESCRIBE,
                                names.stream().map(SessionKeys::bytes).toList(),
                                List.of()))
                        .items();
        List<StoredKey> stored = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Described key = Described.of(answers.get(i));
            if (!key.type().equals("none")) {
                Optional<Duration> timeToLive =
                        key.ttl() < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(key.ttl()));
                stored.add(new StoredKey(names.get(i), key.type(), key.size(), timeToLive));
            }
        }
        return List.copyOf(stored);
    }
}
