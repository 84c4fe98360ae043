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
    private static final SslBundle AUTHORITY = SslBundle.of(new PemSslStoreBundle(
            (PemSslStoreDetails) null, PemSslStoreDetails.forCertificate("classpath:authority.pem")));

    @Test
    void file_trustedCertificates_areReadBySettings() {
        try (AuthorityFiles files = new AuthorityFiles()) {
            Path file = files.file(AUTHORITY).orElseThrow();

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
        AuthorityFiles files = new AuthorityFiles();
        Path file = files.file(AUTHORITY).orElseThrow();

        assertThat(files.file(AUTHORITY)).contains(file);
        files.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void file_noTrustStore_leavesItToTheJvm() {
        try (AuthorityFiles files = new AuthorityFiles()) {
            assertThat(files.file(SslBundle.of(SslStoreBundle.NONE))).isEmpty();
        }
    }
}
