package org.abisession.filter;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.abisession.LoginRefusedException;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;

/** Makes an error of a response whose session can't be stored, in place of what the application has written. */
final class ErrorResponses {
    private static final String RETRY_AFTER_SECONDS = "5";

    private ErrorResponses() {}

    /** Sends the error, with the error page of the application if it has one. */
    static void send(SessionResponse response, SessionStoreException e) throws IOException {
        response.resetForError();
        if (e instanceof LoginRefusedException) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "The user has as many sessions as are allowed");
        } else if (e instanceof SessionStoreUnavailableException) {
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The session store does not answer");
        } else {
            response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "The session store refused");
        }
    }

    /** Sets the status of the error: an asynchronous request that is complete gets no error page. */
    static void setStatus(SessionResponse response, SessionStoreException e) {
        response.resetForError();
        if (e instanceof SessionStoreUnavailableException) {
            markUnavailable(response);
        } else {
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
    }

    /** Sets the status of a store that does not answer. */
    static void markUnavailable(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
}
