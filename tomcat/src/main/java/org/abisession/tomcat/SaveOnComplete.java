package org.abisession.tomcat;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import java.io.IOException;

/**
 * Saves what an asynchronous request changed when it is complete, before Tomcat sends what is left of the
 * response. Completion comes after a timeout and an error, too. Where the store is why there is one, the client gets the
 * promised error.
 */
final class SaveOnComplete implements AsyncListener {
    private final RequestGuard guard;

    SaveOnComplete(RequestGuard guard) {
        this.guard = guard;
    }

    @Override
    public void onComplete(AsyncEvent event) throws IOException {
        try {
            guard.run(guard::endWithoutErrorPage);
        } catch (ServletException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        guard.timedOut();
    }

    @Override
    public void onError(AsyncEvent event) throws IOException {
        guard.failed(event.getThrowable());
    }

    /**
     * Does nothing: where asynchronous processing begins anew, the valve adds another listener at the end of the
     * dispatch.
     */
    @Override
    public void onStartAsync(AsyncEvent event) {}
}
