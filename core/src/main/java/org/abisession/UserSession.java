package org.abisession;

import java.time.Instant;
import java.util.Optional;

/**
 * One of a user's sessions, as a page may show it.
 *
 * @param handle names the session for {@link Sessions#end}; a digest of its id, of no use as a cookie
 * @param current whether it is the session that asks
 * @param createdAt when it began
 * @param loginAt when the user logged in with it
 * @param lastAccessedAt when it was last used
 * @param userAgent the header {@code User-Agent} of the login, at most 256 characters; untrusted text, to be escaped on
 *     a page. Empty unless the setting {@code client-details} is on
 * @param address the address from which the login came, as the container saw it; likewise
 */
public record UserSession(
        String handle,
        boolean current,
        Instant createdAt,
        Instant loginAt,
        Instant lastAccessedAt,
        Optional<String> userAgent,
        Optional<String> address) {}
