package org.abisession.settings;

import java.util.Optional;

/**
 * Who this node is to Redis. {@link #toString} holds no password.
 *
 * @param username the ACL user; empty for {@code default}
 * @param password of that user; empty for none. A secret
 */
public record RedisLogin(Optional<String> username, Optional<String> password) {
    /** The user, without the password. */
    @Override
    public String toString() {
        return "RedisLogin[" + username.map(Found::printable).orElse("default")
                + (password.isPresent() ? ", with a password" : "") + "]";
    }
}
