package org.abisession.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings. */
public final class SessionSettings {
    private final RedisEndpoint redis;

    private SessionSettings(RedisEndpoint redis) {
        this.redis = redis;
    }

    /** Defaults. */
    public static SessionSettings defaults() {
        return new SessionSettings(new RedisEndpoint(
                RedisEndpoint.Mode.STANDALONE,
                List.of(new RedisEndpoint.HostPort("localhost", 6379)),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                false));
    }

    public RedisEndpoint redis() {
        return redis;
    }

    public Duration connectTimeout() {
        return Duration.ofSeconds(1);
    }

    public Duration commandTimeout() {
        return Duration.ofMillis(500);
    }

    public int poolSize() {
        return 64;
    }

    public String app() {
        return "";
    }

    public Duration maxInactiveInterval() {
        return Duration.ofDays(1);
    }

    public Duration expiryRetention() {
        return Duration.ofMinutes(5);
    }

    public List<String> sharedAttributes() {
        return List.of();
    }

    public List<String> allowedClasses() {
        return List.of();
    }

    public boolean hashTags() {
        return false;
    }

    public String origins() {
        return "";
    }
}
