package org.abisession.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority for one test, and a server's certificate, made by the JDK's keytool. */
public final class TestCertificates {
    /** The password of {@link #keyStore}. */
    public static final String PASSWORD = "test-certificates";

    private final Path directory;
    private final String algorithm;

    private TestCertificates(Path directory, String algorithm) {
        this.directory = directory;
        this.algorithm = algorithm;
    }

    /**
     * Makes an authority and a certificate that it has signed.
     *
     * @param names whom the certificate is for, as keytool's extension {@code san} takes it: {@code
     *     ip:127.0.0.1,dns:localhost}
     */
    public static TestCertificates create(Path directory, String names) {
        return create(directory, names, "-0d");
    }

    /** Does the same as {@link #create(Path, String)}; the certificate names no host beside its subject. */
    public static TestCertificates createWithoutNames(Path directory) {
        return create(directory, "", "-0d");
    }

    /** Does the same as {@link #create(Path, String)}; the certificate has expired. */
    public static TestCertificates createExpired(Path directory, String names) {
        return create(directory, names, "-3d");
    }

    private static TestCertificates create(Path directory, String names, String from) {
        return create(directory, names, from, "EC");
    }

    /** Does the same as {@link #create(Path, String)}, with keys of RSA. */
    public static TestCertificates createRsa(Path directory, String names) {
        return create(directory, names, "-0d", "RSA");
    }

    private static TestCertificates create(Path directory, String names, String from, String algorithm) {
        try {
            TestCertificates made = new TestCertificates(Files.createDirectories(directory), algorithm);
            made.keytool("ca", "-dname", "CN=authority of a test", "-ext", "bc:c");
            List<String> server =
                    new ArrayList<>(List.of("-dname", "CN=server of a test", "-signer", "ca", "-startdate", from));
            if (!names.isEmpty()) {
                server.addAll(List.of("-ext", "san=" + names));
            }
            made.keytool("server", server.toArray(String[]::new));
            made.export();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keytool(String alias, String... arguments) throws IOException {
        List<String> command = TestJvm.keytool("-genkeypair", "-alias", alias, "-keyalg", algorithm, "-validity", "2");
        command.addAll(List.of("-keystore", keyStore().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of(arguments));
        Path log = directory.resolve("keytool.log");
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                keytool.destroyForcibly();
                throw new IllegalStateException("keytool failed: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            keytool.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool runs", e);
        }
    }

    private void export() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        pem(ca(), "CERTIFICATE", keys.getCertificate("ca").getEncoded());
        pem(certificate(), "CERTIFICATE", keys.getCertificate("server").getEncoded());
        Files.createFile(key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        pem(key(), "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
    }

    private static void pem(Path file, String what, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n",
                StandardCharsets.US_ASCII);
    }

    /** Returns the key store, PKCS #12, with the keys {@code server} and {@code ca}. */
    public Path keyStore() {
        return directory.resolve("keys.p12");
    }

    /** Returns the authority's certificate, PEM. */
    public Path ca() {
        return directory.resolve("ca.pem");
    }

    /** Returns the certificate that the authority has signed, PEM. A client may show it, too. */
    public Path certificate() {
        return directory.resolve("server.pem");
    }

    /** Returns the key of that certificate, PEM, in PKCS #8. */
    public Path key() {
        return directory.resolve("server.key");
    }

    /** Returns what makes a redis-server speak TLS, and nothing else, on its port. */
    public String[] serverArguments() {
        return serverArguments("no");
    }

    /**
     * Does the same as {@link #serverArguments()}, with {@code yes} for a server that wants certificates of clients.
     */
    public String[] serverArguments(String authClients) {
        return new String[] {
            "--port",
            "0",
            "--tls-port",
            "{port}",
            "--tls-cert-file",
            certificate().toString(),
            "--tls-key-file",
            key().toString(),
            "--tls-ca-cert-file",
            ca().toString(),
            "--tls-auth-clients",
            authClients
        };
    }
}
