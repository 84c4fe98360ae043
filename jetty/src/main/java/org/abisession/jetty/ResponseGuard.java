package org.abisession.jetty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.abisession.SessionStoreUnavailableException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Jetty's session handling and the connection. Jetty saves the session when the head of the
 * response is about to go out, and sends the response whether or not that worked. This sends an error in
 * its place when it did not: nothing is acknowledged that is not stored. What the application still writes
 * after that is dropped.
 *
 * <p>The end of a response is held back until the request is over and its session saved: an application may change
 * the session behind a redirect, or a framework behind the page that it has written.
 *
 * <p>Jetty saves in the thread that sends, just before it calls {@link #send} here: that is how a failure
 * finds its response.
 */
final class ResponseGuard extends HttpStream.Wrapper {
    /** How long a client should wait before it tries again, in seconds. */
    private static final String RETRY_AFTER_SECONDS = "5";

    /** What the end of a response may take to be held back. A larger one goes out at once. */
    private static final int MAX_HELD_BYTES = 1 << 16;

    private static final ThreadLocal<@Nullable Failure> FAILURE = new ThreadLocal<>();

    /** The session that an id of the request led to, while Jetty looks at the others; and that id. */
    record Found(RedisManagedSession session, String id) {}

    /** The save before the response failed. Whether the client may keep its session cookie, of that name, is up to stored. */
    private record Failure(RuntimeException cause, boolean stored, String cookieName) {}

    /** The end of a response: its last bytes, if there are any, and its head, if that was not sent before. */
    private record End(
            MetaData.Request request,
            MetaData.@Nullable Response response,
            @Nullable ByteBuffer content) {}

    private volatile boolean ofSession;
    private volatile @Nullable End end;
    private volatile @Nullable Found found;
    private volatile boolean unavailable;
    private volatile boolean refused;

    ResponseGuard(HttpStream wrapped) {
        super(wrapped);
        FAILURE.remove(); // of a request before this one, in a context that has no guard
    }

    /** Notes that the save before this thread's response failed. */
    static void saveFailed(RuntimeException cause, boolean stored, String cookieName) {
        FAILURE.set(new Failure(cause, stored, cookieName));
    }

    /** Notes that the store could not be reached: a 503 says when to come again, unless the application has said it. */
    void storeUnavailable() {
        unavailable = true;
    }

    @Nullable
    Found found() {
        return found;
    }

    void setFound(@Nullable Found session) {
        found = session;
    }

    /** Notes that the response is that of a request with a session. */
    void hasSession() {
        ofSession = true;
    }

    /** Whether the end of the response waits for the session to be saved. */
    boolean holdsEnd() {
        return end != null;
    }

    /** The request is over, and what it changed is saved, or not. */
    @Override
    public void succeeded() {
        letGo();
        Failure failure = takeFailure();
        End held = end;
        end = null;
        Callback done = Callback.from(super::succeeded, super::failed);
        if (held == null) {
            super.succeeded();
        } else if (failure == null) {
            super.send(held.request, held.response, true, held.content, done);
        } else if (held.response == null) {
            super.failed(failure.cause); // the client has a part of the response: it must not take it for the whole
        } else {
            refuse(held.request, held.response, failure, done);
        }
    }

    @Override
    public void failed(Throwable cause) {
        letGo();
        Failure failure = takeFailure();
        End held = end;
        end = null;
        if (held == null || failure != null) {
            super.failed(cause);
        } else {
            Runnable fail = () -> super.failed(cause);
            super.send(held.request, held.response, true, held.content, Callback.from(fail, x -> fail.run()));
        }
    }

    private static @Nullable Failure takeFailure() {
        Failure failure = FAILURE.get();
        FAILURE.remove();
        return failure;
    }

    /** Jetty forgets a session that it has found when another request begins to end it in that moment. */
    private void letGo() {
        Found forgotten = found;
        found = null;
        if (forgotten != null) {
            forgotten.session.leave();
        }
    }

    @Override
    public void send(
            MetaData.Request request,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        if (refused || end != null) { // behind an end there is only the error page of a request that fails after it
            BufferUtil.clear(content);
            callback.succeeded();
        } else if (response == null) {
            sendOrHold(request, null, last, content, callback);
        } else {
            Failure failure = takeFailure();
            if (failure == null || HttpStatus.isInformational(response.getStatus())) {
                sendOrHold(request, unavailable ? withRetryAfter(response) : response, last, content, callback);
            } else {
                refused = true;
                BufferUtil.clear(content);
                refuse(request, response, failure, callback);
            }
        }
    }

    private void sendOrHold(
            MetaData.Request request,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        boolean held = last
                && ofSession
                && BufferUtil.length(content) <= MAX_HELD_BYTES
                && (response == null || !HttpStatus.isInformational(response.getStatus()));
        if (held) {
            end = new End(request, response, BufferUtil.copy(content));
            BufferUtil.clear(content);
            callback.succeeded();
        } else {
            super.send(request, response, last, content, callback);
        }
    }

    private void refuse(MetaData.Request request, MetaData.Response response, Failure failure, Callback callback) {
        boolean again = failure.cause instanceof SessionStoreUnavailableException;
        int status = again ? HttpStatus.SERVICE_UNAVAILABLE_503 : HttpStatus.INTERNAL_SERVER_ERROR_500;
        byte[] text = (status + " The session could not be saved\n").getBytes(StandardCharsets.US_ASCII);
        HttpFields.Mutable fields = HttpFields.build();
        for (HttpField field : response.getHttpFields()) {
            if (isKept(field, failure)) {
                fields.add(field);
            }
        }
        fields.put(HttpHeader.CONTENT_TYPE, "text/plain;charset=us-ascii");
        fields.put(HttpHeader.CONTENT_LENGTH, text.length);
        fields.put(HttpHeader.CACHE_CONTROL, "no-store");
        if (again) {
            fields.put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        MetaData.Response error = new MetaData.Response(
                status, HttpStatus.getMessage(status), response.getHttpVersion(), fields.asImmutable(), text.length);
        ByteBuffer body = HttpMethod.HEAD.is(request.getMethod()) ? null : ByteBuffer.wrap(text);
        super.send(request, error, true, body, callback);
    }

    /** What is the connection's; and the cookie of a session that is stored, which may have got a new id just now. */
    private static boolean isKept(HttpField field, Failure failure) {
        HttpHeader header = field.getHeader();
        if (header == HttpHeader.SET_COOKIE) {
            return failure.stored && field.getValue().startsWith(failure.cookieName + "=");
        }
        return header == HttpHeader.CONNECTION || header == HttpHeader.DATE || header == HttpHeader.SERVER;
    }

    private static MetaData.Response withRetryAfter(MetaData.Response response) {
        if (response.getStatus() != HttpStatus.SERVICE_UNAVAILABLE_503
                || response.getHttpFields().contains(HttpHeader.RETRY_AFTER)) {
            return response;
        }
        HttpFields fields = HttpFields.build(response.getHttpFields())
                .put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .asImmutable();
        return new MetaData.Response(
                response.getStatus(),
                response.getReason(),
                response.getHttpVersion(),
                fields,
                response.getContentLength(),
                response.getTrailersSupplier());
    }
}
