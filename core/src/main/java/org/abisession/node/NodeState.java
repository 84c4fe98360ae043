package org.abisession.node;

import java.time.Duration;
import java.util.Optional;
import org.abisession.metrics.NodeGauges;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.redis.SweepCount;

/** Tells the metrics what a node has at the moment. Safe for use by several threads. */
final class NodeState implements NodeGauges {
    private final SessionNode node;
    private final RedisConnections redis;
    private final RedisRepository store;
    private final SweepCount count;

    NodeState(SessionNode node, RedisConnections redis, RedisRepository store, SweepCount count) {
        this.node = node;
        this.redis = redis;
        this.store = store;
        this.count = count;
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
        return redis.isOutage();
    }

    @Override
    public int poolSize() {
        return redis.poolSize();
    }

    @Override
    public int poolUsed() {
        return redis.poolUsed();
    }

    @Override
    public int poolWaiting() {
        return redis.poolWaiting();
    }

    @Override
    public long conflicts() {
        return store.conflicts();
    }

    @Override
    public long sweeps() {
        return count.sweeps();
    }

    @Override
    public Duration sweepTime() {
        return count.time();
    }

    @Override
    public Optional<Duration> sweepAge() {
        return count.age();
    }
}
