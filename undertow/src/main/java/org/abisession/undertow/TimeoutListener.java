package org.abisession.undertow;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Tells the guard of an asynchronous request that the request was not completed in time. */
final class TimeoutListener implements AsyncListener {
    private final RequestGuard guard;

    TimeoutListener(RequestGuard guard) {
        this.guard = guard;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        guard.timedOut();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // The guard stores what changed before the response is sent.
    }

    @Override
    public void onError(AsyncEvent event) {
        // The guard has got what the application has thrown.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
