package org.abisession.settings;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key from PEM, in the forms that OpenSSL and cert-manager write: PKCS #8 (RFC 5208), and those of RSA
 * (RFC 8017, A.1.2) and of elliptic curves (RFC 5915) alone. One that is encrypted is refused.
 */
final class PrivateKeyFile {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:[A-Z]+ )?)PRIVATE KEY-----([^-]*)-----END [A-Z ]*PRIVATE KEY-----");
    private static final Pattern ENCRYPTED =
            Pattern.compile("-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED");
    /** The algorithms of keys that TLS of the JDK takes, with one of signing by each. */
    private static final Map<String, String> ALGORITHMS = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    /** The version of a key in PKCS #8: an INTEGER of 0. */
    private static final byte[] VERSION = {2, 1, 0};

    private PrivateKeyFile() {}

    /**
     * Returns the key in the text of a file.
     *
     * @param of the public key of the certificate that it must belong to
     */
    static PrivateKey parse(ConfiguredValue file, String text, PublicKey of) {
        String signing = ALGORITHMS.get(of.getAlgorithm());
        if (signing == null) {
            throw file.invalid(
                    "must belong to a certificate for a key of RSA or of an elliptic curve (EC), and that one is for "
                            + of.getAlgorithm(),
                    "Make a certificate for such a key.");
        }
        if (ENCRYPTED.matcher(text).find()) {
            throw file.invalid(
                    "must name a file with a key that is not encrypted, looked at " + CurrentFiles.path(file),
                    "Write it without a passphrase (openssl pkey -in FILE -out OTHER), and let nobody else read it.");
        }
        Matcher found = KEY.matcher(text);
        if (!found.find()) {
            throw file.invalid(
                    "must name a file that has a private key, looked at " + CurrentFiles.path(file),
                    "It begins with -----BEGIN PRIVATE KEY-----. Set " + Setting.REDIS_CLIENT_KEY.fullName()
                            + " to that file.");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(found.group(2));
            PrivateKey key = KeyFactory.getInstance(of.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(found.group(1).isEmpty() ? der : pkcs8(der, of)));
            if (belongs(key, of, signing)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // of another form, or of another algorithm
        }
        throw file.invalid(
                "must name the file of the key that belongs to the certificate, looked at " + CurrentFiles.path(file),
                "Name the two files that were made together; the certificate of the node stands first in its file.");
    }

    private static boolean belongs(PrivateKey key, PublicKey of, String signing) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(signing);
        signature.initSign(key);
        signature.update(VERSION); // any bytes
        byte[] signed = signature.sign();
        signature.initVerify(of);
        signature.update(VERSION);
        return signature.verify(signed);
    }

    /** Puts a key into the frame that says of which algorithm it is; the public key has that, too. */
    private static byte[] pkcs8(byte[] key, PublicKey of) {
        return der(SEQUENCE, VERSION, algorithm(of.getEncoded()), der(OCTETS, key));
    }

    /** Returns the first part of a SubjectPublicKeyInfo (RFC 5280, 4.1): it has less than 128 bytes. */
    private static byte[] algorithm(byte[] info) {
        int start = info[1] >= 0 ? 2 : 2 + (info[1] & 0x7f);
        return Arrays.copyOfRange(info, start, start + 2 + info[start + 1]);
    }

    private static byte[] der(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length > 0xff) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length > 0x7f) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
