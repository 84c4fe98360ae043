package org.abisession.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * Holds what one request cost on Redis.
 *
 * @param roundTrips how often something waited for Redis
 * @param commands what was sent, in this order
 * @param executed what Redis executed, by name; commands called by scripts included
 * @param bytesIn sent to Redis
 * @param bytesOut sent by Redis, pushed messages included
 */
record Cost(int roundTrips, List<String> commands, Map<String, Long> executed, long bytesIn, long bytesOut) {
    long executions() {
        return executed.values().stream().mapToLong(Long::longValue).sum();
    }
}
