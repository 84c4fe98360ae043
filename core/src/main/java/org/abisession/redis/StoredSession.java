package org.abisession.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.abisession.store.ClientDetails;
import org.abisession.store.SessionId;

/**
 * A session as Redis has it, without having been used by that.
 *
 * @param id its id
 * @param owner which application has a record of it
 * @param otherApplications the names of those that have one where this one has none; that of the root is empty
 * @param createdAt empty where neither side wrote it down
 * @param interval how long it lives without an access; zero or less is without an end
 * @param expiresIn how long it still lives; empty without an end
 * @param idle how long ago it was last used; empty where nothing tells of that
 * @param attributes how many fields its record has, control fields included
 * @param turns of its conversation
 * @param memory bytes of its keys; empty where Redis does not say
 * @param authenticated whether the container keeps a login with it
 * @param client what the client was at the login, if that is stored
 * @param metadata what both applications share; empty if there is none, or not in a String
 */
public record StoredSession(
        SessionId id,
        Owner owner,
        List<String> otherApplications,
        Optional<Instant> createdAt,
        Duration interval,
        Optional<Duration> expiresIn,
        Optional<Duration> idle,
        long attributes,
        long turns,
        OptionalLong memory,
        boolean authenticated,
        ClientDetails client,
        StoredMetadata metadata) {

    /** Tells which application has a record of a session. */
    public enum Owner {
        /** This application has one, whatever others have. */
        THIS_APPLICATION,
        /** The session has no record of an application: it is an adopted session. */
        NO_APPLICATION,
        /** Another application has one and this one has none: it is no session here. */
        OTHER_APPLICATION,
        /** This application has none, and Redis does not let its user see whether another one has. */
        UNKNOWN
    }

    /** Returns whether this application has a record of it. */
    public boolean hasRecord() {
        return owner == Owner.THIS_APPLICATION;
    }

    /** Returns whether it is a session of this application, so that {@link SessionBrowser#end} ends it. */
    public boolean isOwn() {
        return owner == Owner.THIS_APPLICATION || owner == Owner.NO_APPLICATION;
    }

    /** Returns the digest of the id, and no value. */
    @Override
    public String toString() {
        return "StoredSession[" + id + "]";
    }
}
