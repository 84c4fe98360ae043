package org.abisession;

import java.time.Instant;

/**
 * One of a user's sessions, as a page may show it.
 *
 * @param handle names the session for {@link Sessions#end}; a digest of its id, of no use as a cookie
 * @param current whether it is the session that asks
 * @param createdAt when it began
 * @param loginAt when the user logged in with it
 * @param lastAccessedAt when it was last used
 */
public record UserSession(String handle, boolean current, Instant createdAt, Instant loginAt, Instant lastAccessedAt) {}
