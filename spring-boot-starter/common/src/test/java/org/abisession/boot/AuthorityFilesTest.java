package org.abisession.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.abisession.settings.SessionSettings;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

class AuthorityFilesTest {
    @Test
    void write_trustedCertificates_areReadBySettings() {
        PemSslStoreBundle stores = new PemSslStoreBundle(
                (PemSslStoreDetails) null, PemSslStoreDetails.forCertificate("classpath:authority.pem"));

        Path file = AuthorityFiles.write(SslBundle.of(stores)).orElseThrow();

        assertThat(SessionSettings.builder()
                        .adapter("redis-tls", "true")
                        .adapter("redis-ca", file.toString())
                        .build()
                        .redisAuthorities())
                .hasSize(1);
    }

    @Test
    void write_noTrustStore_leavesItToTheJvm() {
        assertThat(AuthorityFiles.write(SslBundle.of(SslStoreBundle.NONE))).isEmpty();
    }
}
