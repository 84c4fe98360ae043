package org.abisession.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;

/**
 * Keeps the authorities of SSL bundles in files, in the form that the setting {@code redis-ca} takes: one for each
 * content, until it is closed. Safe for use by several threads.
 */
final class AuthorityFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityFiles.class);

    private final Map<String, Path> files = new HashMap<>();
    private boolean warned;

    /** Returns the file of a bundle; empty if the bundle leaves the trusted authorities to the JVM. */
    synchronized Optional<Path> file(SslBundle bundle) {
        try {
            if (bundle.getStores().getKeyStore() != null && !warned) {
                warned = true;
                LOG.warn("The SSL bundle of spring.data.redis has a key, which is not used for the sessions:"
                        + " connections to Redis show no certificate of their own");
            }
            KeyStore trusted = bundle.getStores().getTrustStore();
            if (trusted == null) {
                return Optional.empty();
            }
            String pem = pem(trusted);
            Path file = files.get(pem);
            if (file == null) {
                file = Files.createTempFile("abi-session-authorities", ".pem");
                file.toFile().deleteOnExit(); // for a process that ends without closing
                Files.writeString(file, pem);
                files.put(pem, file);
            }
            return Optional.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The SSL bundle of spring.data.redis can't be read", e);
        }
    }

    private static String pem(KeyStore trusted) throws GeneralSecurityException {
        StringBuilder pem = new StringBuilder();
        for (String alias : Collections.list(trusted.aliases())) {
            Certificate certificate = trusted.getCertificate(alias);
            if (certificate != null) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        }
        return pem.toString();
    }

    /** Deletes the files. */
    @Override
    public synchronized void close() {
        for (Path file : files.values()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.debug("{} is left", file, e);
            }
        }
        files.clear();
    }
}
