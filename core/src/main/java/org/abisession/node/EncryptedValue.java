package org.abisession.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
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
    private static final byte[] PREFIX = ascii("{\"@type\":\"encrypted\",\"key\":\"");
    private static final byte[] BETWEEN = ascii("\",\"data\":\"");
    private static final byte[] SUFFIX = ascii("\"}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");
    private static final int LONGEST_NAME = 32;

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
        if (!is(stored)) {
            return null;
        }
        int end = PREFIX.length;
        while (end < stored.length && stored[end] != '"' && end - PREFIX.length <= LONGEST_NAME) {
            end++;
        }
        String key = new String(stored, PREFIX.length, end - PREFIX.length, StandardCharsets.ISO_8859_1);
        int data = end + BETWEEN.length;
        int after = stored.length - SUFFIX.length;
        if (data > after
                || !NAME.matcher(key).matches()
                || !Arrays.equals(stored, end, data, BETWEEN, 0, BETWEEN.length)
                || !Arrays.equals(stored, after, stored.length, SUFFIX, 0, SUFFIX.length)) {
            return null;
        }
        try {
            return new EncryptedValue(key, Base64.getDecoder().decode(Arrays.copyOfRange(stored, data, after)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    byte[] stored() {
        byte[] name = ascii(key);
        byte[] base64 = Base64.getEncoder().encode(data);
        return ByteBuffer.allocate(PREFIX.length + name.length + BETWEEN.length + base64.length + SUFFIX.length)
                .put(PREFIX)
                .put(name)
                .put(BETWEEN)
                .put(base64)
                .put(SUFFIX)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the name of the key, not the data. */
    @Override
    public String toString() {
        return "EncryptedValue[" + key + "]";
    }
}
