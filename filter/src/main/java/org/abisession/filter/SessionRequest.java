package org.abisession.filter;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * The request as the application has it: with the session of Redis. {@link #startAsync()} hands out this request and
 * its response, where a container would hand out its own ones, which know another session.
 */
final class SessionRequest extends HttpServletRequestWrapper {
    private final SessionResponse response;
    private final RequestState state;

    SessionRequest(HttpServletRequest request, SessionResponse response, RequestState state) {
        super(request);
        this.response = response;
        this.state = state;
    }

    RequestState state() {
        return state;
    }

    /** Returns the response that belongs to it. */
    SessionResponse response() {
        return response;
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        return create ? state.findOrCreate() : state.find();
    }

    @Override
    public HttpSession getSession() {
        return state.findOrCreate();
    }

    @Override
    public String changeSessionId() {
        return state.changeId();
    }

    /**
     * Logs the user in by the container. A container as Tomcat keeps a login only where there is a session of its own,
     * and it changes the id of that one: so this does both for the session of the application.
     */
    @Override
    public void login(String user, String password) throws ServletException {
        boolean kept = state.find() != null && !response.isCommitted();
        if (kept) {
            HttpSession unused = super.getSession(true);
        }
        super.login(user, password);
        if (kept) {
            String unused = state.changeId();
        }
    }

    /** Ends the session in which the container keeps a login, with that of the application. */
    void endContainerSession() {
        HttpSession own = super.getSession(false);
        if (own != null) {
            own.invalidate();
        }
    }

    @Override
    public @Nullable String getRequestedSessionId() {
        SessionId id = state.requestedId();
        return id == null ? null : id.value();
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        SessionId id = state.requestedId();
        RedisHttpSession session = id == null ? null : state.find();
        return session != null && session.node().id().equals(id);
    }

    @Override
    public boolean isRequestedSessionIdFromCookie() {
        return state.requestedId() != null;
    }

    @Override
    public boolean isRequestedSessionIdFromURL() {
        return false;
    }

    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest asked, ServletResponse answer) {
        AsyncContext started = super.startAsync(asked, answer);
        state.startedAsync(asked instanceof SessionRequest && answer instanceof SessionResponse);
        return new SavingAsyncContext(started, state);
    }

    @Override
    public AsyncContext getAsyncContext() {
        return new SavingAsyncContext(super.getAsyncContext(), state);
    }

    /** Releases the session when the asynchronous request has ended. */
    void leaveWhenComplete() {
        try {
            super.getAsyncContext().addListener(new LeaveOnComplete(state));
        } catch (IllegalStateException e) {
            state.leave(); // it is over already
        }
    }
}
