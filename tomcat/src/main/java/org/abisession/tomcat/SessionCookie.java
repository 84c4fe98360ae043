package org.abisession.tomcat;

import jakarta.servlet.SessionTrackingMode;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.core.ApplicationSessionCookieConfig;

/** The session cookie of one request, and its renewal: the client gets the id that its session has now. */
final class SessionCookie {
    private final RedisSessionManager manager;
    private final Request request;

    SessionCookie(RedisSessionManager manager, Request request) {
        this.manager = manager;
        this.request = request;
    }

    /**
     * Renews the id of the session if it is due and the client has a cookie. A client that came with an id that was renewed
     * before gets the cookie, too: the response that had it may be lost.
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
                        send(now);
                    }
                });
    }

    /** Lets the response bring the cookie with an id. */
    void send(String id) {
        Context context = manager.getContext();
        if (context.getServletContext().getEffectiveSessionTrackingModes().contains(SessionTrackingMode.COOKIE)) {
            request.getResponse()
                    .addSessionCookieInternal(
                            ApplicationSessionCookieConfig.createSessionCookie(context, id, request.isSecure()));
        }
    }
}
