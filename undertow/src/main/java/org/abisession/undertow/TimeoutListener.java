package org.abisession.undertow;

import io.undertow.servlet.spec.HttpServletRequestImpl;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Tells the guard of an asynchronous request that the request was not completed in time. Where a dispatch has thrown
 * and a listener of the application has completed the request, it lets the thread that completes it send the response.
 */
final class TimeoutListener implements AsyncListener {
    private final RequestGuard guard;
    private final HttpServletRequestImpl request;

    TimeoutListener(RequestGuard guard, HttpServletRequestImpl request) {
        this.guard = guard;
        this.request = request;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        guard.timedOut();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // The guard stores what changed before the response is sent.
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
        event.getAsyncContext().addListener(this);
    }
}
