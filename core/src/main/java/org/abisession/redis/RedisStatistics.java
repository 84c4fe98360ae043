package org.abisession.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.abisession.store.StoreStatistics;

/** The statistics of the connections, saves and sweeps of one node. Safe for use by several threads. */
final class RedisStatistics implements StoreStatistics {
    private final RedisConnections redis;
    private final SweepCount swept;
    private final LongAdder conflicts = new LongAdder();

    RedisStatistics(RedisConnections redis, SweepCount swept) {
        this.redis = redis;
        this.swept = swept;
    }

    /** Counts a save that met a change of the metadata and is done anew. */
    void conflict() {
        conflicts.increment();
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
        return conflicts.sum();
    }

    @Override
    public long sweeps() {
        return swept.sweeps();
    }

    @Override
    public Duration sweepTime() {
        return swept.time();
    }

    @Override
    public Optional<Duration> sweepAge() {
        return swept.age();
    }
}
