package org.abisession.jetty;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.node.FailureResponse;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionView;
import org.abisession.store.ClientDetails;
import org.abisession.store.SessionId;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Guards the response of one request in one context, between Jetty's session handling and the connection: what the
 * request changed is stored before anything that acknowledges it goes to the client, and a failure of the store becomes
 * the promised error. What the application still writes after that is dropped.
 *
 * <p>The end of a response is held back until the request has ended and its session saved: an application may change
 * the session after a redirect, or a framework after the page that it has written. A response that fits into its end is
 * held as a whole, and its session is saved once. Safe for the request's threads.
 */
final class RequestGuard extends HttpStream.Wrapper {
    /** The largest end of a response that is held back. A larger one is sent at once, after a save. */
    private static final int MAX_HELD_BYTES = 1 << 16;

    private final RedisSessionCache cache;
    private final Request request;
    private final RequestedIds ids;
    /** The id of the client's session in another store, from which it may be taken over. */
    private final @Nullable SessionId oldId;
    /** The sessions that the request uses, each as often as it has entered it. */
    private final List<RedisManagedSession> sessions = new CopyOnWriteArrayList<>();

    private final ResponseCookie cookie;

    private volatile @Nullable Arrival arrival;
    private volatile @Nullable SessionStoreUnavailableError unread;
    private volatile @Nullable FailedSave failure;
    private volatile @Nullable End end;
    /** The last failure that a call of the application met. It may have caught it, so it counts for no answer of it. */
    private volatile @Nullable SessionStoreException failedCall;

    private volatile boolean refused;

    /** The session that an id of the request led to, while Jetty looks at the others; and that id. */
    private record Arrival(RedisManagedSession session, String id) {}

    /** The save that failed. The client may keep the cookie of a session that is stored; its name, or null. */
    private record FailedSave(
            RuntimeException cause, @Nullable String keptCookie) {}

    /** The end of a response: its last bytes, if there are any, and its head, if that was not sent before. */
    private record End(
            MetaData.Request request,
            MetaData.@Nullable Response response,
            @Nullable ByteBuffer content) {}

    RequestGuard(HttpStream wrapped, RedisSessionCache cache, Request request) {
        super(wrapped);
        this.cache = cache;
        this.request = request;
        this.ids = new RequestedIds(cache, request);
        this.cookie = new ResponseCookie(cache, request);
        this.oldId = cache.takeOver()
                .flatMap(old -> OldSessionCookie.find(old, cache.getSessionManager(), request))
                .orElse(null);
    }

    /**
     * Finds the session of the request. Of several ids, those after the first one that leads to a session are not
     * looked for: an id may be known to more than one context.
     */
    @Nullable
    RedisManagedSession begin(String id) {
        if (arrival != null) {
            return null;
        }
        RedisManagedSession session;
        try {
            SessionId old = oldId;
            boolean worthALook = (old != null && old.value().equals(id)) ? cache.takeOver(old) : ids.isWorthALook(id);
            session = worthALook ? cache.join(id) : null;
            if (session != null) {
                add(session);
                arrival = new Arrival(session, renew(session, id));
            }
        } catch (SessionStoreUnavailableError e) {
            unread = e;
            throw e;
        }
        if (session != null && isOldId(id)) {
            // Each of several responses brings it: only one of them may arrive.
            cookie.owe(session, extendedId(session, session.stored().id()));
        }
        return session;
    }

    /**
     * Renews the id of the session if it is due and the client has a cookie. A client that came with an id that was
     * renewed before gets the cookie, too: the response that had it may be lost.
     *
     * @return the id that the client is to have
     */
    private String renew(RedisManagedSession session, String id) {
        if (!cache.renewsIds()) {
            return id;
        }
        boolean ofCookie = ids.isInCookie(id);
        if (ofCookie) {
            session.renewOldId(request);
        }
        Optional<SessionId> now = SessionId.parse(id).flatMap(session.stored()::idAfter);
        if (now.isEmpty()) {
            return id;
        }
        String text = extendedId(session, now.get());
        if (ofCookie) {
            cookie.owe(session, text);
        }
        return now.get().value();
    }

