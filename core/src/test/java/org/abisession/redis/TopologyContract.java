package org.abisession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.abisession.store.ApplicationsContract;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.junit.jupiter.api.BeforeEach;

/** The repository's whole contract on a topology that the test has started. */
abstract class TopologyContract extends ApplicationsContract {
    private final List<SessionSnapshot> expired = Collections.synchronizedList(new ArrayList<>());
    private SessionRepository repository;
    private SessionRepository otherNode;
    private SessionRepository otherApplication;
    private StoreView store;

    abstract Nodes nodes();

    @BeforeEach
    void open() {
        repository = nodes().repository(expired::add);
        otherNode = nodes().otherNode();
        otherApplication = nodes().otherApplication();
        store = new StoreView(nodes().client(), nodes().settings().hashTags());
    }

    StoreView store() {
        return store;
    }

    @Override
    protected SessionRepository repository() {
        return repository;
    }

    @Override
    protected SessionRepository otherNode() {
        return otherNode;
    }

    @Override
    protected List<SessionSnapshot> takeExpired() {
        List<SessionSnapshot> taken = List.copyOf(expired);
        expired.clear();
        return taken;
    }

    @Override
    protected SessionRepository otherApplication() {
        return otherApplication;
    }

    @Override
    protected void shortenExpiryOfMetadata(SessionId id) {
        store.shortenExpiryOfMetadata(id);
    }

    @Override
    protected void expire(SessionId id) {
        store.expire(id);
    }

    @Override
    protected void loseMetadata(SessionId id) {
        store.loseMetadata(id);
    }

    @Override
    protected void pythonWritesMetadata(SessionId id, String json) {
        store.pythonWritesMetadata(id, json);
    }

    @Override
    protected Optional<String> storedMetadata(SessionId id) {
        return store.storedMetadata(id);
    }

    @Override
    protected List<Optional<Duration>> timesToLive(SessionId id) {
        return store.timesToLive(id);
    }
}
