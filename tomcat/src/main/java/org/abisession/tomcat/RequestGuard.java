package org.abisession.tomcat;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.abisession.LoginRefusedException;
import org.abisession.SessionStoreException;
import org.abisession.node.FailureResponse;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guards the response of one request, with all its dispatches: what the request changed is stored before anything that
 * acknowledges it goes to the client, and a failure of the store becomes the promised error. Safe for the request's
 * threads.
 */
final class RequestGuard {
    private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);
    private static final String NOTE = RequestGuard.class.getName();
    static final String DEFAULT_SERVLET = "org.apache.catalina.servlets.DefaultServlet";

    private final RedisSessionManager manager;
    private final Request request;
    private final Response response;
    private final RequestSessions sessions;
    private volatile @Nullable SessionStoreException failure;
    /** The failure of the lookup for a request for a file. It is thrown when somebody asks for the session. */
    private volatile @Nullable SessionStoreException withheld;
    /** True if Tomcat's authenticator, which asks for the session of every request, has finished. */
    private volatile boolean authenticated;
    /** True if the request has been answered with an error, so that an error page is all that may still be written. */
    private volatile boolean refused;

    /** The last failure that a call of the application met. It may have caught it, so it counts for no answer of it. */
    private volatile @Nullable SessionStoreException failedCall;

    /** True if the last dispatch by the container, or the asynchronous request, has ended. */
    private volatile boolean finished;

    /** A part of the work for a request. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException, ServletException;
    }

    private RequestGuard(RedisSessionManager manager, Request request, Response response) {
        this.manager = manager;
        this.request = request;
        this.response = response;
        this.sessions = new RequestSessions(manager, this);
    }

    /** Returns the guard of a request; the first call puts it before the response. */
    static RequestGuard of(RedisSessionManager manager, Request request, Response response) {
        if (request.getNote(NOTE) instanceof RequestGuard begun && begun.manager == manager) {
            return begun;
        }
        RequestGuard guard = new RequestGuard(manager, request, response);
        request.setNote(NOTE, guard);
        response.setResponse(new CommitResponse(response.getResponse(), guard));
        return guard;
    }

    /** Returns the guard of the request that this thread works for, whatever its manager. */
    static @Nullable RequestGuard current() {
        RequestSessions.Scope scope = RequestSessions.current();
        return scope == null ? null : scope.guard();
    }

    RedisSessionManager manager() {
        return manager;
    }

    Response response() {
        return response;
    }

    Request request() {
        return request;
    }

    Context context() {
        return manager.getContext();
    }

    /** Runs an action as work for this request, in whatever thread. */
    void run(Action action) throws IOException, ServletException {
        sessions.run(action);
    }

    /**
     * Looks for the session that the client asks for, before the application does: if the store does not say
     * whether there is one, the request ends here with 503 and the client keeps its cookie. Only a file that anybody
     * may have is served all the same, unless a filter asks for the session.
     *
     * @return true if the request may go on
     */
    boolean begin() throws IOException {
        try {
            sessions.begin(request);
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

    /** Notes that the authenticator has finished: whoever asks for a session now needs it. */
    void authenticated() {
        authenticated = true;
    }

    /** Returns true if this request gets no session: the lookup has failed, or the response is an error. */
    boolean hasNoSession() {
        if (withheld != null && !authenticated) {
            return true;
        }
        failIfWithheld();
        return refused;
    }

    private void failIfWithheld() {
        SessionStoreException reason = withheld;
        if (reason != null) {
            failure = reason; // whatever the application makes of it
            throw reason;
        }
    }

    /**
     * Refuses to create a session in a request whose session could not be read or stored: the error page must not
     * replace the client's cookie.
     */
    void beforeCreate() {
        failIfWithheld();
        SessionStoreException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /** Stores what changed, before the head or a later part of the response is sent to the client. */
    void beforeCommit() {
        if (response.isSuspended()) {
            return;
        }
        if (response.isCommitted()) {
            beforeLaterPart();
            return;
        }
        if (refused) {
            staysAnError();
            return;
        }
        runSave();
    }

    private void beforeLaterPart() {
        if (refused || !sessions.isTouched()) {
            return;
        }
        try {
            runSave();
        } catch (SessionStoreException e) {
            cutOff(e);
            throw e;
        }
    }

    private void runSave() {
        try {
            run(this::save);
        } catch (IOException | ServletException e) {
            throw new IllegalStateException("A save throws neither", e);
        }
    }

    /** Notes that the authenticator, or what else is no servlet, could not go on without the store. */
    void fail(SessionStoreException e) {
        failure = e;
    }

    boolean isFinished() {
        return finished;
    }

    /** Notes that a thread of the application could not store a change, if the request is asynchronous. */
    void failAsynchronous(SessionStoreException e) {
        if (request.isAsync()) {
            failure = e;
        }
    }

    /** Notes what a call of the application failed with. */
    void failedCall(SessionStoreException e) {
        failedCall = e;
    }

    /**
     * Answers an asynchronous request that was not completed in time, if it could not do without the store: a thread of
     * the application has not survived a failure, or what changed can't be stored.
     */
    void timedOut() throws IOException {
        SessionStoreException reason = FailureResponse.cause(exception());
        if (reason == null) {
            reason = failedCall;
        }
        if (reason == null && isUnanswered()) {
            try {
                run(this::save);
            } catch (SessionStoreException e) {
                reason = e;
            } catch (ServletException e) {
                throw new IllegalStateException("A save throws none", e);
            }
        }
        complete(reason);
    }

    /** Answers an asynchronous request that has failed with an exception, if that is one of the store. */
    void failed(@Nullable Throwable cause) throws IOException {
        complete(FailureResponse.cause(cause));
    }

    private boolean isUnanswered() {
        return request.isAsyncStarted() && !response.isCommitted();
    }

    private void complete(@Nullable SessionStoreException reason) throws IOException {
        if (reason != null && isUnanswered()) {
            refuse(reason);
            request.getAsyncContextInternal().complete(); // Tomcat makes the page then
        }
    }

    /** Stores what changed, at the end of a dispatch by the container. */
    void end() throws IOException {
        if (request.isAsync()) {
            request.getAsyncContextInternal().addListener(new SaveOnComplete(this));
            return;
        }
        finished = true;
        if (response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
            sessions.upgraded();
        }
        failIfEmpty();
        try {
            save();
        } catch (SessionStoreException e) {
            refuse(e);
            return;
        }
        Throwable escaped = exception();
        SessionStoreException reason = FailureResponse.cause(escaped);
        if (reason == null || response.isCommitted()) {
            return;
        }
        if (!hasPageFor(escaped)) {
            refuse(reason); // Tomcat's own page would show it to the client
        } else if (FailureResponse.to(reason) == FailureResponse.UNAVAILABLE) {
            answer(FailureResponse.UNAVAILABLE);
        }
    }

    /** Returns what the application has thrown. */
    private @Nullable Throwable exception() {
        return (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    }

    /** Returns true if the application has an error page of its own for an exception. */
    private boolean hasPageFor(@Nullable Throwable escaped) {
        return context().findErrorPage(escaped) != null
                || (escaped instanceof ServletException wrapping
                        && context().findErrorPage(wrapping.getRootCause()) != null);
    }

    /** Stores what changed, at the end of an error page or an asynchronous request: no error page can follow. */
    void endWithoutErrorPage() {
        finished = true;
        if (refused) {
            staysAnError();
            return;
        }
        failIfEmpty();
        try {
            save();
        } catch (SessionStoreException e) {
            LOG.debug("A request is answered with an error, since its session can't be stored: {}", e.getMessage());
            if (response.isCommitted()) {
                cutOff(e);
            } else {
                sessions.cookie().reset();
                answer(FailureResponse.to(e));
            }
        }
    }

    /** Makes an empty response an error, if a call has failed: the client must not take it for a success. */
    private void failIfEmpty() {
        boolean empty = exception() == null
                && !response.isCommitted()
                && response.getStatus() == HttpServletResponse.SC_OK
                && response.getContentWritten() == 0;
        if (empty && failure == null) {
            failure = failedCall;
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
            sessions.cookie().settle();
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
        request.getCoyoteRequest().setAttribute(RequestDispatcher.ERROR_EXCEPTION, null); // that of a thread
        sessions.cookie().reset();
        FailureResponse answer = FailureResponse.to(e);
        answer(answer);
        response.sendError(answer.status(), answer.reason());
    }

    private void answer(FailureResponse answer) {
        response.setStatus(answer.status());
        if (answer == FailureResponse.UNAVAILABLE) {
            response.setHeader("Retry-After", FailureResponse.RETRY_AFTER_SECONDS);
        }
    }

    private void staysAnError() {
        if (!response.isCommitted()
                && response.getStatus() < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                && !(failure instanceof LoginRefusedException)) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    /** Closes the connection: the client has a part of the response, and must not take it for the whole. */
    private void cutOff(SessionStoreException e) {
        response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, e);
    }
}
