package org.abisession.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.abisession.store.IdRenewal;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Knows how long a session has had its id, and which id leads to it because it was renewed. By the clock of this node,
 * so that it costs nothing to ask; whether an id is renewed is for the store to say. Safe for use by several threads.
 *
 * <p>At a change, what leads to the new id is noted first, then the session gets the id, and then its age begins anew:
 * so a request that finds the id too young to be renewed finds the new id, too.
 */
final class IdAge {
    private final Duration most;
    private final InstantSource clock;
    /** Since when the session has had its id; null if it never renews it. */
    private volatile @Nullable Instant since;

    /** The digest of the former id that leads to the session, too; null if there is none. */
    private volatile @Nullable String from;

    /**
     * Makes one that knows nothing yet.
     *
     * @param most how long a session keeps its id; zero means always
     */
    IdAge(Duration most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Returns true if the setting lets ids be renewed. */
    boolean isOn() {
        return !most.isZero();
    }

    /** Notes which id leads to the one that the session is about to get, by what the store has. */
    void leading(SessionSnapshot snapshot) {
        from = isOn() ? IdRenewal.from(snapshot).orElse(null) : null;
    }

    /** Does the same for the id that was renewed; null if none leads to the new one. */
    void leading(@Nullable SessionId before) {
        from = before == null ? null : before.sha256();
    }

    /** Notes since when the session has its id, by what the store has. To be called when it has that here. */
    void read(SessionSnapshot snapshot) {
        if (isOn()) {
            since = IdRenewal.since(snapshot).orElse(null);
        }
    }

    /** Returns true if the session has had its id for longer than the setting says. */
    boolean isDue() {
        Instant began = since;
        return isOn() && began != null && !clock.instant().isBefore(began.plus(most));
    }

    /** Notes that the session has got its id now, or that the store has postponed a renewal. */
    void begin() {
        since = since == null ? null : clock.instant();
    }

    /** Returns true if an id leads to the session, since it is the one that it had before it was renewed. */
    boolean isLedToBy(SessionId old) {
        String digest = from;
        return digest != null && digest.equals(old.sha256());
    }
}
