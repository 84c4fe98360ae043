package org.abisession.boot;

import java.util.Optional;
import org.abisession.SessionStoreException;
import org.abisession.node.SessionNode;
import org.abisession.store.SessionId;

/** Asks the store of the sessions what each request with a session asks it: whether there is a session. */
public final class StoreHealth {
    private final BootSessions sessions;

    /** Makes one for the sessions of this process. */
    public StoreHealth(BootSessions sessions) {
        this.sessions = sessions;
    }

    /** Returns true if sessions of this process are in Redis; else there is no health to report. */
    public boolean isOpen() {
        return !sessions.openNodes().isEmpty();
    }

    /**
     * Returns why a request with a session would fail now; empty if it would not. Takes no longer than a request would.
     */
    public Optional<String> failure() {
        for (SessionNode node : sessions.openNodes()) {
            try {
                node.repository().find(SessionId.random());
            } catch (SessionStoreException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Returns where the sessions are, without user and password. */
    public String address() {
        return sessions.openNodes().stream()
                .map(node -> node.settings().redis().address())
                .distinct()
                .reduce((one, other) -> one + ", " + other)
                .orElse("not open");
    }
}
