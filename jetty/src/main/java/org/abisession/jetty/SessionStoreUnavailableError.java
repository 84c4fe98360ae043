package org.abisession.jetty;

import org.abisession.node.FailureResponse;
import org.eclipse.jetty.http.HttpException;

/**
 * Ends a request whose session can't be read, before the application runs; Jetty answers it with its status. It is an
 * Error because Jetty takes any Exception at this point for "there is no session", makes a new one under the same id
 * and overwrites the user's. As a cause of what an application's own call throws it has Jetty answer that with its
 * status, too.
 *
 * <p>It has the message of the failure, but neither a stack trace nor the failure as its cause: Jetty writes the stack
 * traces of all causes into its error page, for each request of an outage, and the client gets another answer. The
 * store has logged the failure.
 */
final class SessionStoreUnavailableError extends Error implements HttpException {
    private static final long serialVersionUID = 1L;

    private final FailureResponse response;

    SessionStoreUnavailableError(Throwable failure) {
        super(failure.getMessage(), null, false, false);
        response = FailureResponse.to(failure);
    }

    @Override
    public int getCode() {
        return response.status();
    }

    @Override
    public String getReason() {
        return response.reason();
    }

    /** Returns the response to the request. */
    FailureResponse response() {
        return response;
    }
}
