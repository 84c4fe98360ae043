package org.abisession.tomcat;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.node.SessionNode;
import org.abisession.node.SessionView;
import org.abisession.node.TakeOver;
import org.abisession.store.ClientDetails;
import org.abisession.store.SessionId;
import org.apache.catalina.connector.Request;
import org.apache.catalina.util.SessionConfig;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one request: those that it has found, and the ids that it asked for in vain, since Tomcat asks again
 * and again. Safe for the request's threads.
 */
final class RequestSessions {
    /** The request for which a thread works. */
    private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();
    /** The most ids of a request that are looked for. */
    private static final int MOST_IDS = 8;

    private final RedisSessionManager manager;
    private final RequestGuard guard;
    private final SessionCookie cookie;
    private final List<RedisSession> known = new CopyOnWriteArrayList<>();
    private final Set<SessionId> missing = ConcurrentHashMap.newKeySet();

    RequestSessions(RedisSessionManager manager, RequestGuard guard) {
        this.manager = manager;
        this.guard = guard;
        this.cookie = new SessionCookie(manager, guard.request());
    }

    /** Returns the session cookie of the response. */
    SessionCookie cookie() {
        return cookie;
    }

    /** The time that one thread works for a request; until its end the sessions found stay in use. */
    static final class Scope {
        private final RequestSessions sessions;
        private final @Nullable Scope outer;
        private final List<RedisSession> held = new ArrayList<>();

        private Scope(RequestSessions sessions, @Nullable Scope outer) {
            this.sessions = sessions;
            this.outer = outer;
        }

        RequestGuard guard() {
            return sessions.guard;
        }

        /** Returns the session cookie of the response. */
        SessionCookie cookie() {
            return sessions.cookie;
        }

        /** Finds a session, in the store at most once for each id. */
        @Nullable
        RedisSession find(RoutedId id) {
            return sessions.find(id, held);
        }

        /**
         * Returns the id in a cookie that all applications of the host get; empty if there is none, or if this request
         * has ended its session, which must not begin again.
         */
        Optional<RoutedId> idInSharedCookie() {
            boolean shared = "/".equals(SessionConfig.getSessionCookiePath(sessions.manager.getContext()));
            Request request = guard().request();
            return shared && request.isRequestedSessionIdFromCookie()
                    ? RoutedId.parse(request.getRequestedSessionId()).filter(id -> sessions.known(id) == null)
                    : Optional.empty();
        }

        /** Notes that there is a session now that was asked for in vain before. */
        void forgetMissing(SessionId id) {
            sessions.missing.remove(id);
        }

        /** Adds a session that the request has created. */
        void add(RedisSession session) {
            sessions.add(session);
        }
    }

    /** Returns the request that this thread works for, whatever the manager. */
    static @Nullable Scope current() {
        return CURRENT.get();
    }

    /** Returns the request that this thread works for, if this manager keeps its sessions. */
    static @Nullable Scope of(RedisSessionManager manager) {
        Scope scope = CURRENT.get();
        return scope != null && scope.sessions.manager == manager ? scope : null;
    }

