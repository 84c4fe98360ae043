package org.abisession.redis;

import java.util.function.Consumer;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import redis.clients.jedis.UnifiedJedis;

/** The connections of two nodes and of a test, for all tests of a class. */
record Nodes(SessionSettings settings, RedisConnections one, RedisConnections other, UnifiedJedis client)
        implements AutoCloseable {
    static Nodes open(SessionSettings settings) {
        return new Nodes(
                settings,
                RedisConnections.open(settings),
                RedisConnections.open(settings),
                RedisClients.open(settings, new CallTime(settings.commandTimeout(), System::nanoTime)));
    }

    SessionRepository repository(Consumer<SessionSnapshot> expired) {
        return RedisRepository.open(one, settings, expired);
    }

    SessionRepository otherNode() {
        return RedisRepository.open(other, settings, session -> {});
    }

    /** The sessions of another application, whose connections are those of the other node. */
    SessionRepository otherApplication() {
        SessionSettings theirs = SessionSettings.builder()
                .adapter("app", "another")
                .adapter("hash-tags", Boolean.toString(settings.hashTags()))
                .build();
        RedisRepository.open(other, settings, session -> {}).register();
        SessionRepository repository = RedisRepository.open(other, theirs, session -> {});
        repository.register();
        return repository;
    }

    @Override
    public void close() {
        one.close();
        other.close();
        client.close();
    }
}
