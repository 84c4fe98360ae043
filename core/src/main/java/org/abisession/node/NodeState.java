package org.abisession.node;

import java.time.Duration;
import java.util.Optional;
import org.abisession.metrics.NodeGauges;
import org.abisession.store.SessionRepository;
import org.abisession.store.StoreStatistics;

/** Tells the metrics what a node has at the moment. Safe for use by several threads. */
final class NodeState implements NodeGauges {
    private final SessionNode node;
    private final StoreStatistics store;

    NodeState(SessionNode node, SessionRepository repository) {
        this.node = node;
        this.store = repository.statistics();
    }

    @Override
    public long live() {
        return node.sessions();
    }

    @Override
    public long inUse() {
        return node.inUse().countUsed();
    }

    @Override
    public long kept() {
        return node.inUse().countKept();
    }

    @Override
    public long localValues() {
        return node.inUse().localValues();
    }

    @Override
    public boolean isOutage() {
        return store.isOutage();
    }

    @Override
    public int poolSize() {
        return store.poolSize();
    }

    @Override
    public int poolUsed() {
        return store.poolUsed();
    }

    @Override
    public int poolWaiting() {
        return store.poolWaiting();
    }

    @Override
    public long conflicts() {
        return store.conflicts();
    }

    @Override
    public long sweeps() {
        return store.sweeps();
    }

    @Override
    public Duration sweepTime() {
        return store.sweepTime();
    }

    @Override
    public Optional<Duration> sweepAge() {
        return store.sweepAge();
    }
}