    /** Returns true if this thread works for a request that uses the session. */
    static boolean use(RedisSession session) {
        for (Scope scope = CURRENT.get(); scope != null; scope = scope.outer) {
            for (RedisSession known : scope.sessions.known) {
                if (known == session || known.node() == session.node()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Returns the session of the context that the client asked, where this thread is in another one by a
     * dispatch; null if that is not its id.
     */
    static @Nullable RedisSession ofAskedContext(RedisSessionManager dispatchedTo, @Nullable String id) {
        Scope scope = CURRENT.get();
        return scope != null
                        && scope.sessions.manager != dispatchedTo
                        && scope.guard().request().getSessionInternal(false) instanceof RedisSession session
                        && session.getIdInternal().equals(id)
                ? session
                : null;
    }

    void run(RequestGuard.Action action) throws IOException, ServletException {
        Scope outer = CURRENT.get();
        if (outer != null && outer.sessions == this) {
            action.run();
            return;
        }
        Scope scope = new Scope(this, outer);
        CURRENT.set(scope);
        try {
            action.run();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            scope.held.forEach(session -> session.node().release());
        }
    }

    /** Returns true if a session was used since it was last saved. */
    boolean isTouched() {
        for (RedisSession session : known) {
            if (session.isValid() && SessionView.isTouched(session.node())) {
                return true;
            }
        }
        return false;
    }

    /** Notes that the request has become a connection that outlives it. */
    void upgraded() {
        known.forEach(Handshakes::note);
    }

    private void add(RedisSession session) {
        known.add(session);
        session.requests().add(guard);
        Request request = guard.request();
        session.node().usedBy(() -> ClientDetails.of(request.getHeader("User-Agent"), request.getRemoteAddr()));
    }

    /** Finds the session that the client asks for. */
    void begin(Request request) {
        chooseId(request);
        if (!(request.getSessionInternal(false) instanceof RedisSession session)) {
            manager.openNode().flatMap(SessionNode::takeOver).ifPresent(old -> takeOver(request, old));
            return;
        }
        if (known.contains(session)) {
            cookie.renew(session);
            return;
        }
        // Somebody has asked before Tomcat came here: a valve of the host, or a listener of requests.
        RoutedId asked = RoutedId.parse(request.getRequestedSessionId()).orElse(null);
        Scope scope = of(manager);
        if (session.isUnsaved() && asked != null && scope != null && scope.find(asked) != null) {
            String reason = "The session could not be looked for when its request began, and is there now. Ask again.";
            throw new SessionStoreUnavailableException(reason, new IllegalStateException(reason));
        }
        add(session);
        cookie.renew(session);
    }

    /** Takes over the session of a client that has the cookie of another session store. */
    private void takeOver(Request request, TakeOver old) {
        if (guard.hasNoSession() || request.getCookies() == null) {
            return;
        }
        Optional<SessionId> id = Stream.of(request.getCookies())
                .filter(cookie -> cookie.getName().equals(old.cookieName()))
                .flatMap(cookie -> old.id(cookie.getValue()).stream())
                .findFirst();
        if (id.isPresent() && old.bring(id.get())) {
            missing.remove(id.get());
            request.setRequestedSessionId(manager.routed(id.get()));
            request.setRequestedSessionCookie(true);
            request.setRequestedSessionURL(false);
            if (request.getSessionInternal(false) instanceof RedisSession session) {
                cookie.owe(session, session.getIdInternal());
            }
        }
    }

    /** Takes, of several session cookies, the first that names a session: one look at a few of them. */
    private void chooseId(Request request) {
        Cookie[] cookies = request.isRequestedSessionIdFromCookie() ? request.getCookies() : null;
        if (cookies == null || cookies.length < 2) {
            return;
        }
        String name = SessionConfig.getSessionCookieName(manager.getContext());
        Map<SessionId, String> ids = new LinkedHashMap<>();
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(name) && ids.size() < MOST_IDS) {
                RoutedId.parse(cookie.getValue()).ifPresent(id -> ids.putIfAbsent(id.id(), id.text()));
            }
        }
        Scope scope = of(manager);
        if (ids.size() < 2 || scope == null) {
            ids.values().stream().limit(1).forEach(request::setRequestedSessionId);
            return;
        }
        Set<SessionId> living = manager.living(List.copyOf(ids.keySet()));
        ids.forEach((id, text) -> {
            if (!living.contains(id)) {
                missing.add(id);
            }
        });
        for (SessionId id : living) {
            String text = ids.get(id);
            if (text != null && RoutedId.parse(text).map(scope::find).isPresent()) {
                request.setRequestedSessionId(text);
                return;
            }
        }
    }

    /** Returns the session that this request has found under an id, even if it has ended since. */
    private @Nullable RedisSession known(RoutedId id) {
        for (RedisSession session : known) {
            if (session.sessionId().equals(id.id())
                    || session.node().idAfter(id.id()).isPresent()) {
                return session;
            }
        }
        return null;
    }

    private @Nullable RedisSession find(RoutedId id, List<RedisSession> held) {
        RedisSession found = known(id);
        if (found != null) {
            return found.isValid() ? found : null;
        }
        if (guard.hasNoSession() || missing.contains(id.id())) {
            return null;
        }
        RedisSession session = manager.join(id);
        if (session == null) {
            missing.add(id.id());
        } else {
            held.add(session);
            add(session);
        }
        return session;
    }
}
