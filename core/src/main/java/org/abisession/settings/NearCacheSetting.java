package org.abisession.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the setting {@code near-cache}: how long a lease lasts. */
final class NearCacheSetting {
    private NearCacheSetting() {}

    /** Returns the duration of a lease; zero where there are none, which is noted if the setting is for some. */
    static Duration of(Values values, RedisEndpoint.Mode mode, List<String> sharedAttributes) {
        Duration lease = values.get(Setting.NEAR_CACHE, NearCacheSetting::parse);
        boolean cluster = mode == RedisEndpoint.Mode.CLUSTER;
        if (lease.isZero() || (!cluster && sharedAttributes.isEmpty())) {
            return lease;
        }
        values.noteNoEffect(
                Setting.NEAR_CACHE, "there is none " + (cluster ? "on Redis Cluster" : "with shared-attributes"));
        return Duration.ZERO;
    }

    /**
     * Parses the setting; zero for off, and empty if it breaks the rule. A lease must be long enough to be worth its
     * touch, and short enough for a change that has to wait for it.
     */
    private static Optional<Duration> parse(String text) {
        if (Values.onOrOff(text).equals("off")) {
            return Optional.of(Duration.ZERO);
        }
        return Values.duration(text)
                .filter(lease -> lease.toMillis() >= 200 && lease.toMillis() <= 10_000)
                .filter(lease -> lease.toNanosPart() % 1_000_000 == 0);
    }
}
