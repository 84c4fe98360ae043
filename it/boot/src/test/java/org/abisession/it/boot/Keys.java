package org.abisession.it.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import org.abisession.testing.TestJvm;

/** Keys and certificates that the JDK's keytool makes: each in a store of its own, all trusted by one more. */
final class Keys {
    static final String PASSWORD = "only-for-tests";

    private final Path directory;
    private final KeyStore trusted;

    Keys(Path directory) throws IOException, GeneralSecurityException {
        this.directory = directory;
        trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
    }

    /** Makes a key pair for whom this distinguished name says, and has the store of authorities trust it. */
    void create(String name, String distinguishedName) throws IOException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(TestJvm.keytool(
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-dname",
                        distinguishedName,
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        store(name).toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("keytool fails: " + output);
        }
        Certificate certificate = open(name).getCertificate(name);
        Files.writeString(
                certificate(name),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        trusted.setCertificateEntry(name, certificate);
        try (OutputStream out = Files.newOutputStream(store("trusted"))) {
            trusted.store(out, PASSWORD.toCharArray());
        }
    }

    Path certificate(String name) {
        return directory.resolve(name + ".pem");
    }

    Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    KeyStore open(String name) {
        try (InputStream in = Files.newInputStream(store(name))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
