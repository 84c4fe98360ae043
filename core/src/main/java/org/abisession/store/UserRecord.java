package org.abisession.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
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
 * @param client what the client was at that login, if the application lets it be stored
 * @param marked whether its next request is to be refused
 */
public record UserRecord(
        SessionId id,
        Instant createdAt,
        Instant loginAt,
        long epoch,
        Instant lastAccessedAt,
        ClientDetails client,
        boolean marked) {
    /** The field of a record that has the next request of its session refused. */
    public static final String MARK = "@refused";

    private static final int HANDLE_BYTES = 16;
    private static final Pattern LOGIN = Pattern.compile("\\[([0-9]{1,17}),([0-9]{1,15})]");

    /** Returns what a record keeps of a login, as JSON. */
    public static byte[] login(long epoch, Instant at) {
        return ("[" + epoch + "," + at.toEpochMilli() + "]").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Makes the user's record of a session from what is stored.
     *
     * @param login as {@link #login} has made it; empty if there is none
     */
    public static UserRecord of(
            SessionId id,
            Instant createdAt,
            String login,
            Instant lastAccessedAt,
            ClientDetails client,
            boolean marked) {
        Matcher found = LOGIN.matcher(login);
        boolean known = found.matches();
        return new UserRecord(
                id,
                createdAt,
                known ? Instant.ofEpochMilli(Long.parseLong(found.group(2))) : createdAt,
                known ? Long.parseLong(found.group(1)) : 0,
                lastAccessedAt.isBefore(createdAt) ? createdAt : lastAccessedAt,
                client,
                marked);
    }

    /** Returns a long digest of its id, which names it among the sessions of its user and is of no use as a cookie. */
    public String handle() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(id.value().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, HANDLE_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Returns the digest of its id. */
    @Override
    public String toString() {
        return "UserRecord[" + id + "]";
    }
}
