package org.abisession.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.abisession.SessionStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The requests that use one session, each as often as it was added. Safe for use by several threads.
 *
 * @param <R> the adapter's object for a request
 */
public final class SessionRequests<R> {
    private final List<R> requests = new CopyOnWriteArrayList<>();
    private final Supplier<@Nullable R> current;
    private final BiConsumer<R, SessionStoreException> failedCall;

    /**
     * Makes the list of a session that no request uses yet.
     *
     * @param current returns the request that this thread works for; null if there is none
     * @param failedCall notes in a request what a call of the application failed with
     */
    public SessionRequests(Supplier<@Nullable R> current, BiConsumer<R, SessionStoreException> failedCall) {
        this.current = current;
        this.failedCall = failedCall;
    }

    /** Adds a request that begins to use the session. */
    public void add(R request) {
        requests.add(request);
    }

    /** Removes a request once. */
    public void remove(R request) {
        requests.remove(request);
    }

    /** Removes the requests that match. */
    public void removeIf(Predicate<R> which) {
        requests.removeIf(which);
    }

    /** Returns true if no request uses the session. */
    public boolean isEmpty() {
        return requests.isEmpty();
    }

    /** Calls an action with each request. */
    public void forEach(Consumer<R> action) {
        requests.forEach(action);
    }

    /**
     * Notes what a call failed with in the request of this thread, or else in those that use the session: a thread that
     * the application has started itself works for one of them.
     */
    public void failedCall(SessionStoreException failure) {
        R request = current.get();
        (request == null ? requests : List.of(request)).forEach(each -> failedCall.accept(each, failure));
    }
}
