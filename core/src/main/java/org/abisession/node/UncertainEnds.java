package org.abisession.node;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.abisession.SessionStoreException;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that this node wanted to end while the store did not answer. When it does again, those that are gone
 * were ended by this node, unless another one has ended them in that moment, and their listeners are called. Safe for
 * use by several threads.
 */
final class UncertainEnds {
    private static final Logger LOG = LoggerFactory.getLogger(UncertainEnds.class);
    private static final int MOST = 10_000;

    private final SessionRepository repository;
    private final Consumer<NodeSession> ended;
    private final ConcurrentMap<SessionId, NodeSession> sessions = new ConcurrentHashMap<>();

    /**
     * Makes the list of one node.
     *
     * @param ended is called for a session that has ended, with the values that this node knows of
     */
    UncertainEnds(SessionRepository repository, Consumer<NodeSession> ended) {
        this.repository = repository;
        this.ended = ended;
    }

    void add(NodeSession session) {
        if (sessions.size() < MOST) {
            sessions.put(session.id(), session);
        }
    }

    /** Forgets a session whose end is tried anew; returns true if it was one of these. */
    boolean remove(SessionId id) {
        return sessions.remove(id) != null;
    }

    /**
     * Looks for a session under its new id from now on, if it is one of these. One that a later request has given the
     * new id, so with another object, has not ended: the attempt has come to nothing.
     */
    void renamed(NodeSession session, SessionId oldId) {
        NodeSession uncertain = sessions.remove(oldId);
        if (uncertain == session) {
            sessions.put(session.id(), session);
        } else if (uncertain != null) {
            uncertain.sync().mayHaveEnded(false);
        }
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** Looks for each of the sessions; those for which the store does not answer are looked for again the next time. */
    void check() {
        for (NodeSession session : sessions.values()) {
            try {
                check(session);
            } catch (SessionStoreException e) {
                LOG.debug("Whether {} has ended is not known yet", session.id(), e);
            }
        }
    }

    private void check(NodeSession session) {
        SessionId id = session.id(); // a request may change it meanwhile
        boolean alive = repository.peek(id).isPresent();
        Optional<SessionSnapshot> last = alive ? Optional.empty() : repository.claimExpired(id);
        if (!sessions.remove(id, session)) {
            return;
        }
        if (alive) {
            session.sync().mayHaveEnded(false); // the attempt has come to nothing
        } else {
            session.ended(last.orElse(null));
            ended.accept(session);
        }
    }
}
