package org.abisession.node;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.abisession.codec.ClassNames;
import org.abisession.codec.RefusalCode;
import org.abisession.codec.UnreadableAttributeException;
import org.abisession.settings.AttributeKeys;
import org.abisession.settings.AttributeKeys.Keys;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the values of attributes on their way to the store, and decrypts them on the way back: AES-256-GCM, which
 * authenticates the application, the field and the <em>origin</em> of the session with each value. So a value counts in
 * its own field of its own session only.
 *
 * <p>The origin is the digest of the id that the session began with. A change of the id keeps it, and with it all
 * values: before, a field {@code @origin.<digest of the new id>} is stored, which says the origin and is itself
 * encrypted and authenticated with the new id. Of two nodes that change the id at the same time each stores a field of
 * its own.
 *
 * <p>A value that can't be decrypted is left as it is: {@link FieldCodec} says why when it is asked for. Safe for use
 * by several threads.
 */
final class AttributeCipher {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String ORIGIN = "@origin.";
    private static final int NAME_BYTES = 8;
    /** The number of changes of the id whose fields stay, before the oldest are removed. */
    private static final int MOST_ORIGINS = 8;

    private final AttributeKeys keys;
    private final String application;
    private final SecureRandom random = new SecureRandom();

    AttributeCipher(AttributeKeys keys, String application) {
        this.keys = keys;
        this.application = application;
    }

    /** Returns a session as it was before its values were encrypted, as far as there are keys. */
    SessionSnapshot decrypted(SessionSnapshot session) {
        if (!keys.get().isAny() || !isAnyEncrypted(session.fields())) {
            return session;
        }
        byte[] origin = origin(session.id(), session.fields());
        Map<String, byte[]> fields = new HashMap<>(session.fields());
        fields.replaceAll((name, stored) -> {
            if (FieldNames.attribute(name).isEmpty() || !EncryptedValue.is(stored)) {
                return stored;
            }
            byte[] value = decrypt(stored, value(origin, name));
            return value == null ? stored : value;
        });
        return session.withFields(fields);
    }

    /** Returns true if a value is encrypted; as a loop, since every request asks for it. */
    private static boolean isAnyEncrypted(Map<String, byte[]> fields) {
        for (byte[] value : fields.values()) {
            if (EncryptedValue.is(value)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns a change with its values encrypted.
     *
     * @param record the fields of the session that say its origin
     */
    SessionDelta encrypted(SessionId id, SessionDelta delta, Map<String, byte[]> record) {
        Keys now = keys.get();
        if (!now.encrypts()
                || delta.changed().keySet().stream()
                        .allMatch(name -> FieldNames.attribute(name).isEmpty())) {
            return delta;
        }
        byte[] origin = origin(id, record);
        Map<String, byte[]> changed = new HashMap<>(delta.changed());
        changed.replaceAll((name, value) ->
                FieldNames.attribute(name).isEmpty() ? value : encrypt(now, value, value(origin, name)));
        return new SessionDelta(
                changed, delta.removed(), delta.maxInactiveInterval(), delta.shared(), delta.sharedRemoved());
    }

    /** Returns what is to be stored before a session gets another id; empty if nothing is encrypted. */
    Optional<SessionDelta> moving(SessionId from, SessionId to, Map<String, byte[]> record) {
        Keys now = keys.get();
        if (!now.isAny()) {
            return Optional.empty();
        }
        Map<String, byte[]> added = Map.of(name(to), encrypt(now, origin(from, record), originOf(to)));
        Set<String> old = new HashSet<>(record.size() < MOST_ORIGINS ? Set.of() : record.keySet());
        old.remove(name(from));
        return Optional.of(new SessionDelta(added, old, Optional.empty(), Map.of(), Set.of()));
    }

    /** Returns true if a field of a record holds an origin. */
    static boolean isOrigin(String field) {
        return field.startsWith(ORIGIN);
    }

    private byte[] origin(SessionId id, Map<String, byte[]> record) {
        byte[] encrypted = record.get(name(id));
        byte[] origin = encrypted == null ? null : decrypt(encrypted, originOf(id));
        return origin == null ? digest(id) : origin;
    }

    private static String name(SessionId id) {
        return ORIGIN + HexFormat.of().formatHex(digest(id), 0, NAME_BYTES);
    }

    private static byte[] digest(SessionId id) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes("origin:" + id.value()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private byte[] value(byte[] origin, String field) {
        return authenticated(bytes("value"), bytes(application), bytes(field), origin);
    }

    private byte[] originOf(SessionId id) {
        return authenticated(bytes("origin"), bytes(application), bytes(id.value()));
    }

    /** Joins parts so that no other parts make the same bytes. */
    private static byte[] authenticated(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private byte[] encrypt(Keys now, byte[] value, byte[] authenticated) {
        SecretKey key = now.byName().get(now.current());
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(authenticated);
            byte[] data = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(value.length));
            int unused = cipher.doFinal(value, 0, value.length, data, NONCE_BYTES);
            return new EncryptedValue(now.current(), data).stored();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    private byte @Nullable [] decrypt(byte[] stored, byte[] authenticated) {
        EncryptedValue value = EncryptedValue.parse(stored);
        SecretKey key = value == null ? null : keys.get().byName().get(value.key());
        // The JDK does not call a text without room for its tag wrong, but fails.
        if (value == null || key == null || value.data().length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            return null;
        }
        try {
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, value.data(), 0, NONCE_BYTES));
            cipher.updateAAD(authenticated);
            return cipher.doFinal(value.data(), NONCE_BYTES, value.data().length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            return null; // swapped, copied, changed, or of another key of this name
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** Returns the exception for a value that was not decrypted. */
    UnreadableAttributeException unreadable(String field, byte[] stored) {
        EncryptedValue value = EncryptedValue.parse(stored);
        String attribute = FieldNames.attribute(field).orElse(field);
        String shown = "The attribute '" + ClassNames.shown(attribute) + "' ";
        if (value != null && !keys.get().byName().containsKey(value.key())) {
            return new UnreadableAttributeException(
                    attribute,
                    null,
                    RefusalCode.KEY_MISSING,
                    shown + "is encrypted by the key " + value.key() + ", which this node does not have.",
                    "Add that key to abi.session.attribute-key, or to the file that abi.session.attribute-keys-file names;"
                            + " without it the value is lost.",
                    null);
        }
        return new UnreadableAttributeException(
                attribute,
                null,
                RefusalCode.DAMAGED,
                shown
                        + "is encrypted, and is not what was stored in this field of this session: it was changed or copied"
                        + " there, or its key is another one of the same name.",
                "Find out who can write to Redis, and compare the keys of all nodes.",
                null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
