package org.abisession.it.boot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An authenticator with one passkey (ES256, attestation "none"), and the part of the browser that speaks with it. */
final class Passkey {
    private static final String ORIGIN = "https://portal.example";
    private static final int USER_PRESENT_AND_VERIFIED = 0x05;
    private static final int WITH_KEY = 0x40;

    private final byte[] id = new byte[32];
    private final KeyPair keys;
    private int uses;

    Passkey() throws GeneralSecurityException {
        new SecureRandom().nextBytes(id);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
    }

    /** A string of these options, as JSON has it. */
    static String value(String json, String name) {
        Matcher value = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!value.find()) {
            throw new AssertionError("No " + name + " in " + json);
        }
        return value.group(1);
    }

    /** Answers the options of a registration. */
    String registration(String options) throws GeneralSecurityException {
        byte[] client = client("webauthn.create", value(options, "challenge"));
        byte[] data = data(USER_PRESENT_AND_VERIFIED | WITH_KEY);
        ByteArrayOutputStream attestation = new ByteArrayOutputStream();
        attestation.write(0xa3); // a map of three
        text(attestation, "fmt");
        text(attestation, "none");
        text(attestation, "attStmt");
        attestation.write(0xa0);
        text(attestation, "authData");
        bytes(attestation, data);
        return """
                {"publicKey": {"credential": {"id": "%1$s", "rawId": "%1$s", "type": "public-key",
                "authenticatorAttachment": "platform", "clientExtensionResults": {},
                "response": {"attestationObject": "%2$s", "clientDataJSON": "%3$s", "transports": ["internal"]}},
                "label": "test"}}""".formatted(Keys.base64Url(id), Keys.base64Url(attestation.toByteArray()), Keys.base64Url(client));
    }

    /** Answers the options of a login; {@code falsified}: by a signature of something else. */
    String login(String options, String user, boolean falsified) throws GeneralSecurityException {
        uses++;
        byte[] client = client("webauthn.get", value(options, "challenge"));
        byte[] data = data(USER_PRESENT_AND_VERIFIED);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(data);
        signature.update(MessageDigest.getInstance("SHA-256").digest(falsified ? data : client));
        return """
                {"id": "%1$s", "rawId": "%1$s", "type": "public-key", "authenticatorAttachment": "platform",
                "clientExtensionResults": {}, "response": {"authenticatorData": "%2$s", "clientDataJSON": "%3$s",
                "signature": "%4$s", "userHandle": "%5$s"}}""".formatted(
                        Keys.base64Url(id),
                        Keys.base64Url(data),
                        Keys.base64Url(client),
                        Keys.base64Url(signature.sign()),
                        user);
    }

    private static byte[] client(String type, String challenge) {
        return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
                .formatted(type, challenge, ORIGIN)
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] data(int flags) throws GeneralSecurityException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MessageDigest.getInstance("SHA-256").digest("portal.example".getBytes(StandardCharsets.UTF_8)));
        out.write(flags);
        out.writeBytes(ByteBuffer.allocate(4).putInt(uses).array());
        if ((flags & WITH_KEY) != 0) {
            out.writeBytes(new byte[16]);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) id.length).array());
            out.writeBytes(id);
            out.writeBytes(key());
        }
        return out.toByteArray();
    }

    /** The public key as COSE has it: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}. */
    private byte[] key() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21});
        bytes(out, coordinate(key.getW().getAffineX().toByteArray()));
        out.write(0x22);
        bytes(out, coordinate(key.getW().getAffineY().toByteArray()));
        return out.toByteArray();
    }

    private static byte[] coordinate(byte[] number) {
        byte[] padded = new byte[32];
        byte[] digits = number.length > 32 ? Arrays.copyOfRange(number, number.length - 32, number.length) : number;
        System.arraycopy(digits, 0, padded, 32 - digits.length, digits.length);
        return padded;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(0x60 | text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void bytes(ByteArrayOutputStream out, byte[] bytes) {
        out.write(0x58);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }
}
