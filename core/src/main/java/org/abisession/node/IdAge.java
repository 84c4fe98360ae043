package org.abisession.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.abisession.store.IdRenewal;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Knows how long a session has had its id, and which id leads to it because it was renewed. By the clock of this node, so
 * that it costs nothing to ask; whether an id is renewed is for the store to say. Safe for use by several threads.
 */
final class IdAge {
    private final Duration most;
    private final InstantSource clock;
    /** Tells since when the session has its id; null if it keeps it. */
    private volatile @Nullable Instant since;

    /** Holds the digest of the id that leads to the session beside its own. */
    private volatile @Nullable String from;

    /**
     * Makes one that knows nothing yet.
     *
     * @param most how long a session keeps its id; zero for ever
     */
    IdAge(Duration most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Returns true if the setting lets ids be renewed. */
    boolean isOn() {
        return !most.isZero();
    }

    /** Notes what the store has. */
    void read(SessionSnapshot snapshot) {
        if (isOn()) {
            since = IdRenewal.since(snapshot).orElse(null);
            from = IdRenewal.from(snapshot).orElse(null);
        }
    }

    /** Returns true if the session has had its id for longer than the setting says. */
    boolean isDue() {
        Instant began = since;
        return isOn() && began != null && !clock.instant().isBefore(began.plus(most));
    }

    /** Notes that the application has changed the id: no other one leads to the session. */
    void changed() {
        since = since == null ? null : clock.instant();
        from = null;
    }

    /** Notes that the id was renewed, and the one before leads to the session. */
    void renewed(SessionId before) {
        since = clock.instant();
        from = before.sha256();
    }

    /** Notes that the store has left the id as it is: it is asked again as late as if it had changed. */
    void postponed() {
        since = clock.instant();
    }

    /** Returns true if an id leads to the session, since it is the one that it had before it was renewed. */
    boolean isLedToBy(SessionId old) {
        String digest = from;
        return digest != null && digest.equals(old.sha256());
    }
}
