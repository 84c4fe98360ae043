package org.abisession.tomcat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * A session id as Tomcat has it: the id, and after a dot the route ({@code jvmRoute}) of the node that
 * made it, where there is one. The route tells a load balancer where to go and is no part of the keys.
 *
 * @param id the id itself
 * @param text the id with its route, for the cookie. Never log it
 */
record RoutedId(SessionId id, String text) {
    /** Matches a route that may come back in the URLs of a page. */
    private static final Pattern ROUTE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * Returns the id and its route; empty if the text has not the form of an id. Such a text must not be used any
     * further.
     */
    static Optional<RoutedId> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        if (dot >= 0 && !ROUTE.matcher(text.substring(dot + 1)).matches()) {
            return Optional.empty();
        }
        return SessionId.parse(dot < 0 ? text : text.substring(0, dot)).map(id -> new RoutedId(id, text));
    }

    /** Does the same as {@link #parse}, for an id that this node made; the message does not repeat it. */
    static RoutedId of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("A session id must be " + SessionId.MIN_LENGTH + " to "
                        + SessionId.MAX_LENGTH + " characters of A-Z a-z 0-9 _ -, and a route of A-Z a-z 0-9 . _ -"
                        + " after a dot. Use the manager's own SessionIdGenerator, and a jvmRoute of this form."));
    }

    /** Returns the digest of the id. */
    @Override
    public String toString() {
        return id.toString();
    }
}
