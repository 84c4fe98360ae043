package org.abisession.jetty;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.abisession.store.SessionId;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the response to one request says about the session cookie. It is settled when the head is sent: the
 * session may have got another id by a login meanwhile, or ended, and an older id would log its user out. Safe for the
 * request's threads.
 */
final class ResponseCookie {
    private final RedisSessionCache cache;
    private final Request request;
    /** The id that the response has to set in a cookie. */
    private volatile @Nullable ExtendedId owed;
    /** The id that the response sets in a cookie, since this request has given it to the session. */
    private volatile @Nullable ExtendedId given;

    /** An id of a session, with the name of this node after it. */
    private record ExtendedId(RedisManagedSession session, String text) {}

    ResponseCookie(RedisSessionCache cache, Request request) {
        this.cache = cache;
        this.request = request;
    }

    /**
     * Notes that a request begins to work with the session of its id: the client gets the cookie if it came by way of
     * another node, or if the cookie is as old as Jetty's {@code refreshCookieAge} says.
     */
    void begin(RedisManagedSession session) {
        if (session.isSetCookieNeeded() || isToBeRefreshed(session.data())) {
            owe(session, session.getExtendedId());
        }
    }

    private boolean isToBeRefreshed(RedisSessionData data) {
        SessionManager manager = cache.getSessionManager();
        return manager.getMaxCookieAge() > 0
                && manager.getRefreshCookieAge() > 0
                && data.refreshesCookie(Duration.ofSeconds(manager.getRefreshCookieAge()));
    }

    /** Notes that the response has to set the cookie, unless the session has got another id by then. */
    void owe(RedisManagedSession session, String extendedId) {
        owed = new ExtendedId(session, extendedId);
    }

    /** Notes that the response sets the cookie of a new id, which no other node knows yet. */
    void give(RedisManagedSession session, String extendedId) {
        given = new ExtendedId(session, extendedId);
    }

    /** Returns the response with the cookie that it has to set, and without one that leads to no session. */
    MetaData.Response in(MetaData.Response response) {
        ExtendedId old = given;
        MetaData.Response answer = old == null || isCurrent(old) ? response : without(old, response);
        ExtendedId missing = owed;
        return missing == null ? answer : with(missing, answer);
    }

    private MetaData.Response with(ExtendedId missing, MetaData.Response response) {
        boolean present = !headers(response, cookieName() + "=").isEmpty();
        if (present || !isCurrent(missing) || !isStored(missing)) {
            return response;
        }
        HttpCookie cookie = cache.getSessionManager().getSessionCookie(missing.session, request.isSecure());
        return cookie == null || !cookie.getValue().equals(missing.text)
                ? response
                : ErrorResponse.withCookie(response, cookie, request);
    }

    private MetaData.Response without(ExtendedId old, MetaData.Response response) {
        List<HttpField> wrong = headers(response, cookieName() + "=" + old.text);
        return wrong.isEmpty() ? response : ErrorResponse.without(response, wrong);
    }

    private String cookieName() {
        return cache.getSessionManager().getSessionCookie();
    }

    private static List<HttpField> headers(MetaData.Response response, String start) {
        return response.getHttpFields().stream()
                .filter(field -> field.getHeader() == HttpHeader.SET_COOKIE)
                .filter(field ->
                        Optional.ofNullable(field.getValue()).orElse("").startsWith(start))
                .toList();
    }

    private Optional<SessionId> idOf(ExtendedId id) {
        return SessionId.parse(cache.getSessionManager().getSessionIdManager().getId(id.text));
    }

    private boolean isCurrent(ExtendedId id) {
        SessionId now = id.session.stored().id();
        return id.session.isValid() && idOf(id).filter(now::equals).isPresent();
    }

    private boolean isStored(ExtendedId id) {
        return idOf(id).filter(text -> cache.hasStill(id.session, text)).isPresent();
    }
}
