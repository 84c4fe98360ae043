package org.abisession.filter;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.abisession.SessionStoreException;
import org.abisession.node.FailureResponse;
import org.abisession.node.SessionView;
import org.abisession.node.TakeOver;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the session of one request in all of its dispatches. It is looked for when somebody asks for it, and what
 * changed is stored before anything that acknowledges it goes to the client. Safe for the request's threads. The lock
 * is held neither while Redis is asked nor while code of the application runs.
 */
final class RequestState {
    private static final Logger LOG = LoggerFactory.getLogger(RequestState.class);

    private static final ThreadLocal<@Nullable RequestState> CURRENT = new ThreadLocal<>();

    private final FilteredApplication application;
    private final List<SessionId> ids;
    /** Guards {@link #session}, the session that the request has. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable SessionId requested;
    private volatile SessionRequest request;
    private volatile SessionResponse response;
    private volatile @Nullable RedisHttpSession session;
    private volatile boolean joined;
    private final ResponseCookie cookie;

    private volatile boolean sought;
    private volatile @Nullable SessionStoreException failure;
    /** The last failure that a call of the application met. It may have caught it, so it counts for no answer of it. */
    private volatile @Nullable SessionStoreException failedCall;

    private volatile boolean refused;
    private volatile boolean finished;
    private volatile boolean asyncWithOriginals;

    /** A part of the work for a request. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException, ServletException;
    }

    @SuppressWarnings("NullAway.Init") // by begin
    RequestState(FilteredApplication application, HttpServletRequest request) {
        this.application = application;
        this.cookie = new ResponseCookie(application);
        this.ids = application.ids(request);
        this.requested = ids.isEmpty() ? null : ids.get(0);
    }

    /** Returns the request that this thread works for; null if there is none. */
    static @Nullable RequestState current() {
        return CURRENT.get();
    }

