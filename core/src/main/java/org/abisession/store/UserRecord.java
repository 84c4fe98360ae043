package org.abisession.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A session of a user as its record has it.
 *
 * @param id its id
 * @param createdAt when it began
 * @param loginAt when the user logged in with it
 * @param epoch the user's epoch at that login
 * @param lastAccessedAt when it was last used
 */
public record UserRecord(SessionId id, Instant createdAt, Instant loginAt, long epoch, Instant lastAccessedAt) {
    private static final Pattern LOGIN = Pattern.compile("\\[([0-9]{1,17}),([0-9]{1,15})]");

    /** Returns what a record keeps of a login, as JSON. */
    public static byte[] login(long epoch, Instant at) {
        return ("[" + epoch + "," + at.toEpochMilli() + "]").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Makes it of what is stored.
     *
     * @param login as {@link #login} has made it; empty if there is none
     */
    public static UserRecord of(SessionId id, Instant createdAt, String login, Instant lastAccessedAt) {
        Matcher found = LOGIN.matcher(login);
        boolean known = found.matches();
        return new UserRecord(
                id,
                createdAt,
                known ? Instant.ofEpochMilli(Long.parseLong(found.group(2))) : createdAt,
                known ? Long.parseLong(found.group(1)) : 0,
                lastAccessedAt.isBefore(createdAt) ? createdAt : lastAccessedAt);
    }

    /** Returns the digest of its id. */
    @Override
    public String toString() {
        return "UserRecord[" + id + "]";
    }
}
