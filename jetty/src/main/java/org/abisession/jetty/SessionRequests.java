package org.abisession.jetty;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.SessionStoreException;
import org.jspecify.annotations.Nullable;

/** The requests that use one session, each as often as it has entered it. Safe for use by several threads. */
final class SessionRequests {
    private final List<RequestGuard> guards = new CopyOnWriteArrayList<>();

    void add(RequestGuard guard) {
        guards.add(guard);
    }

    void remove(RequestGuard guard) {
        guards.remove(guard);
    }

    boolean isEmpty() {
        return guards.isEmpty();
    }

    /**
     * Notes what a call failed with in the request of this thread, or else in those that use the session: a thread that
     * the application has started itself works for one of them.
     *
     * @param current the request of this thread; null if it has none
     */
    void failedCall(@Nullable RequestGuard current, SessionStoreException failure) {
        (current == null ? guards : List.of(current)).forEach(guard -> guard.failedCall(failure));
    }
}
