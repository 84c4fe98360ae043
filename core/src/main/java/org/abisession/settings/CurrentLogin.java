package org.abisession.settings;

import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the current user and password from the places where settings stand. Where they can't be read, the one before
 * holds, and the log says why, once. Safe for use by several threads.
 */
final class CurrentLogin implements Supplier<RedisLogin> {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentLogin.class);

    private final String server;
    private final Supplier<RedisEndpoint> settings;
    private final Function<RedisEndpoint, RedisLogin> part;
    private RedisLogin last;
    private boolean failed;

    /**
     * Makes one.
     *
     * @param server whose user and password these are, for the log
     * @param part which of the logins of the settings it is
     */
    CurrentLogin(
            String server,
            RedisEndpoint first,
            Supplier<RedisEndpoint> settings,
            Function<RedisEndpoint, RedisLogin> part) {
        this.server = server;
        this.last = part.apply(first);
        this.settings = settings;
        this.part = part;
    }

    @Override
    public synchronized RedisLogin get() {
        try {
            RedisLogin now = part.apply(settings.get());
            if (!now.equals(last)) {
                LOG.info(
                        "User or password of {} have changed where they are set; new connections take the new ones",
                        server);
            }
            last = now;
            failed = false;
        } catch (InvalidSettingException e) {
            if (!failed) {
                LOG.warn(
                        "New connections to {} take the user and password as they were before: {}",
                        server,
                        e.getMessage());
            }
            failed = true;
        }
        return last;
    }
}
