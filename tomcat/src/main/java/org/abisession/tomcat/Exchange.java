package org.abisession.tomcat;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.SessionId;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.util.SessionConfig;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response, with all its dispatches: the sessions that it has found, the ids that it
 * asked for in vain (Tomcat asks again and again), and whether a save has failed. Safe for the request's
 * threads.
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final String NOTE = Exchange.class.getName();
    private static final ThreadLocal<@Nullable Scope> SCOPE = new ThreadLocal<>();
    private static final String DEFAULT_SERVLET = "org.apache.catalina.servlets.DefaultServlet";
    private static final String RETRY_AFTER_SECONDS = "5";

    private final RedisSessionManager manager;
    private final Request request;
    private final Response response;
    private final List<RedisSession> known = new CopyOnWriteArrayList<>();
    private final Set<SessionId> missing = ConcurrentHashMap.newKeySet();
    private volatile @Nullable SessionStoreException failure;
    /** Why the session of a request for a file could not be looked for: whoever asks for it is told. */
    private volatile @Nullable SessionStoreException withheld;
    /** Whether Tomcat's authenticator, which asks for the session of every request, is through. */
    private volatile boolean authenticated;
    /** Whether it has been answered with an error, so that an error page is all that may still come. */
    private volatile boolean refused;

    /** What may be done on behalf of a request. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException, ServletException;
    }

    /** The time that one thread works for a request; until its end the sessions found stay in use. */
    static final class Scope {
        private final Exchange exchange;
        private final List<RedisSession> held = new ArrayList<>();

        private Scope(Exchange exchange) {
            this.exchange = exchange;
        }

        /** Before a session is made: not by an error page that tells of the failure, the client has one. */
        void beforeCreate() {
            exchange.failIfWithheld();
            SessionStoreException failed = exchange.failure;
            if (failed != null) {
                throw failed;
            }
        }

        /** The id in a cookie that all applications of the host get; null if there is none. */
        @Nullable
        String idInSharedCookie() {
            boolean shared = "/".equals(SessionConfig.getSessionCookiePath(exchange.context()));
            return shared && exchange.request.isRequestedSessionIdFromCookie()
                    ? exchange.request.getRequestedSessionId()
                    : null;
        }

        /** There is a session now that was asked for in vain before. */
        void forgetMissing(SessionId id) {
            exchange.missing.remove(id);
        }

        /** Finds a session, in the store at most once for each id. */
        @Nullable
        RedisSession find(RoutedId id) {
            for (RedisSession session : exchange.known) {
                if (session.sessionId().equals(id.id())) {
                    return session.isValid() ? session : null;
                }
            }
            if (exchange.withheld != null && !exchange.authenticated) {
                return null;
            }
            exchange.failIfWithheld();
            if (exchange.refused || exchange.missing.contains(id.id())) {
                return null;
            }
            RedisSession session = exchange.manager.join(id);
            if (session == null) {
                exchange.missing.add(id.id());
            } else {
                held.add(session);
                exchange.known.add(session);
            }
            return session;
        }
    }

    private Exchange(RedisSessionManager manager, Request request, Response response) {
        this.manager = manager;
        this.request = request;
        this.response = response;
    }

    /** That of a request; at first contact its response begins to tell when it is about to be sent. */
    static Exchange of(RedisSessionManager manager, Request request, Response response) {
        if (request.getNote(NOTE) instanceof Exchange begun && begun.manager == manager) {
            return begun;
        }
        Exchange exchange = new Exchange(manager, request, response);
        request.setNote(NOTE, exchange);
        response.setResponse(new CommitResponse(response.getResponse(), exchange));
        return exchange;
    }

    /** What this thread works on at the moment, if that is a request whose sessions this manager keeps. */
    static @Nullable Scope scope(RedisSessionManager manager) {
        Scope scope = SCOPE.get();
        return scope != null && scope.exchange.manager == manager ? scope : null;
    }

    /** What this thread works on at the moment, for whatever manager. */
    static @Nullable Exchange current() {
        Scope scope = SCOPE.get();
        return scope == null ? null : scope.exchange;
    }

    /**
     * The session of the context that the client asked, where this thread is in another one by a
     * dispatch; null if that is not its id.
     */
    static @Nullable RedisSession sessionOfAskedContext(RedisSessionManager dispatchedTo, @Nullable String id) {
        Scope scope = SCOPE.get();
        return scope != null
                        && scope.exchange.manager != dispatchedTo
                        && scope.exchange.request.getSessionInternal(false) instanceof RedisSession session
                        && session.getIdInternal().equals(id)
                ? session
                : null;
    }

    Response response() {
        return response;
    }

    Context context() {
        return manager.getContext();
    }

    /** Works for this request, in whatever thread. */
    void run(Action action) throws IOException, ServletException {
        Scope outer = SCOPE.get();
        if (outer != null && outer.exchange == this) {
            action.run();
            return;
        }
        Scope scope = new Scope(this);
        SCOPE.set(scope);
        try {
            action.run();
        } finally {
            if (outer == null) {
                SCOPE.remove();
            } else {
                SCOPE.set(outer);
            }
            scope.held.forEach(manager.inUse()::leave);
        }
    }

    /**
     * Looks for the session that the client asks for, before anybody else does: if the store does not say
     * whether there is one, the request ends here with 503 and the client keeps its cookie. Only a file that anybody
     * may have is served all the same, unless a filter asks for the session.
     *
     * @return whether the request may go on
     */
    boolean begin() throws IOException {
        try {
            request.getSessionInternal(false);
            return true;
        } catch (SessionStoreException e) {
            if (isFileForAll()) {
                withheld = e;
                return true;
            }
            refuse(e);
            return false;
        }
    }

    private boolean isFileForAll() {
        Wrapper servlet = request.getWrapper();
        return servlet != null
                && DEFAULT_SERVLET.equals(servlet.getServletClass())
                && (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))
                && context().findConstraints().length == 0;
    }

    /** The authenticator is through: who asks for a session now needs it. */
    void authenticated() {
        authenticated = true;
    }

    private void failIfWithheld() {
        SessionStoreException reason = withheld;
        if (reason != null) {
            failure = reason; // whatever the application makes of it
            throw reason;
        }
    }

    /** Before the first byte goes to the client, wherever that is. */
    void beforeCommit() {
        if (response.isCommitted() || response.isSuspended()) {
            return;
        }
        if (refused) {
            staysAnError();
            return;
        }
        try {
            run(this::save);
        } catch (IOException | ServletException e) {
            throw new IllegalStateException("A save throws neither", e);
        }
    }

    /** The authenticator, or what else is no servlet, could not go on without the store. */
    void fail(SessionStoreException e) {
        failure = e;
    }

    /** At the end of a dispatch by the container. */
    void end() throws IOException {
        if (request.isAsync()) {
            request.getAsyncContextInternal().addListener(new SaveOnComplete(this));
            return;
        }
        try {
            save();
        } catch (SessionStoreException e) {
            refuse(e);
            return;
        }
        if (!response.isCommitted()
                && unavailable((Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION))) {
            markUnavailable(); // the application was told, for instance by invalidate(), and let it pass
        }
    }

    /** At the end of an error page or of an asynchronous request, where Tomcat has no error page left. */
    void endWithoutErrorPage() {
        if (refused) {
            staysAnError();
            return;
        }
        try {
            save();
        } catch (SessionStoreException e) {
            LOG.debug("A request is answered with an error, since its session can't be stored: {}", e.getMessage());
            if (response.isCommitted()) {
                cutOff(e);
            } else {
                response.reset();
                response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                if (unavailable(e)) {
                    markUnavailable();
                }
            }
        }
    }

    private void save() {
        SessionStoreException failed = failure;
        if (failed != null) {
            throw failed;
        }
        if (withheld != null) {
            return; // nobody has asked for the session
        }
        try {
            if (request.getSessionInternal(false) instanceof RedisSession session) {
                session.save();
            }
        } catch (SessionStoreException e) {
            failure = e;
            throw e;
        }
    }

    private void refuse(SessionStoreException e) throws IOException {
        failure = e;
        refused = true;
        LOG.debug("A request is answered with an error, since its session can't be read or stored: {}", e.getMessage());
        if (response.isCommitted()) {
            cutOff(e);
            return;
        }
        request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
        response.reset();
        if (unavailable(e)) {
            markUnavailable();
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The session store does not answer");
        } else {
            response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "The session store refused");
        }
    }

    private void markUnavailable() {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    }

    private void staysAnError() {
        if (!response.isCommitted() && response.getStatus() < HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    /** The client has a part of the response: it must not take it for the whole. */
    private void cutOff(SessionStoreException e) {
        response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, e);
    }

    private static boolean unavailable(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SessionStoreUnavailableException) {
                return true;
            }
        }
        return false;
    }
}
