package org.abisession.filter;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;

/**
 * A listener of the application. It gets the asynchronous request as the application has it, not the container's: what
 * completes it in a listener stores the session first, too.
 */
final class SavingAsyncListener implements AsyncListener {
    private final AsyncListener listener;
    private final RequestState state;

    SavingAsyncListener(AsyncListener listener, RequestState state) {
        this.listener = listener;
        this.state = state;
    }

    @Override
    public void onComplete(AsyncEvent event) throws IOException {
        listener.onComplete(ofApplication(event));
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        listener.onTimeout(ofApplication(event));
    }

    @Override
    public void onError(AsyncEvent event) throws IOException {
        listener.onError(ofApplication(event));
    }

    @Override
    public void onStartAsync(AsyncEvent event) throws IOException {
        listener.onStartAsync(ofApplication(event));
    }

    private AsyncEvent ofApplication(AsyncEvent event) {
        return new AsyncEvent(
                new SavingAsyncContext(event.getAsyncContext(), state),
                event.getSuppliedRequest(),
                event.getSuppliedResponse(),
                event.getThrowable());
    }
}
