package org.abisession.node;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.abisession.store.ProviderLink;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;

/**
 * The links of one session on this node ({@link ProviderLink}): enters them in the index before the record has them,
 * and removes them at a logout. An entry that is missing is made with the next use of the session, by
 * {@link UserUpkeep}. Safe for use by several threads.
 */
final class SessionLinks {
    private static final Set<String> FIELD = Set.of(ProviderLink.FIELD);

    private final SessionNode node;
    private final Attributes attributes;
    /** The links of the session that the index has, under the id that the session has now. */
    private volatile List<String> entered = List.of();
    /** True if the user to whom the links belong has logged out. */
    private volatile boolean loggedOut;

    SessionLinks(SessionNode node, Attributes attributes) {
        this.node = node;
        this.attributes = attributes;
    }

    /** Notes what the record has. */
    void read(SessionSnapshot session) {
        entered = ProviderLink.stored(session.fields().get(ProviderLink.FIELD));
    }

    /** Returns the links that the index has of the session. */
    List<String> entered() {
        return entered;
    }

    /** Notes that the user has logged out: links that are not set anew are removed. */
    void loggedOut() {
        loggedOut = true;
    }

    /** Forgets a logout that could not be stored. */
    void reset() {
        loggedOut = false;
    }

    /**
     * Enters links that are about to be saved, in one round trip.
     *
     * @return true if links of a user who has logged out are to be removed with the save, too
     */
    boolean notice(SessionId id, Duration interval, PendingChanges pending) {
        boolean removed = loggedOut;
        loggedOut = false;
        if (pending.hasAny(FIELD)) {
            List<String> links = ProviderLink.parse(attributes.get(id, ProviderLink.FIELD));
            if (!links.equals(entered)) {
                enter(links, id, interval);
                entered = links;
            }
            return false;
        }
        if (!removed || entered.isEmpty()) {
            return false;
        }
        Object unused = attributes.set(id, ProviderLink.FIELD, null, false);
        entered = List.of();
        return true;
    }

    /** Enters the links under an id that the session has, or is about to get. */
    void moving(SessionId to, Duration interval) {
        enter(entered, to, interval);
    }

    private void enter(List<String> links, SessionId id, Duration interval) {
        node.users().upkeep().enter(links, id, node.users().holds(interval));
    }
}
