package org.abisession.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;

/**
 * Keeps what is in SSL bundles in files, in the forms that the settings {@code redis-ca} and {@code
 * redis-client-certificate} take: one for each content, which its owner alone may read, until it is closed. Safe for use
 * by several threads.
 */
final class BundleFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFiles.class);

    private final Map<String, Path> files = new HashMap<>();

    /** Returns the file of the authorities that a bundle trusts; empty if it leaves them to the JVM. */
    synchronized Optional<Path> authorities(SslBundle bundle) {
        return file(bundle.getStores().getTrustStore(), BundleFiles::trusted);
    }

    /** Returns the file of a bundle's key and its certificates; empty if it has none. */
    synchronized Optional<Path> clientCertificate(SslBundle bundle) {
        return file(bundle.getStores().getKeyStore(), keys -> client(keys, bundle));
    }

    @FunctionalInterface
    private interface Pem {
        String of(KeyStore store) throws GeneralSecurityException;
    }

    private Optional<Path> file(@Nullable KeyStore store, Pem content) {
        if (store == null) {
            return Optional.empty();
        }
        try {
            String pem = content.of(store);
            Path file = files.get(pem);
            if (file == null) {
                file = Files.createTempFile("abi-session-bundle", ".pem");
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

    private static String trusted(KeyStore store) throws GeneralSecurityException {
        StringBuilder pem = new StringBuilder();
        for (String alias : Collections.list(store.aliases())) {
            Certificate certificate = store.getCertificate(alias);
            if (certificate != null) {
                pem.append(block("CERTIFICATE", certificate.getEncoded()));
            }
        }
        return pem.toString();
    }

    private static String client(KeyStore store, SslBundle bundle) throws GeneralSecurityException {
        String password = bundle.getKey().getPassword() != null
                ? bundle.getKey().getPassword()
                : bundle.getStores().getKeyStorePassword();
        for (String alias : aliases(store, bundle.getKey().getAlias())) {
            Key key = store.getKey(alias, password == null ? null : password.toCharArray());
            if (key instanceof PrivateKey && key.getEncoded() != null) {
                StringBuilder pem = new StringBuilder();
                for (Certificate certificate : store.getCertificateChain(alias)) {
                    pem.append(block("CERTIFICATE", certificate.getEncoded()));
                }
                return pem.append(block("PRIVATE KEY", key.getEncoded())).toString();
            }
        }
        throw new SessionSettingsException(
                "The key store of the SSL bundle of spring.data.redis must have a private key"
                        + " that can be read. Name its alias in the bundle, or leave the key store out.");
    }

    private static List<String> aliases(KeyStore store, @Nullable String named) throws GeneralSecurityException {
        return named == null ? new ArrayList<>(Collections.list(store.aliases())) : List.of(named);
    }

    private static String block(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + what + "-----\n";
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
