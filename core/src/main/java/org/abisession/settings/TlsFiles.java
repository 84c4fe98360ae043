package org.abisession.settings;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what the files of TLS hold: {@link Setting#REDIS_CA}, {@link Setting#REDIS_CLIENT_CERTIFICATE} and {@link
 * Setting#REDIS_CLIENT_KEY}.
 */
final class TlsFiles {
    private static final String NAME_AUTHORITIES =
            "It begins with -----BEGIN CERTIFICATE-----. Name that file, or leave the setting out for the authorities"
                    + " that the JVM trusts.";
    private static final String NAME_CERTIFICATE =
            "A certificate begins with -----BEGIN CERTIFICATE-----, its key with -----BEGIN PRIVATE KEY-----. Name their"
                    + " files, or leave both settings out.";
    private static final Pattern CERTIFICATES =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    private TlsFiles() {}

    /** Returns who may have signed the certificate of Redis; nobody where that is left to the JVM. */
    static Supplier<List<X509Certificate>> authorities(Values values, boolean tls) {
        Optional<ConfiguredValue> file = find(values, Setting.REDIS_CA, tls);
        return file.isEmpty()
                ? List::of
                : new CurrentFiles<>(
                        List.of(file.get()),
                        NAME_AUTHORITIES,
                        texts -> certificates(file.get(), texts.get(0), NAME_AUTHORITIES));
    }

    /** Returns the certificate by which nodes identify themselves, with its key; empty where there is none. */
    static Supplier<Optional<PrivateKeyEntry>> client(Values values, boolean tls) {
        Optional<ConfiguredValue> certificate = find(values, Setting.REDIS_CLIENT_CERTIFICATE, tls);
        Optional<ConfiguredValue> key = find(values, Setting.REDIS_CLIENT_KEY, tls);
        if (certificate.isEmpty()) {
            key.ifPresent(set -> {
                throw set.invalid(
                        "must not be set without a certificate",
                        "Set " + Setting.REDIS_CLIENT_CERTIFICATE.fullName() + ", or leave it out.");
            });
            return Optional::empty;
        }
        ConfiguredValue ofCertificate = certificate.get();
        SecretFilePermissions.checkClientKey(CurrentFiles.path(key.orElse(ofCertificate)))
                .ifPresent(values::warn);
        return new CurrentFiles<>(
                Stream.concat(certificate.stream(), key.stream()).toList(),
                NAME_CERTIFICATE,
                texts -> Optional.of(client(ofCertificate, key.orElse(ofCertificate), texts)));
    }

    private static PrivateKeyEntry client(ConfiguredValue certificate, ConfiguredValue key, List<String> texts) {
        String pem = CERTIFICATES
                .matcher(texts.get(0))
                .results()
                .map(block -> block.group())
                .collect(Collectors.joining("\n"));
        List<X509Certificate> chain = certificates(certificate, pem, NAME_CERTIFICATE);
        PrivateKey ofChain = PrivateKeyFile.parse(
                key, texts.get(texts.size() - 1), chain.get(0).getPublicKey());
        return new PrivateKeyEntry(ofChain, chain.toArray(Certificate[]::new));
    }

    private static Optional<ConfiguredValue> find(Values values, Setting setting, boolean tls) {
        Optional<ConfiguredValue> file = values.find(setting);
        file.ifPresent(set -> {
            if (!tls) {
                throw set.invalid(
                        "must not be set without TLS", "Write rediss:// or set redis-tls=true, or leave it out.");
            }
            values.came(set, set.value());
        });
        return file;
    }

    private static List<X509Certificate> certificates(ConfiguredValue file, String text, String nextAction) {
        try {
            List<X509Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (certificates.isEmpty()) {
                throw file.invalid(
                        "must name a file that has a certificate, looked at " + CurrentFiles.path(file), nextAction);
            }
            return certificates;
        } catch (CertificateException e) {
            throw file.invalid(
                    "must name a file of certificates in PEM, looked at " + CurrentFiles.path(file), nextAction);
        }
    }
}
