package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

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
        return SessionKeys.bytes("[" + epoch + "," + at.toEpochMilli() + "]");
    }

    /** Reads the control fields of a record. */
    static UserRecord of(SessionId id, Map<String, byte[]> fields, Instant lastAccessedAt) {
        Instant created =
                ControlFields.createdAt(fields).map(Instant::ofEpochMilli).orElse(lastAccessedAt);
        Matcher login = LOGIN.matcher(text(fields.get(ControlFields.LOGIN)));
        boolean known = login.matches();
        return new UserRecord(
                id,
                created,
                known ? Instant.ofEpochMilli(Long.parseLong(login.group(2))) : created,
                known ? Long.parseLong(login.group(1)) : 0,
                lastAccessedAt.isBefore(created) ? created : lastAccessedAt);
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns the digest of its id. */
    @Override
    public String toString() {
        return "UserRecord[" + id + "]";
    }
}
