package org.abisession.node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the sessions that this node keeps although no request uses them, because something of them must stay
 * here: finds out which of them have ended on another node. For one thread.
 */
final class KeptSessions {
    private static final Logger LOG = LoggerFactory.getLogger(KeptSessions.class);
    private static final int AT_ONCE = 500;

    private final SessionRepository repository;
    private final SessionsInUse inUse;
    private final Consumer<SessionSnapshot> expired;
    private final Duration idle;

    /**
     * Makes the check of one node.
     *
     * @param expired is called for a session whose end by timeout this node is the first to find
     * @param idle how long no request must have used a session before it is looked at
     */
    KeptSessions(SessionRepository repository, SessionsInUse inUse, Consumer<SessionSnapshot> expired, Duration idle) {
        this.repository = repository;
        this.inUse = inUse;
        this.expired = expired;
        this.idle = idle;
    }

    void check() {
        inUse.bound();
        List<NodeSession> kept = inUse.kept(idle);
        for (int from = 0; from < kept.size(); from += AT_ONCE) {
            List<NodeSession> some = kept.subList(from, Math.min(from + AT_ONCE, kept.size()));
            List<SessionId> ids = some.stream().map(NodeSession::id).toList(); // a request may change one meanwhile
            Set<SessionId> living = repository.living(ids);
            for (int i = 0; i < ids.size(); i++) {
                if (some.get(i).isStored() && !living.contains(ids.get(i))) {
                    end(some.get(i), ids.get(i));
                }
            }
        }
    }

    private void end(NodeSession session, SessionId id) {
        if (!session.id().equals(id) || session.sync().idChanges().follow()) {
            return;
        }
        Optional<SessionSnapshot> last = repository.claimExpired(id);
        if (last.isPresent()) {
            expired.accept(last.get());
            return;
        }
        try {
            session.endedElsewhere();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("A listener on this node failed at the end of {}", session.id(), e);
        }
    }
}
