package org.abisession.benchmarks;

import java.util.Map;
import redis.clients.jedis.UnifiedJedis;

/** Counts what a Redis does from the moment when this is made. For one thread. */
final class RedisMeter {
    private final UnifiedJedis redis;
    private final long cpuBefore;
    private final long readsBefore;
    private final Map<String, Long> executedBefore;

    /**
     * Holds what Redis has done.
     *
     * @param cpuMicros its processor time
     * @param commands that it ran, those of scripts included
     * @param reads how often it has read from a socket
     */
    record Work(double cpuMicros, double commands, double reads) {
        /** Returns the work of each of so many calls. */
        Work forEach(long calls) {
            return new Work(cpuMicros / calls, commands / calls, reads / calls);
        }
    }

    RedisMeter(UnifiedJedis redis) {
        this.redis = redis;
        this.executedBefore = RedisInfo.executed(redis);
        this.readsBefore = RedisInfo.reads(redis);
        this.cpuBefore = RedisInfo.cpuNanos(redis);
    }

    /** Returns what Redis has done so far. */
    Work work() {
        double cpu = (RedisInfo.cpuNanos(redis) - cpuBefore) / 1e3;
        double reads = RedisInfo.reads(redis) - readsBefore;
        double commands = RedisInfo.executedSince(executedBefore, redis).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return new Work(cpu, commands, reads);
    }
}
