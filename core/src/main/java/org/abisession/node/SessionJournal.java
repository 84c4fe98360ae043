package org.abisession.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.logging.OnceAMinute;
import org.abisession.metrics.AuditLog;
import org.abisession.metrics.EndReason;
import org.abisession.metrics.SessionMetrics;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what happens to the sessions of a node, writes it to the audit log, and says in the log what was lost or
 * refused. Safe for use by several threads.
 */
final class SessionJournal {
    private static final Logger LOG = LoggerFactory.getLogger(SessionJournal.class);
    /** The field that says who has ended a record, if not the application: an {@link EndReason} in quotes. */
    private static final String ENDED_BY = "@ended_by";

    private final SessionMetrics metrics;
    private final AuditLog audit;
    private final InstantSource clock;
    private final OnceAMinute once = new OnceAMinute();

    SessionJournal(SessionMetrics metrics, InstantSource clock) {
        this.metrics = metrics;
        this.audit = new AuditLog(metrics.application());
        this.clock = clock;
    }

    void loggedIn(SessionId id, String user) {
        metrics.login();
        audit.login(id, user);
    }

    void loginRefused() {
        metrics.refused(SessionStoreCode.LOGIN_REFUSED);
    }

    void loggedOut(SessionId id, Optional<String> user) {
        audit.logout(id, user);
    }

    void idChanged(SessionId before, SessionId id) {
        metrics.idChanged();
        audit.idChanged(before, id);
    }

    void valueRefused() {
        metrics.valueRefused();
    }

    /** Notes that a change came too late for an error in its response and can't be stored; once a minute. */
    void changeLost(SessionId id, RuntimeException failure) {
        String reason =
                failure instanceof SessionStoreException ? String.valueOf(failure.getMessage()) : failure.toString();
        once.say("lost", "What was changed in " + id + " after the response went out is lost: " + reason, LOG::warn);
    }

    /** Notes that Redis refuses to renew an id, so that the session keeps it; once a minute. */
    void renewalRefused(SessionId id, SessionStoreException failure) {
        once.say("renewal", id + " keeps its id, which can't be renewed: " + failure.getMessage(), LOG::warn);
    }

    void ended(SessionId id, EndReason reason) {
        metrics.sessionEnded(reason);
        audit.ended(id, reason, Optional.empty());
    }

    /** Notes that this node has claimed an expired record, or one that an operator has ended. */
    void found(SessionSnapshot last) {
        EndReason reason = reason(last);
        if (reason == EndReason.TIMEOUT) {
            Instant end = last.lastAccessedAt().plus(last.maxInactiveInterval());
            Duration late = Duration.between(end, Instant.ofEpochMilli(clock.millis()));
            metrics.timeoutFound(late.isNegative() ? Duration.ZERO : late);
        }
        ended(last.id(), reason);
    }

    private static EndReason reason(SessionSnapshot last) {
        byte[] by = last.fields().get(ENDED_BY);
        String text = by == null ? "" : new String(by, StandardCharsets.UTF_8);
        for (EndReason reason : EndReason.values()) {
            if (text.equals('"' + reason.label() + '"')) {
                return reason;
            }
        }
        return EndReason.TIMEOUT;
    }
}