    /** Returns the id with the name of this node, and notes that the session has it. */
    private String extendedId(RedisManagedSession session, SessionId id) {
        String text = cache.getSessionManager().getSessionIdManager().getExtendedId(id.value(), request);
        session.setExtendedId(text);
        return text;
    }

    private boolean isOldId(String id) {
        return oldId != null && oldId.value().equals(id);
    }

    /** Returns true if Jetty has just found the session, by the id that it has, and begins to work with it. */
    boolean arrived(RedisManagedSession session) {
        Arrival found = arrival;
        arrival = null;
        return found != null && found.session == session && found.id.equals(session.getId());
    }

    /**
     * Refuses to create a session in a request whose session could not be read: the error page must not replace the
     * client's cookie.
     */
    void beforeCreate() {
        SessionStoreUnavailableError reason = unread;
        if (reason != null) {
            throw reason;
        }
    }

    /** Adds a session that the request has found or created. */
    void add(RedisManagedSession session) {
        sessions.add(session);
        session.requests().add(this);
        session.stored()
                .usedBy(() -> ClientDetails.of(
                        request.getHeaders().get(HttpHeader.USER_AGENT), Request.getRemoteAddr(request)));
    }

    /** Returns the session cookie of the response. */
    ResponseCookie cookie() {
        return cookie;
    }

    boolean uses(RedisManagedSession session) {
        return sessions.contains(session);
    }

    /** Returns true if a session of this id has ended while the request used it. */
    boolean hasEnded(String id) {
        return sessions.stream()
                .anyMatch(session -> !session.isValid() && session.getId().equals(id));
    }

    /**
     * Notes what a call of the application failed with. An asynchronous request that is not completed then in time is
     * answered with that. Where the store did not answer, a 503 of the application gets the header Retry-After, unless
     * it has set it.
     */
    void failedCall(SessionStoreException e) {
        failedCall = e;
    }

    /** Stores what changed, before the head of the response is sent; returns the failure if that fails. */
    private @Nullable FailedSave beforeCommit() {
        if (!sessions.isEmpty()) {
            request.getContext().run(() -> sessions.forEach(this::save), request);
        }
        return failure;
    }

    /** Stores what changed since the last save, before a later part of the response is sent. */
    private @Nullable FailedSave beforeLaterPart() {
        for (RedisManagedSession session : sessions) {
            if (SessionView.isTouched(session.stored())) {
                return beforeCommit();
            }
        }
        return null;
    }

    private void save(RedisManagedSession session) {
        NodeSession stored = session.stored();
        try {
            stored.save();
        } catch (RuntimeException e) {
            boolean wasStored = stored.isStored();
            stored.discard();
            RedisSessionCache.atLevel(e)
                    .log(
                            "{} can't be saved, so its request is answered with an error: {}",
                            stored.id(),
                            RedisSessionCache.reason(e));
            failure = new FailedSave(e, wasStored ? cache.getSessionManager().getSessionCookie() : null);
        }
    }

    /** Stores what changed, before the end of the response is sent or after it, and releases the session. */
    void end(RedisManagedSession session) {
        if (!sessions.contains(session)) {
            return;
        }
        try {
            if (failure != null) {
                return; // the client has an error, or a part of the response
            }
            if (end != null) {
                save(session);
            } else {
                cache.saveLate(session);
            }
        } finally {
            leave(session);
        }
    }

    private void leave(RedisManagedSession session) {
        if (sessions.remove(session)) {
            session.requests().remove(this);
            session.stored().leave();
        }
    }

    /**
     * Stores and releases the sessions that Jetty has not released: those that have ended meanwhile, and those of a
     * request that a thread of the application has completed.
     */
    private void endAll() {
        if (!sessions.isEmpty()) {
            request.getContext().run(() -> sessions.forEach(this::end), request);
        }
    }

    /**
     * Ends the request: releases its sessions, and then sends the end of the response that was held back, or an error
     * if a session could not be saved.
     */
    @Override
    public void succeeded() {
        endAll();
        FailedSave failed = failure;
        End held = end;
        end = null;
        Callback done = Callback.from(super::succeeded, cause -> refuseHead(held, cause));
        if (held == null) {
            super.succeeded();
        } else if (failed == null) {
            answer(held.request, held.response, true, held.content, done);
        } else if (held.response == null) {
            super.failed(failed.cause); // the client has a part of the response: it must not take it for the whole
        } else {
            refuse(held.request, held.response, failed, done);
        }
    }

