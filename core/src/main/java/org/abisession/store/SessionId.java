package org.abisession.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The id of a session: a credential. Who has it has the session, so only {@link #toString} (a short
 * digest) may be logged, shown in a message or used in a metric; {@link #value} may not.
 *
 * <p>Ids that we make have 256 bits from a {@link SecureRandom}, as 43 characters of base64url. Ids
 * that clients bring are untrusted: {@link #parse} takes {@value #MIN_LENGTH} to {@value #MAX_LENGTH}
 * characters of {@code [A-Za-z0-9_-]} (which are also what Python's {@code uuid4()}, {@code
 * uuid4().hex} and {@code token_urlsafe()} make) and nothing else, so that no id can name a key of
 * another shape. An immutable value, safe for use by several threads.
 */
public final class SessionId {
    /** Fewest characters that an id may have. */
    public static final int MIN_LENGTH = 16;

    /** Most characters that an id may have. */
    public static final int MAX_LENGTH = 128;

    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String value;

    private SessionId(String value) {
        this.value = value;
    }

    /** Returns a new id that nobody can guess. */
    public static SessionId random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new SessionId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * Reads what a client sent, after the container has taken its route suffix off.
     *
     * @return empty if it is not of the form of an id; such a text must not be used any further
     */
    public static Optional<SessionId> parse(@Nullable String text) {
        return text != null && isWellFormed(text) ? Optional.of(new SessionId(text)) : Optional.empty();
    }

    /** Returns a text without the route that a container may have put after an id, with a dot between the two. */
    public static String withoutRoute(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? text : text.substring(0, dot);
    }

    /**
     * Does the same as {@link #parse}, for a text that is known to be an id.
     *
     * @throws IllegalArgumentException if it is not of the form of an id; the message does not repeat it
     */
    public static SessionId of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("A session id must be " + MIN_LENGTH + " to "
                        + MAX_LENGTH + " characters of A-Z a-z 0-9 _ -, was " + text.length()
                        + " characters of another form"));
    }

    private static boolean isWellFormed(String text) {
        int length = text.length();
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    /** Returns the id itself, for the cookie and the keys. Never log it. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Returns a digest of eight hexadecimal digits, which tells log lines of one session from those of others. */
    @Override
    public String toString() {
        return "session#" + sha256().substring(0, 8);
    }

    /** Returns its SHA-256 in hexadecimal digits, by which an id can be found again that is not stored itself. */
    public String sha256() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
