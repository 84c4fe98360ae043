package org.abisession.node;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of an encrypted value, JSON like all others:
 *
 * <pre>
 * {"@type":"encrypted","key":"2026-11","data":"&lt;base64 of nonce, ciphertext and tag&gt;"}
 * </pre>
 *
 * @param key the name of the key
 * @param data nonce, ciphertext and tag
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes as stored
public record EncryptedValue(String key, byte[] data) {
    private static final String BEFORE = "{\"@type\":\"encrypted\",\"key\":\"";
    private static final byte[] PREFIX = BEFORE.getBytes(StandardCharsets.US_ASCII);
    private static final String BETWEEN = "\",\"data\":\"";
    private static final String AFTER = "\"}";
    private static final Pattern FORM = Pattern.compile(
            Pattern.quote(BEFORE) + "([A-Za-z0-9._-]{1,32})" + Pattern.quote(BETWEEN) + "([A-Za-z0-9+/=]*)"
                    + Pattern.quote(AFTER));

    /** Returns the name of the key that has encrypted a stored value; empty if none has, or the form is damaged. */
    public static Optional<String> key(byte[] stored) {
        return is(stored) ? Optional.ofNullable(parse(stored)).map(EncryptedValue::key) : Optional.empty();
    }

    /** Returns true if this is the stored form of an encrypted value, or begins like one. */
    static boolean is(byte @Nullable [] stored) {
        return stored != null
                && stored.length > PREFIX.length
                && Arrays.equals(stored, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    /** Parses the stored form; null if it is damaged. */
    static @Nullable EncryptedValue parse(byte[] stored) {
        Matcher matcher = FORM.matcher(new String(stored, StandardCharsets.ISO_8859_1));
        try {
            return matcher.matches()
                    ? new EncryptedValue(matcher.group(1), Base64.getDecoder().decode(matcher.group(2)))
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    byte[] stored() {
        return (BEFORE + key + BETWEEN + Base64.getEncoder().encodeToString(data) + AFTER)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the name of the key, not the data. */
    @Override
    public String toString() {
        return "EncryptedValue[" + key + "]";
    }
}
