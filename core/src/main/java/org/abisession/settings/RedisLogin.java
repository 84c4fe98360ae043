package org.abisession.settings;

import java.util.Optional;

/**
 * The user as which this node logs in to Redis, or to sentinels, with its password. {@link #toString} holds no password.
 *
 * @param username the ACL user; empty for {@code default}
 * @param password of that user; empty for none. A secret
 */
public record RedisLogin(Optional<String> username, Optional<String> password) {
    static final RedisLogin NONE = new RedisLogin(Optional.empty(), Optional.empty());

    /** Returns the user, without the password. */
    @Override
    public String toString() {
        return "RedisLogin[" + username.map(ConfiguredValue::printable).orElse("default")
                + (password.isPresent() ? ", with a password" : "") + "]";
    }
}
