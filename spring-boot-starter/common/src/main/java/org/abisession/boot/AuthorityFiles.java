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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;

/** Writes the authorities of an SSL bundle to a file, in the form that the setting {@code redis-ca} takes. */
final class AuthorityFiles {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityFiles.class);

    private AuthorityFiles() {}

    /** A file that goes with this process; none where the bundle leaves it to the JVM whom to trust. */
    static Optional<Path> write(SslBundle bundle) {
        try {
            if (bundle.getStores().getKeyStore() != null) {
                LOG.warn("The SSL bundle of spring.data.redis has a key, which is not used for the sessions:"
                        + " connections to Redis show no certificate of their own");
            }
            KeyStore trusted = bundle.getStores().getTrustStore();
            if (trusted == null) {
                return Optional.empty();
            }
            StringBuilder pem = new StringBuilder();
            for (String alias : Collections.list(trusted.aliases())) {
                Certificate certificate = trusted.getCertificate(alias);
                if (certificate != null) {
                    pem.append("-----BEGIN CERTIFICATE-----\n")
                            .append(Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(certificate.getEncoded()))
                            .append("\n-----END CERTIFICATE-----\n");
                }
            }
            Path file = Files.createTempFile("abi-session-authorities", ".pem");
            file.toFile().deleteOnExit();
            return Optional.of(Files.writeString(file, pem));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The SSL bundle of spring.data.redis can't be read", e);
        }
    }
}
