package org.abisession.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.abisession.store.ClientDetails;
import org.abisession.store.SessionId;

/**
 * A session as Redis has it, without having been used by that.
 *
 * @param id its id
 * @param adopted whether only metadata and conversation are there: Python began it, or its HTTP part has ended
 * @param createdAt empty where neither side wrote it down
 * @param interval how long it lives without an access; zero or less is for ever
 * @param expiresIn how long it still lives; empty for ever
 * @param attributes how many fields its record has, control fields included
 * @param turns of its conversation
 * @param memory bytes of its keys; empty where Redis does not say
 * @param authenticated whether the container keeps a login with it
 * @param client what the client was at the login, if that is stored
 * @param metadata what both applications share; empty if there is none, or not in a String
 */
public record StoredSession(
        SessionId id,
        boolean adopted,
        Optional<Instant> createdAt,
        Duration interval,
        Optional<Duration> expiresIn,
        long attributes,
        long turns,
        OptionalLong memory,
        boolean authenticated,
        ClientDetails client,
        StoredMetadata metadata) {

    /** Returns how long ago it was last used, as far as its expiry tells. */
    public Optional<Duration> idle() {
        return expiresIn.map(interval::minus).map(idle -> idle.isNegative() ? Duration.ZERO : idle);
    }

    /** The digest of the id; no value. */
    @Override
    public String toString() {
        return "StoredSession[" + id + "]";
    }
}