    /** Answers with an error in place of a held response whose head Jetty refuses to send, since it is too large. */
    private void refuseHead(@Nullable End held, Throwable cause) {
        if (held == null || held.response == null || refused || isCommitted() || !(cause instanceof HttpException e)) {
            super.failed(cause);
            return;
        }
        String reason = Objects.requireNonNullElse(e.getReason(), "The response can't be sent");
        String cookieName = cache.getSessionManager().getSessionCookie();
        ErrorResponse error = ErrorResponse.inPlaceOf(held.response, reason, e.getCode(), cookieName);
        send(held.request, error, Callback.from(super::succeeded, super::failed));
    }

    @Override
    public void failed(Throwable cause) {
        endAll();
        End held = end;
        end = null;
        Callback done = Callback.from(() -> super.failed(cause));
        Throwable reason = StoreErrors.of(cause);
        if (held == null || failure != null) {
            done.succeeded();
        } else if (reason != null && held.response != null) { // as a redirect, which the client must not follow
            String cookieName = cache.getSessionManager().getSessionCookie();
            FailureResponse answer = StoreErrors.responseTo(reason);
            send(held.request, ErrorResponse.inPlaceOf(held.response, answer, cookieName), done);
        } else {
            answer(held.request, held.response, true, held.content, done);
        }
    }

    @Override
    public void send(
            MetaData.Request metadata,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        boolean interim = response != null
                && HttpStatus.isInformational(response.getStatus())
                && response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101;
        if (refused || end != null) { // only the error page of a request that fails later comes after an end
            BufferUtil.clear(content);
            callback.succeeded();
        } else if (last && !interim && !sessions.isEmpty() && BufferUtil.length(content) <= MAX_HELD_BYTES) {
            end = new End(metadata, response, BufferUtil.copy(content));
            BufferUtil.clear(content);
            callback.succeeded();
        } else {
            FailedSave failed = interim ? null : response == null ? beforeLaterPart() : beforeCommit();
            if (failed == null) {
                answer(metadata, response, last, content, callback);
            } else if (response == null) {
                BufferUtil.clear(content);
                callback.failed(failed.cause); // the client has a part of the response: its connection is closed
            } else {
                BufferUtil.clear(content);
                refuse(metadata, response, failed, callback);
            }
        }
    }

    private void answer(
            MetaData.Request metadata,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        Throwable shown = response == null ? null : StoreErrors.shownBy(request, response, unread);
        if (shown == null && response != null && isUnanswered(response, last, content)) {
            shown = failedCall;
        }
        if (response != null && shown != null) {
            BufferUtil.clear(content);
            send(metadata, ErrorResponse.inPlaceOf(response, StoreErrors.responseTo(shown), null), callback);
        } else {
            MetaData.Response answer = response != null && failedCall instanceof SessionStoreUnavailableException
                    ? ErrorResponse.withRetryAfter(response)
                    : response;
            boolean interim = answer != null && HttpStatus.isInformational(answer.getStatus());
            MetaData.Response head = answer == null || interim ? answer : cookie.in(answer);
            super.send(metadata, head, last, content, callback);
        }
    }

    /** Returns true if no application has made the response: its thread, or its work, has not survived a failure. */
    private boolean isUnanswered(MetaData.Response response, boolean last, @Nullable ByteBuffer content) {
        boolean isEmpty = last
                && response.getStatus() == HttpStatus.OK_200
                && BufferUtil.isEmpty(content)
                && !HttpMethod.HEAD.is(request.getMethod());
        return isEmpty || StoreErrors.isTimeout(request, response);
    }

    private void refuse(MetaData.Request metadata, MetaData.Response response, FailedSave failed, Callback callback) {
        FailureResponse answer = StoreErrors.responseTo(failed.cause);
        send(metadata, ErrorResponse.inPlaceOf(response, answer, failed.keptCookie), callback);
    }

    private void send(MetaData.Request metadata, ErrorResponse error, Callback callback) {
        refused = true;
        super.send(metadata, error.head(), true, error.body(metadata), callback);
    }
}
