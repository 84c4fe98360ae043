package org.abisession.tomcat;

import jakarta.servlet.SessionTrackingMode;
import java.util.ArrayList;
import java.util.List;
import org.abisession.SessionStoreException;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.ApplicationSessionCookieConfig;
import org.apache.catalina.util.SessionConfig;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The session cookie of one request, and its renewal: the client gets the id that its session has when the
 * response is sent. The session may have got another one by a login meanwhile, or ended, and an older id would log its
 * user out. Safe for the request's threads.
 */
final class SessionCookie {
    private static final String SET_COOKIE = "Set-Cookie";

    private final RedisSessionManager manager;
    private final Request request;
    /** The id that the response has to set in a cookie. */
    private volatile @Nullable RequestId owed;
    /** The id that the response sets in a cookie, since this request has given it to the session. */
    private volatile @Nullable RequestId given;

    /** An id of a session, which may have a route. */
    private record RequestId(RedisSession session, RoutedId id) {
        boolean isCurrent() {
            return session.isValid() && id.id().equals(session.sessionId());
        }
    }

    SessionCookie(RedisSessionManager manager, Request request) {
        this.manager = manager;
        this.request = request;
    }

    /**
     * Renews the id of the session if it is due and the client has a cookie. A client that came with an id that was
     * renewed before gets the cookie, too: the response that had it may be lost.
     */
    void renew(RedisSession session) {
        if (!manager.renewsIds()) {
            return;
        }
        boolean ofCookie = request.isRequestedSessionIdFromCookie();
        if (ofCookie) {
            manager.renewId(session);
        }
        session.takeRenewedId();
        RoutedId.parse(request.getRequestedSessionId())
                .flatMap(asked -> session.node().idAfter(asked.id()))
                .map(manager::routed)
                .ifPresent(now -> {
                    request.setRequestedSessionId(now);
                    if (ofCookie) {
                        owe(session, now);
                    }
                });
    }

    /** Notes that the response has to set the cookie, unless the session has got another id by then. */
    void owe(RedisSession session, String id) {
        owed = new RequestId(session, RoutedId.of(id));
    }

    /** Notes that the response sets the cookie of a new id, which no other node knows yet. */
    void give(RedisSession session, String id) {
        given = new RequestId(session, RoutedId.of(id));
    }

    /** Adds the cookie that the response has to set, and removes one that leads to no session. */
    void settle() {
        if (request.getResponse().isCommitted()) {
            return;
        }
        RequestId old = given;
        if (old != null && !old.isCurrent()) {
            remove(old.id);
            given = null;
        }
        RequestId missing = owed;
        owed = null;
        if (missing != null && missing.isCurrent() && cookies("").isEmpty() && hasStill(missing)) {
            send(missing.id.text());
        }
    }

    /**
     * Resets the response, for the error that the client gets instead, but for the cookie of an id under which the
     * session is stored: it is not under the one that the client has.
     */
    void reset() {
        List<String> kept = cookiesOfStored();
        request.getResponse().reset();
        MimeHeaders headers = request.getResponse().getCoyoteResponse().getMimeHeaders();
        kept.forEach(cookie -> headers.addValue(SET_COOKIE).setString(cookie));
    }

    private List<String> cookiesOfStored() {
        if (cookies("").isEmpty()) {
            return List.of();
        }
        try {
            return request.getSessionInternal(false) instanceof RedisSession session
                            && session.node().isStored()
                    ? cookies(session.sessionId().value())
                    : List.of();
        } catch (SessionStoreException e) {
            return List.of(); // it has ended in this request, and Redis knows of no other one now
        }
    }

    private boolean hasStill(RequestId missing) {
        return manager.openNode()
                .filter(node -> node.inUse().hasStill(missing.session.node(), missing.id.id()))
                .isPresent();
    }

    private void send(String id) {
        Context context = manager.getContext();
        if (context.getServletContext().getEffectiveSessionTrackingModes().contains(SessionTrackingMode.COOKIE)) {
            request.getResponse()
                    .addSessionCookieInternal(
                            ApplicationSessionCookieConfig.createSessionCookie(context, id, request.isSecure()));
        }
    }

    private void remove(RoutedId id) {
        List<String> wrong = cookies(id.text());
        if (!wrong.isEmpty()) {
            Response response = request.getResponse();
            List<String> others = new ArrayList<>(response.getHeaders(SET_COOKIE));
            others.removeAll(wrong);
            MimeHeaders headers = response.getCoyoteResponse().getMimeHeaders();
            headers.removeHeader(SET_COOKIE);
            others.forEach(other -> headers.addValue(SET_COOKIE).setString(other));
        }
    }

    /** Returns the headers of the response with session cookies whose value begins with this text. */
    private List<String> cookies(String value) {
        String start = SessionConfig.getSessionCookieName(manager.getContext()) + "=" + value;
        return request.getResponse().getHeaders(SET_COOKIE).stream()
                .filter(header -> header.startsWith(start))
                .toList();
    }
}
