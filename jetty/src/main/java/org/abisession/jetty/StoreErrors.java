package org.abisession.jetty;

import java.util.List;
import org.abisession.node.FailureResponse;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.jspecify.annotations.Nullable;

/** Recognizes failures of the store among those of requests. */
final class StoreErrors {
    /**
     * The attributes in which Jetty notes the exception that an error page is for, in its core and in each servlet
     * environment.
     */
    private static final List<String> EXCEPTIONS =
            List.of("jakarta.servlet.error.exception", "javax.servlet.error.exception", ErrorHandler.ERROR_EXCEPTION);
    /** The attribute in which Jetty notes that the application has a page of its own for the error. */
    private static final String OWN_PAGE = "org.eclipse.jetty.server.error_page";

    /** The message with which Jetty ends an asynchronous request that is not completed in time. */
    private static final String TIMEOUT = "AsyncContext timeout";

    private StoreErrors() {}

    /**
     * Returns the failure of the store that Jetty's own error page is about; null if the response is another one.
     *
     * @param unread why the session of the request could not be read, if it could not
     */
    static @Nullable Throwable shownBy(
            Request request, MetaData.Response response, @Nullable SessionStoreUnavailableError unread) {
        if (request.getAttribute(OWN_PAGE) != null) {
            return null;
        }
        if (unread != null || response.getStatus() < HttpStatus.INTERNAL_SERVER_ERROR_500) {
            return unread; // also where Jetty drops it: in a context that another one has included
        }
        for (String name : EXCEPTIONS) {
            Throwable reason = of(cause(request, name));
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    /** Returns the failure of the store that an exception is about; null if it is about something else. */
    static @Nullable Throwable of(@Nullable Throwable thrown) {
        Throwable unread = FailureResponse.find(SessionStoreUnavailableError.class, thrown);
        return unread == null ? FailureResponse.cause(thrown) : unread;
    }

    /** Returns true if the response is Jetty's own error page for the timeout of an asynchronous request. */
    static boolean isTimeout(Request request, MetaData.Response response) {
        return response.getStatus() == HttpStatus.INTERNAL_SERVER_ERROR_500
                && request.getAttribute(OWN_PAGE) == null
                && TIMEOUT.equals(request.getAttribute(ErrorHandler.ERROR_MESSAGE));
    }

    private static @Nullable Throwable cause(Request request, String name) {
        return request.getAttribute(name) instanceof Throwable thrown ? thrown : null;
    }

    /** Returns the response to a failure. */
    static FailureResponse responseTo(Throwable failure) {
        SessionStoreUnavailableError unread = FailureResponse.find(SessionStoreUnavailableError.class, failure);
        return unread == null ? FailureResponse.to(failure) : unread.response();
    }
}
