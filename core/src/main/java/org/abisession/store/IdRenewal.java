package org.abisession.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Describes what the record of a session says of its id: since when it has it, and which id it had before it was
 * renewed.
 */
public final class IdRenewal {
    /**
     * The control field with the time of the last change of the id, in milliseconds; 0 for a session of the Python
     * application, which keeps its id. Without it the id is as old as the session.
     */
    public static final String SINCE = "@id_since";

    /** The control field with the digest of the only id that leads to the session beside its own. */
    public static final String FROM = "@renewed_from";

    /** The time that the old id leads to the new one after a renewal. */
    public static final Duration GRACE = Duration.ofSeconds(60);

    private IdRenewal() {}

    /** Returns the digest of the only id that leads to a session beside its own; empty if there is none. */
    public static Optional<String> from(SessionSnapshot session) {
        return Optional.ofNullable(session.fields().get(FROM))
                .map(digest -> new String(digest, StandardCharsets.ISO_8859_1));
    }

    /** Returns true if an id leads to a session, since it is the one that it had before it was renewed. */
    public static boolean leads(SessionId old, SessionSnapshot session) {
        return from(session).filter(old.sha256()::equals).isPresent();
    }

    /** Returns since when a session has its id; empty if it keeps it. */
    public static Optional<Instant> since(SessionSnapshot session) {
        byte[] since = session.fields().get(SINCE);
        String text = since == null ? "" : new String(since, StandardCharsets.ISO_8859_1);
        if (session.adopted() || text.equals("0")) {
            return Optional.empty();
        }
        return Optional.of(
                text.matches("[0-9]{1,16}") ? Instant.ofEpochMilli(Long.parseLong(text)) : session.createdAt());
    }
}
