package org.abisession.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.store.SessionId;

/**
 * Keeps what the response of one exchange says about session cookies. It is settled when the head is sent: a session
 * may have got another id by a login meanwhile, or ended, and an older id would log its user out. Safe for the
 * request's threads.
 */
final class ResponseCookies {
    private final HttpServerExchange exchange;
    private final List<GivenId> given = new CopyOnWriteArrayList<>();

    /** The id of a session that the response sets in a cookie, and whether other nodes may know it. */
    private record GivenId(RedisSession session, SessionId id, boolean shared) {
        boolean isCurrent() {
            return shared
                    ? session.hasStill(id)
                    : session.isValid() && id.equals(session.node().id());
        }
    }

    ResponseCookies(HttpServerExchange exchange) {
        this.exchange = exchange;
    }

    /** Notes that the response sets the cookie of a new id, which no other node knows yet. */
    void given(RedisSession session) {
        given.add(new GivenId(session, session.node().id(), false));
    }

    /**
     * Notes that the response sets the cookie of an id that the client has by another cookie, so that each of several
     * responses may set it.
     */
    void givenAgain(RedisSession session) {
        given.add(new GivenId(session, session.node().id(), true));
    }

    /** Removes cookies that lead to no session. One that clears a session stays. */
    void settle() {
        given.stream().filter(id -> !id.isCurrent()).forEach(id -> remove(id.session.cookieName(), id.id));
    }

    @SuppressWarnings("removal") // the view that replaces this map can't be changed
    private void remove(String name, SessionId id) {
        Cookie cookie = exchange.getResponseCookies().get(name);
        boolean clears = cookie != null && Integer.valueOf(0).equals(cookie.getMaxAge());
        if (cookie != null && !clears && cookie.getValue().startsWith(id.value())) {
            exchange.getResponseCookies().remove(name, cookie);
        }
    }

    /** Removes all cookies, also those of the application. */
    @SuppressWarnings("removal")
    void clear() {
        exchange.getResponseCookies().clear();
    }
}
