package org.abisession.tomcat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.abisession.SessionStoreException;

/**
 * The requests that use one session. A failure of the store in a thread of an asynchronous request is a failure of its
 * response. Safe for use by several threads.
 */
final class SessionRequests {
    private final List<RequestGuard> guards = new CopyOnWriteArrayList<>();

    void add(RequestGuard guard) {
        guards.add(guard);
    }

    void removeFinished() {
        guards.removeIf(RequestGuard::isFinished);
    }

    void forEach(Consumer<RequestGuard> action) {
        guards.forEach(action);
    }

    /** Notes what a call failed with in the request of this thread, or else in those that use the session. */
    void failedCall(SessionStoreException failure) {
        RequestGuard current = RequestGuard.current();
        (current == null ? guards : List.of(current)).forEach(guard -> guard.failedCall(failure));
    }
}
