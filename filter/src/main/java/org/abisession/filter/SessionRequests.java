package org.abisession.filter;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.SessionStoreException;

/** The requests that use one session. Safe for use by several threads. */
final class SessionRequests {
    private final List<RequestState> requests = new CopyOnWriteArrayList<>();

    void add(RequestState request) {
        requests.add(request);
    }

    void remove(RequestState request) {
        requests.remove(request);
    }

    /**
     * Notes what a call failed with in the request of this thread, or else in those that use the session: a thread that
     * the application has started itself works for one of them.
     */
    void failedCall(SessionStoreException failure) {
        RequestState current = RequestState.current();
        (current == null ? requests : List.of(current)).forEach(request -> request.failedCall(failure));
    }
}
