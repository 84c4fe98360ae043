package org.abisession.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.abisession.testing.TestJvm;

/** A key and a self-signed certificate, made by the JDK's keytool for one test, in the form that Redis reads. */
record Certificate(Path key, Path certificate) {
    private static final char[] PASSWORD = "throwaway".toCharArray();

    static Certificate make(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("redis.p12");
        Process keytool = new ProcessBuilder(TestJvm.keytool(
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=redis",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .inheritIO()
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new Certificate(
                pem(
                        directory.resolve("key.pem"),
                        "PRIVATE KEY",
                        keys.getKey("redis", PASSWORD).getEncoded()),
                pem(
                        directory.resolve("cert.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("redis").getEncoded()));
    }

    private static Path pem(Path file, String title, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + title + "-----\n" + text + "\n-----END " + title + "-----\n");
    }
}
