package org.abisession.undertow;

import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;

/**
 * Tells the guard of an asynchronous request that it is complete, or was not completed in time, so that a redirect which
 * was held back is sent. Where a dispatch has thrown and a listener of the application has completed the request, it
 * lets the thread that completes it send the response.
 */
final class AsyncGuard implements AsyncListener {
    private final RequestGuard guard;
    private final HttpServletRequestImpl request;

    private AsyncGuard(RequestGuard guard, HttpServletRequestImpl request) {
        this.guard = guard;
        this.request = request;
    }

    /** Notes the end of a dispatch by the container: the request has ended, or goes on asynchronously. */
    static void endDispatch(RequestGuard guard, ServletRequestContext context) throws IOException {
        HttpServletRequestImpl request = context.getOriginalRequest();
        boolean async = request.isAsyncStarted();
        if (async) {
            request.getAsyncContextInternal()
                    .addListener(new AsyncGuard(guard, request)); // after those of the application
        }
        guard.end(!async);
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        guard.timedOut();
        boolean last = !request.getAsyncContextInternal().isDispatched();
        guard.end(last); // else a listener of the application has completed or dispatched it
    }

    @Override
    public void onComplete(AsyncEvent event) throws IOException {
        guard.end(true);
    }

    /**
     * Keeps the thread of the dispatch that has thrown from ending the exchange once the request is completed: while
     * the other thread stores the session, it would send an empty response. The guard has got what was thrown.
     */
    @Override
    public void onError(AsyncEvent event) {
        if (!request.isAsyncStarted()) {
            Thread failed = Thread.currentThread();
            request.getExchange().addDefaultResponseListener(exchange -> Thread.currentThread() == failed);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // At the end of the dispatch another one is added.
    }
}