    /** Runs an action as work for this request, in whatever thread. */
    void run(Action action) throws IOException, ServletException {
        RequestState outer = CURRENT.get();
        CURRENT.set(this);
        try {
            action.run();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** Begins a dispatch by the container. */
    void begin(SessionRequest asked, SessionResponse answer) {
        request = asked;
        response = answer;
        finished = false;
    }

    FilteredApplication application() {
        return application;
    }

    /** Returns the id that the client asks for; null if it sends none of the form of an id. */
    @Nullable
    SessionId requestedId() {
        return requested;
    }

    boolean isRefused() {
        return refused;
    }

    /** Returns true if the response has been sent and the session is stored: nobody else stores what changes now. */
    boolean isFinished() {
        return finished;
    }

    /** Notes that the request has become asynchronous; true with this filter's own request and response. */
    void startedAsync(boolean withOriginals) {
        asyncWithOriginals = withOriginals;
    }

    boolean isAsyncWithOriginals() {
        return asyncWithOriginals;
    }

    boolean uses(RedisHttpSession other) {
        RedisHttpSession known = session;
        return joined && known != null && known.node() == other.node();
    }

    /** Returns the session of the request; null if there is none. */
    @Nullable
    RedisHttpSession find() {
        RedisHttpSession known = session;
        if (known != null && (joined || !known.isValid())) {
            return known.isValid() ? known : null;
        }
        if (refused) {
            return null;
        }
        SessionStoreException failed = failure;
        if (failed != null) {
            throw failed;
        }
        if (known != null) { // a later dispatch of the same request
            return use(application.join(known.node().id()));
        }
        if (sought) {
            return null;
        }
        try {
            RedisHttpSession found = seek();
            sought = true;
            return found == null ? null : use(found);
        } catch (SessionStoreException e) {
            failure = e;
            throw e;
        }
    }

    /** Makes a session that of this request, unless another thread of the request has found one meanwhile. */
    private @Nullable RedisHttpSession use(@Nullable RedisHttpSession found) {
        if (found != null) {
            found.usedBy(request);
        }
        lock.lock();
        try {
            if (!joined) {
                session = found;
                joined = found != null;
                return found;
            }
        } finally {
            lock.unlock();
        }
        if (found != null) {
            found.leftBy(this);
        }
        return session;
    }

    /** Returns the first session that one of several session cookies names, by one look at all of them. */
    private @Nullable RedisHttpSession seek() {
        Set<SessionId> living = ids.size() < 2 ? Set.copyOf(ids) : application.living(ids);
        for (SessionId id : ids) {
            RedisHttpSession found = living.contains(id) ? application.join(id) : null;
            if (found != null) {
                requested = id;
                found.joined();
                return found;
            }
        }
        return application.takeOver().map(this::takeOver).orElse(null);
    }

    private @Nullable RedisHttpSession takeOver(TakeOver old) {
        Cookie[] cookies = request.getCookies();
        Optional<SessionId> id = Stream.of(cookies == null ? new Cookie[0] : cookies)
                .filter(cookie -> cookie.getName().equals(old.cookieName()))
                .flatMap(cookie -> old.id(cookie.getValue()).stream())
                .findFirst();
        if (id.isEmpty() || !old.bring(id.get())) {
            return null;
        }
        RedisHttpSession found = application.join(id.get());
        if (found != null) {
            requested = id.get();
            cookie.giveAgain(found, id.get(), request, response);
        }
        return found;
    }

    /** Returns the session of the request, or a new one, which is stored with the response. */
    RedisHttpSession findOrCreate() {
        RedisHttpSession found = find();
        if (found != null) {
            return found;
        }
        SessionStoreException failed = failure;
        if (failed != null) {
            throw failed; // the error page must not replace the client's cookie
        }
        if (response.isCommitted()) {
            throw new IllegalStateException("A session can't be created after the response has been committed");
        }
        release();
        RedisHttpSession made = application.create();
        made.created();
        RedisHttpSession taken = use(made);
        if (taken != null && taken != made) {
            return taken;
        }
        cookie.give(made, made.node().id(), request, response);
        return made;
    }

    /** Gives the session another id, and the client its cookie. */
    String changeId() {
        RedisHttpSession known = find();
        if (known == null) {
            throw new IllegalStateException("changeSessionId: there is no session associated with this request");
        }
        SessionId newId = known.changeId();
        cookie.give(known, newId, request, response);
        return newId.value();
    }

    /** Ends the session of the container, if there is one: it may hold a login, and the application has logged out. */
    void endContainerSession() {
        request.endContainerSession();
    }

    /** Notes that the application could not go on without the store. */
    void fail(SessionStoreException e) {
        failure = e;
    }

    /** Notes what the application has thrown; returns true if it is about the store. */
    boolean thrown(Throwable thrown) {
        SessionStoreException reason = FailureResponse.cause(thrown);
        failure = failure == null ? reason : failure;
        return reason != null;
    }

    /** Notes what a call of the application failed with. */
    void failedCall(SessionStoreException e) {
        failedCall = e;
    }

    /** Stores what changed, before the head or a later part of the response is sent to the client. */
    void beforeCommit() {
        RedisHttpSession known = session;
        boolean unchanged = known == null || !joined || !SessionView.isTouched(known.node());
        if (refused || (response.isSent() && unchanged)) {
            return;
        }
        SessionStoreException failed = failure;
        if (failed != null) {
            throw failed;
        }
        save();
        cookie.settle(response);
    }

    void restoreCookie() {
        cookie.restore(response);
    }

    private void save() {
        RedisHttpSession known = session;
        if (known == null || !joined) {
            return;
        }
        try {
            known.save();
        } catch (SessionStoreException e) {
            failure = e;
            throw e;
        }
    }

    /** Stores what changed at the end of a dispatch by the container, and releases the session. */
    void end() throws IOException {
        if (request.isAsyncStarted()) {
            request.leaveWhenComplete();
            return;
        }
        if (failure == null && !response.isSent()) {
            try {
                save();
                cookie.settle(response);
            } catch (SessionStoreException e) {
                LOG.debug("A request is answered with an error, since its session can't be stored: {}", e.getMessage());
            }
        }
        SessionStoreException failed = failure == null ? failedWithoutAnswer() : failure;
        if (failed != null && !refused) {
            refuse(failed);
        }
        response.sendHeldRedirect();
        leave();
    }

    /** Returns what a call failed with where the response is empty: the client must not take it for a success. */
    private @Nullable SessionStoreException failedWithoutAnswer() {
        return response.isEmpty() ? failedCall : null;
    }

    /** Releases the session, and stores what was changed after the last save. */
    void leave() {
        finished = true;
        release();
    }

    private void release() {
        RedisHttpSession known;
        lock.lock();
        try {
            known = joined ? session : null;
            joined = false;
        } finally {
            lock.unlock();
        }
        if (known != null) {
            known.leftBy(this);
        }
    }

    private void refuse(SessionStoreException e) throws IOException {
        refused = true;
        if (response.isSent()) {
            LOG.warn("A response is out whose session can't be stored: {}", e.getMessage());
            return;
        }
        response.resetForError();
        FailureResponse answer = FailureResponse.to(e);
        response.answer(answer);
        response.sendError(answer.status(), answer.reason()); // with the error page of the application if it has one
    }

    /** Stores what changed, and sends what was held back, before an asynchronous request is complete. */
    void complete() {
        try {
            SessionStoreException failed = failedWithoutAnswer();
            if (failed != null) {
                throw failed;
            }
            beforeCommit();
            response.sendHeldRedirect();
        } catch (SessionStoreException e) {
            refuseAsynchronous(e);
        } catch (IOException e) {
            LOG.debug("The client has gone before its redirect was sent", e);
        }
    }

    /** Answers an asynchronous request that was not completed in time with an error, if the store is why. */
    void timedOut() throws IOException {
        if (!request.isAsyncStarted() || response.isSent()) {
            return;
        }
        failure = failure == null ? failedCall : failure;
        try {
            beforeCommit();
        } catch (SessionStoreException e) {
            refuse(e);
            request.getAsyncContext().complete();
        }
    }

    /** Turns the response to an asynchronous request into an error: no error page can follow. */
    private void refuseAsynchronous(SessionStoreException e) {
        failure = e;
        refused = true;
        if (response.isSent()) {
            return;
        }
        response.resetForError();
        response.answer(FailureResponse.to(e));
    }
}
