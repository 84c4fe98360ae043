package org.abisession.jetty;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abisession.node.TakeOver;
import org.abisession.store.SessionId;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.session.SessionManager;

/** Lets Jetty look for the session of a client that has the cookie of another session store. */
final class OldSessionCookie {
    private OldSessionCookie() {}

    /**
     * Finds the id in the old cookie, and adds a session cookie with this id to those that Jetty reads of the request:
     * it asks for the session of that one last, and only where the others lead to none.
     *
     * @return empty if there is no such cookie, or the client has a session cookie with the same id
     */
    static Optional<SessionId> find(TakeOver old, SessionManager manager, Request request) {
        List<HttpCookie> cookies;
        try {
            cookies = Request.getCookies(request);
        } catch (RuntimeException e) {
            return Optional.empty(); // Jetty itself answers to a header that it can't read
        }
        Optional<SessionId> id = cookies.stream()
                .filter(cookie -> cookie.getName().equals(old.cookieName()))
                .flatMap(cookie -> old.id(cookie.getValue()).stream())
                .findFirst();
        String name = manager.getSessionCookie();
        boolean present = id.isPresent()
                && cookies.stream()
                        .filter(cookie -> cookie.getName().equalsIgnoreCase(name))
                        .anyMatch(cookie -> manager.getSessionIdManager()
                                .getId(cookie.getValue())
                                .equals(id.get().value()));
        if (id.isEmpty() || present) {
            return Optional.empty();
        }
        List<HttpCookie> more = new ArrayList<>(cookies);
        more.add(HttpCookie.from(name, id.get().value()));
        request.setAttribute(Request.COOKIE_ATTRIBUTE, more);
        return id;
    }
}
