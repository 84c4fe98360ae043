package org.abisession.benchmarks.inside;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abisession.node.NodeSession;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.RedisClient;

/** Measures how a session of 4 KB in 10 attributes is stored and loaded; with a PING, to compare with. */
@State(Scope.Benchmark)
public class Store {
    private final Node node = new Node(false);
    private final RedisClient client = RedisClient.create(node.redisUri());
    private final SessionRepository repository = node.node().repository();
    private final SessionSnapshot snapshot = repository.find(node.id()).orElseThrow();
    private int value;

    /** Ends the Redis. */
    @TearDown
    public void close() {
        client.close();
        node.close();
    }

    /** Makes a round trip alone. */
    @Benchmark
    public String ping() {
        return client.ping();
    }

    /** Loads the session. */
    @Benchmark
    public Optional<SessionSnapshot> load() {
        return repository.find(node.id());
    }

    /** Loads the session and decodes all attributes. */
    @Benchmark
    public NodeSession loadAndReadAll() {
        return node.read();
    }

    /** Saves a change of one small attribute. */
    @Benchmark
    public SaveResult save() {
        byte[] json = Integer.toString(value++).getBytes(StandardCharsets.US_ASCII);
        return repository.save(snapshot, SessionDelta.of(Map.of("counter", json), Set.of()));
    }
}
