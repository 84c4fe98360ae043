package org.abisession.metrics;

import java.util.Optional;
import org.abisession.store.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes logins, logouts, changes of ids and ends of sessions to the log {@code org.abisession.audit}, at level INFO:
 * one event each, with key-values for programs to read. A session is its digest, in each event. Safe for use by several
 * threads.
 */
public final class AuditLog {
    /** The name of the log. */
    public static final String NAME = "org.abisession.audit";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);
    private static final int LONGEST_USER = 200;

    private final String application;

    /**
     * Makes the log of one application.
     *
     * @param application its name, as its metrics have it
     */
    public AuditLog(String application) {
        this.application = application;
    }

    /** Writes that a user has logged in. */
    public void login(SessionId id, String user) {
        write("login", id, Optional.of(user), "application", "Login");
    }

    /** Writes that a user has logged out, and the session goes on. */
    public void logout(SessionId id, Optional<String> user) {
        write("logout", id, user, "application", "Logout");
    }

    /** Writes that a session has got a new id. */
    public void idChanged(SessionId before, SessionId id) {
        if (LOG.isInfoEnabled()) {
            event("id-change", id)
                    .addKeyValue("before", before.toString())
                    .log("New id of {}: {}, in application {}", before, id, application);
        }
    }

    /** Writes that a session has ended, and who has ended it. */
    public void ended(SessionId id, EndReason reason, Optional<String> user) {
        switch (reason) {
            case LOGOUT -> write("logout", id, user, "application", "Logout, end");
            case TIMEOUT -> write("timeout", id, user, "timeout", "Timeout");
            case ADMINISTRATOR, LIMIT -> write("end", id, user, reason.label(), "End by " + reason.label());
        }
    }

    private void write(String event, SessionId id, Optional<String> user, String by, String sentence) {
        if (LOG.isInfoEnabled()) {
            LoggingEventBuilder builder = event(event, id).addKeyValue("by", by);
            String name = printable(user.orElse(""));
            if (!name.isEmpty()) {
                builder = builder.addKeyValue("user", name);
            }
            builder.log(
                    "{} of {}{}, in application {}",
                    sentence,
                    id,
                    name.isEmpty() ? "" : " of user " + name,
                    application);
        }
    }

    private LoggingEventBuilder event(String event, SessionId id) {
        return LOG.atInfo()
                .addKeyValue("event", event)
                .addKeyValue("application", application)
                .addKeyValue("session", id.toString());
    }

    /**
     * Returns a user's name for a log line: cut to the longest length, with control characters replaced, so that a name
     * from outside can't make a second line or an endless one.
     */
    private static String printable(String user) {
        String shown = user.length() > LONGEST_USER ? user.substring(0, LONGEST_USER) : user;
        return shown.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
