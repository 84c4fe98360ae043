package org.abisession.filter;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the response to one request says about the session cookie. It is settled when the head is sent: the
 * session may have got another id by a login meanwhile, or ended, and an older id would log its user out. Safe for the
 * request's threads.
 */
final class ResponseCookie {
    private final FilteredApplication application;
    /** The id that the response sets in a cookie. */
    private final AtomicReference<@Nullable GivenId> given = new AtomicReference<>();
    /** The cookie, if the container has not taken it. */
    private final AtomicReference<@Nullable Cookie> dropped = new AtomicReference<>();

    /** An id of a session, its cookie, and whether other nodes may know it. */
    private record GivenId(RedisHttpSession session, SessionId id, Cookie cookie, boolean shared) {}

    ResponseCookie(FilteredApplication application) {
        this.application = application;
    }

    /** Sets the cookie of a new id, which no other node knows yet. */
    void give(RedisHttpSession session, SessionId id, HttpServletRequest request, SessionResponse response) {
        set(new GivenId(session, id, application.cookie(id, request), false), response);
    }

    /**
     * Sets the cookie of an id that the client has by another cookie, so that each of several responses may bring it.
     */
    void giveAgain(RedisHttpSession session, SessionId id, HttpServletRequest request, SessionResponse response) {
        set(new GivenId(session, id, application.cookie(id, request), true), response);
    }

    private void set(GivenId id, SessionResponse response) {
        response.setSessionCookie(id.cookie);
        given.set(id);
        dropped.set(response.hasCookie(id.cookie) ? null : id.cookie); // inside of an include a container may drop it
    }

    /** Adds the cookie that the container has dropped, and removes one that leads to no session. */
    void settle(SessionResponse response) {
        Cookie missing = dropped.getAndSet(null);
        if (missing != null) {
            response.setSessionCookie(missing);
        }
        GivenId id = given.getAndUpdate(before -> before == null || before.shared ? null : before);
        if (id != null && !isCurrent(id)) {
            response.removeSessionCookie(application.cookieName(), id.id);
        }
    }

    /** Sets the cookie of a new id again, which an error has removed: the session is not under the old one any more. */
    void restore(SessionResponse response) {
        GivenId id = given.get();
        if (id != null && !id.shared && isCurrent(id) && id.session.node().isStored()) {
            response.setSessionCookie(id.cookie);
        }
    }

    private boolean isCurrent(GivenId id) {
        return id.shared
                ? application.inUse().hasStill(id.session.node(), id.id)
                : id.session.isValid() && id.id.equals(id.session.node().id());
    }
}
