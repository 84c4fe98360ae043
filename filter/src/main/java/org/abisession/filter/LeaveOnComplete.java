package org.abisession.filter;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;

/** Releases the session of an asynchronous request that has ended, and answers one that the store has kept from it. */
final class LeaveOnComplete implements AsyncListener {
    private final RequestState state;

    LeaveOnComplete(RequestState state) {
        this.state = state;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        state.leave();
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        state.timedOut(); // after the listeners of the application
    }

    /** Releases the session already here: Tomcat does not complete a request that fails when it has become one. */
    @Override
    public void onError(AsyncEvent event) {
        state.leave();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this); // a container forgets it otherwise
    }
}
