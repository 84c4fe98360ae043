package org.abisession.settings;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the current user and password from the places where settings stand. Where they can't be read, the one before
 * holds, and the log says why, once. Safe for use by several threads.
 */
final class CurrentLogin implements Supplier<RedisLogin> {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentLogin.class);

    private final Supplier<RedisEndpoint> settings;
    private RedisLogin last;
    private boolean failed;

    CurrentLogin(RedisEndpoint first, Supplier<RedisEndpoint> settings) {
        this.last = login(first);
        this.settings = settings;
    }

    private static RedisLogin login(RedisEndpoint redis) {
        return new RedisLogin(redis.username(), redis.password());
    }

    @Override
    public synchronized RedisLogin get() {
        try {
            RedisLogin now = login(settings.get());
            if (!now.equals(last)) {
                LOG.info(
                        "User or password of Redis have changed where they are set; new connections take the new ones");
            }
            last = now;
            failed = false;
        } catch (InvalidSettingException e) {
            if (!failed) {
                LOG.warn("New connections to Redis take the user and password as they were before: {}", e.getMessage());
            }
            failed = true;
        }
        return last;
    }
}
