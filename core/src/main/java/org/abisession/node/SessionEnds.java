package org.abisession.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.metrics.EndReason;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions by their ids, and tells the container of each session whose end this node has found, so that it calls
 * the listeners of the application. Safe for use by several threads.
 */
final class SessionEnds {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEnds.class);
    /** The calls of listeners that are to be made when the store turn of this thread is over; null if it has none. */
    private static final ThreadLocal<@Nullable List<Runnable>> AFTER_TURN = new ThreadLocal<>();

    private final SessionNode node;
    private volatile Consumer<NodeSession> listener = session -> {};

    SessionEnds(SessionNode node) {
        this.node = node;
    }

    /** Registers the listener to call at each end of a session from now on, in the thread that finds it. */
    void setListener(Consumer<NodeSession> newListener) {
        listener = newListener;
    }

    /** Ends a session, wherever it is used, and calls the listener; false if it had ended. */
    boolean end(SessionId id, EndReason reason) {
        Optional<SessionSnapshot> last = node.repository().end(id);
        last.ifPresent(snapshot -> {
            node.journal().ended(id, reason);
            ended(snapshot);
            node.takeOver().ifPresent(from -> from.end(snapshot)); // may fail; nobody else would call the listener
        });
        return last.isPresent();
    }

    /**
     * Ends a session that this node has, for a request whose container calls the listeners.
     *
     * @return false if it had ended
     */
    boolean end(NodeSession session, EndReason reason) {
        SessionSync sync = session.sync();
        boolean wasStored = sync.isStored();
        node.takeOver().ifPresent(from -> from.end(session));
        boolean triedBefore = node.uncertainEnds().remove(session.id());
        boolean endedHere;
        try {
            endedHere = sync.delete(triedBefore);
        } catch (SessionStoreUnavailableException e) {
            sync.mayHaveEnded(true); // nobody else would call the listeners then
            node.uncertainEnds().add(session);
            throw e;
        }
        node.inUse().forget(session);
        if (endedHere && wasStored) {
            node.journal().ended(session.id(), reason);
        }
        return endedHere;
    }

    /**
     * Makes a call that a session has its store turn for. Of sessions whose end it finds, the listener is called after
     * it: that may take a lock of the application, which another request holds while it waits for the turn, or call the
     * session.
     */
    <T extends @Nullable Object> T inTurn(Supplier<T> call) {
        List<Runnable> after = new ArrayList<>();
        AFTER_TURN.set(after);
        try {
            return call.get();
        } finally {
            AFTER_TURN.remove();
            after.forEach(Runnable::run);
        }
    }

    /** Calls the listener for a session that this node has found at its end by timeout. */
    void expired(SessionSnapshot snapshot) {
        node.journal().found(snapshot);
        ended(snapshot);
    }

    /** Calls the listener for a session of which it was not known for a while whether this node has ended it. */
    void foundOut(NodeSession session) {
        node.journal().ended(session.id(), EndReason.LOGOUT);
        callListener(session);
    }

    private void ended(SessionSnapshot snapshot) {
        NodeSession session = node.inUse()
                .present(snapshot.id()) // with what stays on this node
                .orElseGet(() -> new NodeSession(node, snapshot.withoutFields(), SessionOrigin.ID));
        session.ended(snapshot);
        List<Runnable> after = AFTER_TURN.get();
        if (after == null) {
            callListener(session);
        } else {
            after.add(() -> callListener(session));
        }
    }

    /** Calls the listener. A failure of it does not fail the request that has found the session at its end. */
    private void callListener(NodeSession session) {
        try {
            listener.accept(session);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("A listener failed at the end of {}", session.id(), e);
        }
    }
}
