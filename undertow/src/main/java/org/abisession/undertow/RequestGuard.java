package org.abisession.undertow;

import io.undertow.server.ConduitWrapper;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.core.ErrorPages;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.ServletContextImpl;
import io.undertow.util.AttachmentKey;
import io.undertow.util.ConduitFactory;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.SessionStoreException;
import org.abisession.node.FailureResponse;
import org.abisession.node.SessionView;
import org.abisession.store.ClientDetails;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Guards the response of one exchange, with all its dispatches: what the request changed is stored before anything that
 * acknowledges it goes to the client, and a failure of the store becomes the promised error. Safe for the request's
 * threads.
 */
final class RequestGuard implements ConduitWrapper<StreamSinkConduit>, ExchangeCompletionListener {
    private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);
    private static final AttachmentKey<RequestGuard> KEY = AttachmentKey.create(RequestGuard.class);

    private final HttpServerExchange exchange;
    private final ResponseCookies cookies;
    /** The sessions that the request uses, each entered once. */
    private final List<RedisSession> sessions = new CopyOnWriteArrayList<>();

    private volatile @Nullable SessionStoreException failure;
    /** The failure of the lookup for a request for a file. It is thrown when somebody asks for the session. */
    private volatile @Nullable SessionStoreException withheld;
    /** True if the application has let an exception pass that it has got because the store does not answer. */
    private volatile boolean unavailable;
    /** The last failure that a call of the application met. */
    private volatile @Nullable SessionStoreException failedCall;
    /** The failure that the application has let pass, where Undertow would show its stack to the client. */
    private volatile @Nullable SessionStoreException shown;
    /** True if the request was answered with an error before the application saw it. */
    private volatile boolean refused;
    /** True while the first dispatch is under way: until its end the end of the response is held back. */
    private volatile boolean holding;

    private volatile @Nullable HeldConduit held;
    private volatile @Nullable HeldResponse response;
    private volatile boolean finished;

    private RequestGuard(HttpServerExchange exchange) {
        this.exchange = exchange;
        this.cookies = new ResponseCookies(exchange);
    }

    /** Returns the guard of an exchange; the first call puts it before the response. */
    static RequestGuard of(HttpServerExchange exchange) {
        RequestGuard present = exchange.getAttachment(KEY);
        if (present != null) {
            return present;
        }
        RequestGuard guard = new RequestGuard(exchange);
        exchange.putAttachment(KEY, guard);
        exchange.addResponseWrapper(guard);
        exchange.addExchangeCompleteListener(guard);
        return guard;
    }

    /** Returns the guard of the request that this thread works for; null if there is none. */
    static @Nullable RequestGuard current() {
        ServletRequestContext request = ServletRequestContext.current();
        return request == null ? null : request.getExchange().getAttachment(KEY);
    }

    /**
     * Looks for the session that the client asks for, before the application does: if the store does not say whether
     * there is one, the request ends here with 503 and the client keeps its cookie. Only a file that anybody may have
     * is served all the same, unless somebody asks for the session.
     *
     * @return true if the request may go on
     */
    boolean begin(ServletRequestContext request, ServletContext application) throws IOException {
        holding = true;
        SessionStoreException unread = failure;
        if (unread == null) {
            try {
                Object unused = ((ServletContextImpl) application).getSession(exchange, false);
                HeldResponse wrapped = new HeldResponse(
                        (HttpServletResponse) request.getServletResponse(), request.getOriginalResponse());
                response = wrapped;
                request.setServletResponse(wrapped);
                return true;
            } catch (SessionStoreException e) {
                unread = e;
            }
        }
        if (FileRequest.isForAll(request)) {
            withheld = unread;
            return true;
        }
        LOG.debug("A request is answered with an error, since its session can't be read: {}", unread.getMessage());
        refused = true;
        failure = unread;
        FailureResponse answer = FailureResponse.to(unread);
        answer(answer);
        request.getOriginalResponse().sendError(answer.status(), answer.reason());
        holding = false;
        return false;
    }

    /** Returns true if this request gets no session: the lookup has failed, or the response is an error. */
    boolean hasNoSession() {
        if (refused) {
            return true;
        }
        SessionStoreException reason = withheld;
        if (reason == null) {
            return false;
        }
        if (LookupCaller.isUndertowsEnd()) {
            return true;
        }
        throw reason;
    }

    /** Notes that the request has passed the container's security. */
    void enterApplication() {
        HeldResponse wrapped = response;
        if (wrapped != null) {
            wrapped.enterApplication();
        }
    }

    /** Refuses to create a session in a request whose session could not be read or stored. */
    void beforeCreate() {
        SessionStoreException reason = withheld != null ? withheld : failure;
        if (reason != null) {
            throw reason;
        }
    }

    /** Returns the session cookies of the response. */
    ResponseCookies cookies() {
        return cookies;
    }

    void add(RedisSession session) {
        if (!sessions.contains(session)) {
            sessions.add(session);
            session.requests().add(this);
            session.node().usedBy(this::client);
        }
    }

    private ClientDetails client() {
        InetSocketAddress address = exchange.getSourceAddress();
        return ClientDetails.of(
                exchange.getRequestHeaders().getFirst(Headers.USER_AGENT),
                address == null ? null : address.getHostString());
    }

    boolean uses(RedisSession session) {
        return sessions.contains(session);
    }

    /** Returns true if the response has been sent and the sessions are stored: nobody else stores what changes now. */
    boolean isFinished() {
        return finished;
    }

    /** Notes what the application has thrown; after the head of the response, this closes the connection. */
    void thrown(Throwable thrown) {
        SessionStoreException reason = FailureResponse.cause(thrown);
        if (reason == null) {
            return;
        }
        if (exchange.isResponseStarted()) {
            cutOff(reason);
            return;
        }
        unavailable |= isUnavailable(reason);
        HeldResponse redirected = response;
        if (redirected != null && redirected.isHeldRedirect()) {
            failure = reason; // the client must not follow it as if all was done
        }
        ServletRequestContext request = ServletRequestContext.current();
        if (request != null && request.displayStackTraces() && !hasPageFor(thrown, request)) {
            shown = reason;
        }
    }

    private static boolean isUnavailable(@Nullable SessionStoreException reason) {
        return reason != null && FailureResponse.to(reason) == FailureResponse.UNAVAILABLE;
    }

    private static boolean hasPageFor(Throwable thrown, ServletRequestContext request) {
        ErrorPages pages = request.getDeployment().getErrorPages();
        return pages.getErrorLocation(thrown) != null
                || pages.getErrorLocation(StatusCodes.INTERNAL_SERVER_ERROR) != null;
    }

    /** Notes what a call of the application failed with. */
    void failedCall(SessionStoreException e) {
        failedCall = e;
    }

    /** Notes that an asynchronous request was not completed in time. */
    void timedOut() {
        unavailable |= isUnavailable(failedCall); // a thread of the application has not survived it
    }

    /** Notes that an asynchronous dispatch begins: until its end the end of the response is held back again. */
    void beginAsync() {
        holding = true;
    }

    /**
     * Stores what changed at the end of a part of the request, and sends what was held back.
     *
     * @param last false if the request goes on: its redirect is still held back then
     */
    void end(boolean last) throws IOException {
        holding = false;
        HeldResponse redirected = response;
        if (redirected != null && last) {
            redirected.sendHeldRedirect(); // wrap() stores
        }
        HeldConduit conduit = held;
        if (conduit == null || failure != null) {
            return; // nothing is sent yet: wrap() stores; or the connection is closed
        }
        try {
            save();
            conduit.release();
        } catch (SessionStoreException e) {
            cutOff(e);
        }
    }

    /** Returns true if so many bytes are all that the head of the response announces. */
    boolean isWhole(long bytes) {
        String length = exchange.getResponseHeaders().getFirst(Headers.CONTENT_LENGTH);
        return length != null && length.equals(Long.toString(bytes));
    }

    /** Notes that the handlers have returned, in the thread of the connection or that of the request. */
    void handled() {
        if (!exchange.isDispatched()) {
            holding = false;
        }
    }

    boolean isHolding() {
        return holding;
    }

    /** Stores the sessions of the request, so that other deployments can have one beside them. */
    void saveForOthers() {
        save();
    }

    private void save() {
        for (RedisSession session : sessions) {
            session.save();
        }
    }

    /** Stores what changed, before the head of the response is sent. */
    @Override
    public StreamSinkConduit wrap(ConduitFactory<StreamSinkConduit> factory, HttpServerExchange wrapped) {
        if (!refused && withheld == null && failure == null) {
            try {
                save();
                cookies.settle();
            } catch (SessionStoreException e) {
                LOG.debug("A request is answered with an error, since its session can't be stored: {}", e.getMessage());
                failure = e;
            }
        }
        SessionStoreException failed = failure;
        if (refused) {
            if (exchange.getStatusCode() < StatusCodes.INTERNAL_SERVER_ERROR) {
                exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE); // whatever an error page has made of it
            }
            return factory.create();
        }
        if (failed != null) {
            replaceHead(failed);
            return new DiscardingConduit(factory.create());
        }
        SessionStoreException escaped = shown;
        if (escaped != null && exchange.getStatusCode() >= StatusCodes.INTERNAL_SERVER_ERROR) {
            replaceHead(escaped);
            return new DiscardingConduit(factory.create());
        }
        boolean isError = exchange.getStatusCode() >= StatusCodes.INTERNAL_SERVER_ERROR;
        boolean isEmpty = exchange.getStatusCode() == StatusCodes.OK && isWhole(0);
        SessionStoreException missed = failedCall;
        if (missed != null && isEmpty) { // the client must not take that for a success
            answer(FailureResponse.to(missed));
        } else if (unavailable && isError) {
            answer(FailureResponse.UNAVAILABLE);
        }
        HeldConduit conduit = new HeldConduit(factory.create(), this);
        held = conduit;
        return conduit;
    }

    /**
     * Stores what changed since the last save, before a part of the response is sent.
     *
     * @throws IOException if it can't be stored; the connection is closed
     */
    void beforePart() throws IOException {
        for (RedisSession session : sessions) {
            if (SessionView.isTouched(session.node())) {
                try {
                    save();
                } catch (SessionStoreException e) {
                    failure = e;
                    cutOff(e);
                    throw new IOException("A part of the response is not sent, since its session can't be stored", e);
                }
                return;
            }
        }
    }

    /** Turns a head that is not sent yet into an error. */
    private void replaceHead(SessionStoreException failed) {
        exchange.getResponseHeaders().clear();
        cookies.clear();
        sessions.forEach(session -> session.sendIdIfStored(exchange));
        answer(FailureResponse.to(failed));
        exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, "0");
    }

    private void answer(FailureResponse answer) {
        exchange.setStatusCode(answer.status());
        if (answer == FailureResponse.UNAVAILABLE) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, FailureResponse.RETRY_AFTER_SECONDS);
        }
    }

    /** Closes the connection: the client has a part of the response, and must not take it for the whole. */
    private void cutOff(SessionStoreException e) {
        LOG.debug("A response is cut off, since its session can't be stored: {}", e.getMessage());
        broken();
    }

    /** Closes a connection whose client can't be answered. */
    void broken() {
        IoUtils.safeClose(exchange.getConnection());
    }

    /** Stores what was changed after the last save, and releases the sessions, when the response has been sent. */
    @Override
    public void exchangeEvent(HttpServerExchange completed, NextListener nextListener) {
        try {
            if (exchange.isInIoThread() && !sessions.isEmpty()) {
                exchange.getConnection().getWorker().execute(this::leaveAll);
            } else {
                leaveAll();
            }
        } finally {
            nextListener.proceed(); // without it the connection takes no further request
        }
    }

    private void leaveAll() {
        finished = true;
        for (RedisSession session : sessions) {
            session.requests().remove(this);
            session.leave();
        }
    }
}
