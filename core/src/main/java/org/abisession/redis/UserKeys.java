package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.abisession.settings.SessionSettings;
import org.abisession.store.UserName;

/**
 * The names of the keys that hold the sessions of users, one for a user and application.
 *
 * <pre>
 * abi-session:user:&lt;app&gt;:&lt;user&gt;   sorted set of session ids
 * </pre>
 *
 * <p>The user's name is escaped, or, with {@code user-names=hashed}, its HMAC-SHA-256 stands there. Safe for use by
 * several threads.
 */
final class UserKeys {
    private static final String HMAC = "HmacSHA256";

    private final String before;
    private final Optional<SecretKeySpec> secret;

    UserKeys(SessionSettings settings) {
        this.before = "abi-session:user:" + (settings.hashTags() ? "hash-tags:" : "") + settings.app() + ":";
        this.secret =
                settings.users().namesKey().map(key -> new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
    }

    /** Returns the key of a user, whose name is escaped. */
    byte[] key(String user) {
        return bytes(before + secret.map(key -> hash(key, user)).orElse(user));
    }

    /** Returns the key of the user whose login a save stores; empty if it stores none. */
    Optional<byte[]> ofLogin(Map<String, byte[]> fields) {
        return fields.containsKey(ControlFields.LOGIN)
                ? UserName.stored(fields.get(ControlFields.USER)).map(this::key)
                : Optional.empty();
    }

    private static String hash(SecretKeySpec key, String user) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC, e);
        }
    }
}
