package org.abisession.benchmarks.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;

/** Calls our store as the managers of Tomcat and Jetty do: a read is a load, a change is a load and a save. */
public final class AbiStoreCalls implements StoreCalls {
    private static final String PATIENCE = "30s";

    private final RedisConnections connections;
    private final SessionRepository repository;
    private final List<SessionId> ids = new ArrayList<>();

    /** Makes a store in a Redis at {@code redis://...}, with the setting {@code near-cache}. */
    public AbiStoreCalls(String redisUri, String nearCache) {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redisUri)
                .adapter("env-file", "off")
                .adapter("command-timeout", PATIENCE)
                .adapter("near-cache", nearCache)
                .build();
        this.connections = RedisConnections.open(settings);
        this.repository = RedisRepository.open(connections, settings, ended -> {});
    }

    @Override
    public void create() {
        Map<String, byte[]> fields = new HashMap<>();
        for (int i = 0; i < ATTRIBUTES; i++) {
            fields.put("attribute" + i, json("\"" + "x".repeat(LENGTH) + "\""));
        }
        fields.put(COUNTER, json("0"));
        SessionId id = SessionId.random();
        repository.create(new SessionSnapshot(
                id, Instant.EPOCH, Instant.EPOCH, Duration.ofMinutes(30), false, fields, SharedMetadata.NONE));
        ids.add(id);
    }

    @Override
    public void read(int session) {
        SessionSnapshot unused = load(session);
    }

    @Override
    public void change(int session, long value) {
        SaveResult result =
                repository.save(load(session), SessionDelta.of(Map.of(COUNTER, json(Long.toString(value))), Set.of()));
        if (result != SaveResult.SAVED) {
            throw new IllegalStateException("A session of the benchmark was not saved: " + result);
        }
    }

    private SessionSnapshot load(int session) {
        return repository
                .find(ids.get(session))
                .orElseThrow(() -> new IllegalStateException("A session of the benchmark is not in the store"));
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        connections.close();
    }
}
