package org.abisession.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads the file of {@link Setting#REDIS_CA}. */
final class AuthorityFile {
    private static final String NEXT_ACTION =
            "It begins with -----BEGIN CERTIFICATE-----. Name that file, or leave the setting out for the authorities"
                    + " that the JVM trusts.";

    private AuthorityFile() {}

    /** Returns what is in the file. */
    static byte[] text(ConfiguredValue file) {
        Path path = path(file);
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw file.invalid(
                    "must name a file that can be read, looked at " + path + " ("
                            + e.getClass().getSimpleName() + ")",
                    NEXT_ACTION);
        }
    }

    /** Returns the certificates in the text of the file, at least one. */
    static List<X509Certificate> parse(ConfiguredValue file, byte[] text) {
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(text))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw file.invalid("must name a file that has a certificate, looked at " + path(file), NEXT_ACTION);
            }
            return certificates;
        } catch (CertificateException e) {
            throw file.invalid("must name a file of certificates in PEM, looked at " + path(file), NEXT_ACTION);
        }
    }

    private static Path path(ConfiguredValue file) {
        try {
            return Path.of(file.value()).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw file.invalid();
        }
    }
}
