package org.abisession.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abisession.ConversationEntry;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;

/** Makes sessions as the application does. */
final class Stored implements AutoCloseable {
    private final SessionSettings settings;
    private final RedisConnections connections;
    private final SessionRepository repository;

    Stored(String url, String... nameAndValue) {
        var builder = SessionSettings.builder().adapter("redis-url", url);
        for (int i = 0; i < nameAndValue.length; i += 2) {
            builder.adapter(nameAndValue[i], nameAndValue[i + 1]);
        }
        settings = builder.build();
        connections = RedisConnections.open(settings);
        repository = RedisRepository.open(connections, settings, ended -> {});
    }

    SessionRepository repository() {
        return repository;
    }

    SessionSettings settings() {
        return settings;
    }

    RedisConnections connections() {
        return connections;
    }

    /** Stores a session of an hour, with metadata as Java and Python make it; values are JSON texts. */
    SessionId session(String user, Map<String, String> attributes) {
        return session(SessionId.random(), user, attributes, Duration.ofHours(1));
    }

    SessionId session(SessionId id, String user, Map<String, String> attributes, Duration interval) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        attributes.forEach((name, json) -> fields.put(name, json.getBytes(UTF_8)));
        Instant created = Instant.parse("2024-01-15T10:30:00.123Z");
        SharedMetadata shared = SharedMetadata.of(Map.of("user", ('"' + user + '"').getBytes(UTF_8)));
        repository.create(new SessionSnapshot(id, created, created, interval, false, fields, shared));
        return id;
    }

    void turn(SessionId id, String question, String answer) {
        repository
                .conversation(id)
                .append(ConversationEntry.builder(question)
                        .timestamp(Instant.parse("2024-01-15T10:30:00.123456Z"))
                        .assistantResponse(answer)
                        .executionTime(2.45)
                        .field("session_id", id.value())
                        .build());
    }

    static String key(SessionId id, String kind) {
        return "session:" + id.value() + ":" + kind;
    }

    @Override
    public void close() {
        connections.close();
    }
}
