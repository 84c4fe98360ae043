package org.abisession.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

class BundleFilesTest {
    @TempDir
    Path directory;

    private static final SslBundle AUTHORITY = SslBundle.of(new PemSslStoreBundle(
            (PemSslStoreDetails) null, PemSslStoreDetails.forCertificate("classpath:authority.pem")));

    @Test
    void file_trustedCertificates_areReadBySettings() {
        try (BundleFiles files = new BundleFiles()) {
            Path file = files.authorities(AUTHORITY).orElseThrow();

            assertThat(SessionSettings.builder()
                            .adapter("redis-tls", "true")
                            .adapter("redis-ca", file.toString())
                            .build()
                            .redisAuthorities())
                    .hasSize(1);
        }
    }

    @Test
    void file_sameContent_isOneFileThatCloseDeletes() {
        BundleFiles files = new BundleFiles();
        Path file = files.authorities(AUTHORITY).orElseThrow();

        assertThat(files.authorities(AUTHORITY)).contains(file);
        files.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void file_noTrustStore_leavesItToTheJvm() {
        try (BundleFiles files = new BundleFiles()) {
            assertThat(files.authorities(SslBundle.of(SslStoreBundle.NONE))).isEmpty();
        }
    }

    @Test
    void file_keyAndItsCertificate_areReadBySettings() throws IOException {
        TestCertificates made = TestCertificates.create(directory, "ip:127.0.0.1");
        SslBundle bundle = SslBundle.of(new PemSslStoreBundle(
                PemSslStoreDetails.forCertificate("file:" + made.certificate()).withPrivateKey("file:" + made.key()),
                null));
        try (BundleFiles files = new BundleFiles()) {
            Path file = files.clientCertificate(bundle).orElseThrow();

            assertThat(Files.getPosixFilePermissions(file))
                    .as("it has a private key")
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(SessionSettings.builder()
                            .adapter("redis-tls", "true")
                            .adapter("redis-client-certificate", file.toString())
                            .build()
                            .redisClientCertificate())
                    .isPresent();
            assertThat(files.clientCertificate(AUTHORITY)).isEmpty();
        }
    }

    @Test
    void file_keyStoreWithAPassword_isReadByIt() throws Exception {
        TestCertificates made = TestCertificates.create(directory, "ip:127.0.0.1");
        SslBundle bundle = SslBundle.of(
                new JksSslStoreBundle(
                        new JksSslStoreDetails("PKCS12", null, made.keyStore().toString(), TestCertificates.PASSWORD),
                        null),
                SslBundleKey.of(null, "server"));
        try (BundleFiles files = new BundleFiles()) {
            String pem = Files.readString(files.clientCertificate(bundle).orElseThrow());

            assertThat(pem).contains(Files.readString(made.certificate())).contains(Files.readString(made.key()));
        }
    }
}
