package org.abisession.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.abisession.SessionStoreException;
import org.abisession.store.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that requests of this node use at the moment, one object for each: an id leads to the shared object, one
 * more request joins it and reads it anew, the last one drops it. Sessions with something that must stay on this node
 * are kept until they end. Safe for use by several threads.
 */
public final class SessionsInUse {
    private static final Logger LOG = LoggerFactory.getLogger(SessionsInUse.class);
    /** The number of unused sessions that are kept. Beyond it, those that were used longest ago are dropped. */
    private static final int MOST_KEPT = 10_000;

    private final SessionNode node;
    private final ConcurrentMap<SessionId, NodeSession> sessions = new ConcurrentHashMap<>();

    SessionsInUse(SessionNode node) {
        this.node = node;
    }

    /**
     * Finds a session for a request, which has to {@link #leave} it again: reads it from the store, or reads anew what
     * other requests use already. One round trip, which counts as an access; one more by an id that was renewed a
     * moment ago, which leads to the session under its new one.
     *
     * @return empty if there is none, or no more
     */
    public Optional<NodeSession> join(SessionId asked) {
        node.admit();
        SessionId id = asked;
        while (true) {
            NodeSession session = sessions.computeIfAbsent(id, node::unknown);
            if (!session.use().enter()) {
                sessions.remove(id, session);
                continue;
            }
            boolean joined = false;
            try {
                // While it waited for its turn, the session may have got another id.
                joined = session.refresh() && isUnder(session, id);
                if (joined) {
                    return Optional.of(session);
                }
            } finally {
                if (!joined) {
                    if (session.isEnded() || !session.id().equals(id)) {
                        sessions.remove(id, session);
                    }
                    unuse(session);
                }
            }
            Optional<SessionId> renewed = session.isEnded() ? Optional.empty() : session.idAfter(id);
            if (renewed.isEmpty()) {
                return Optional.empty();
            }
            id = renewed.get(); // another object has the session here
        }
    }

    private boolean isUnder(NodeSession session, SessionId id) {
        return session.id().equals(id)
                || session.idAfter(id)
                        .filter(now -> sessions.get(now) == session)
                        .isPresent();
    }

    /**
     * Returns true if a session still has the id that a response is to bring: it may have ended, or got another one by
     * a login, here or on another node. Asks the store; false if that does not answer, since the client's own cookie is
     * the safe one then.
     */
    public boolean hasStill(NodeSession session, SessionId id) {
        if (session.isEnded() || !id.equals(session.id())) {
            return false;
        }
        try {
            return !session.isStored() || node.repository().isCurrent(id);
        } catch (SessionStoreException e) {
            return false;
        }
    }

    /** Notes that a request begins to use a session that it has. */
    public void enter(NodeSession session) {
        while (!session.use().enter()) {
            session.use().readmit(); // kept by the application beyond its request, and used by another one now
        }
        if (!session.isEnded() && !session.isDiscarded()) {
            NodeSession unused = sessions.putIfAbsent(session.id(), session);
        }
    }

    /**
     * Notes that a request uses a session no more, and stores what was changed after its last save. That fails without
     * a word to the client, who has the response; the log has it.
     */
    public void leave(NodeSession session) {
        try {
            save(session, false);
        } finally {
            unuse(session);
        }
    }

    /**
     * Notes that a request no longer uses a session; it has saved its changes, or other requests that use the session
     * will.
     */
    public void release(NodeSession session) {
        unuse(session);
    }

    private void unuse(NodeSession session) {
        if (!session.use().leave()) {
            return;
        }
        try {
            save(session, true);
            session.saves().endUse();
            session.tellEndedElsewhere();
        } finally {
            if (!session.isBoundToNode()) {
                drop(session);
            }
        }
    }

    private void save(NodeSession session, boolean last) {
        try {
            session.saves().saveLate(last);
        } catch (RuntimeException e) {
            session.discard();
            node.journal().changeLost(session.id(), e);
        }
    }

    private void drop(NodeSession session) {
        if (session.use().drop()) {
            sessions.remove(session.id(), session);
        }
    }

    /** Keeps a session that the application has kept beyond its request, and that has got a value for this node. */
    void keep(NodeSession session) {
        if (session.use().isDropped() && !session.isEnded()) {
            session.use().readmit();
            NodeSession unused = sessions.putIfAbsent(session.id(), session);
        }
    }

    /** Makes sure that no request joins a session any more. */
    void forget(NodeSession session) {
        sessions.remove(session.id(), session);
    }

    /** Registers a session under its new id, in place of the old one; another object that has the session stays. */
    void renamed(NodeSession session, SessionId oldId) {
        if (sessions.remove(oldId, session)) {
            NodeSession unused = sessions.putIfAbsent(session.id(), session);
        }
        node.uncertainEnds().renamed(session, oldId);
    }

    /** Returns the object of a session, if this node has one; without reading it. */
    public Optional<NodeSession> present(SessionId id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /** Returns the sessions that requests use now. */
    public List<NodeSession> used() {
        return sessions.values().stream()
                .filter(session -> session.use().isInUse())
                .toList();
    }

    /** Returns how many sessions this node has: those that requests use now, and those that it keeps. */
    public int size() {
        return sessions.size();
    }

    /** Returns how many sessions requests use now. */
    public int countUsed() {
        int used = 0;
        for (NodeSession session : sessions.values()) {
            used += session.use().isInUse() ? 1 : 0;
        }
        return used;
    }

    /** Returns how many sessions are kept that no request uses. */
    int countKept() {
        return Math.max(size() - countUsed(), 0);
    }

    /** Returns how many values stay on this node, of all sessions. */
    public long localValues() {
        return sessions.values().stream()
                .mapToLong(session -> session.local().values())
                .sum();
    }

    Collection<NodeSession> all() {
        return sessions.values();
    }

    /** Returns the sessions that are kept although no request has used them for a while. */
    List<NodeSession> kept(Duration idle) {
        return sessions.values().stream()
                .filter(session -> session.use().isIdle(idle))
                .toList();
    }

    /** Drops sessions that are kept beyond the bound. */
    void bound() {
        List<NodeSession> kept = new ArrayList<>(kept(Duration.ZERO));
        int excess = kept.size() - MOST_KEPT;
        if (excess > 0) {
            kept.sort(Comparator.comparingLong(session -> session.use().lastUsedAt()));
            kept.subList(0, excess).forEach(this::drop);
            LOG.warn(
                    "{} sessions have values that stay on this node, at most {} are kept: those of {} were dropped",
                    kept.size(),
                    MOST_KEPT,
                    excess);
        }
    }

    void clear() {
        sessions.clear();
    }
}
