package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.TestCertificates;
import org.junit.jupiter.api.Test;

/** Each misconfiguration of TLS is started for real, and must be the one thing that doctor finds. */
class DoctorTlsTest extends DoctorFixture {
    @Test
    void tlsOnOneSideOnly_orCertificateOfNobody_isFound() throws Exception {
        Certificate certificate = Certificate.make(directory);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        EmbeddedRedis redis = redis(
                "--tls-port", Integer.toString(port),
                "--tls-cert-file", certificate.certificate().toString(),
                "--tls-key-file", certificate.key().toString(),
                "--tls-auth-clients", "no",
                "--tls-ca-cert-file", certificate.certificate().toString());
        assertFound(Cli.at("redis://127.0.0.1:" + port), "ERROR tls-expected", "REDIS_TLS=true");
        assertFound(
                Cli.at(redis.uri()).env("REDIS_TLS", "true").env("ABI_SESSION_COMMAND_TIMEOUT", "1s"),
                "ERROR tls-not-spoken",
                "leave REDIS_TLS out");
        assertFound(Cli.at("rediss://127.0.0.1:" + port), "ERROR tls-untrusted", "Set REDIS_CA");
        assertFound(
                Cli.at("rediss://127.0.0.1:" + port)
                        .env("REDIS_CA", certificate.certificate().toString()),
                "ERROR tls-name",
                "have one made for 127.0.0.1");
    }

    @Test
    void tls_certificateExpired_orOneOfTheClientWanted_isFound() throws IOException {
        TestCertificates expired = TestCertificates.createExpired(directory.resolve("expired"), "ip:127.0.0.1");
        assertFound(tls(expired, "no"), "ERROR tls-not-valid", "Give the server one that is valid");
        TestCertificates good = TestCertificates.create(directory.resolve("good"), "ip:127.0.0.1");
        assertThat(found(tls(good, "no"))).isEmpty();
        assertFound(tls(good, "yes"), "ERROR tls-failed", "tls-auth-clients must be no");
        String certificate = good.certificate().toString();
        String key = good.key().toString();
        assertThat(found(tls(good, "yes")
                        .env("REDIS_CLIENT_CERTIFICATE", certificate)
                        .env("REDIS_CLIENT_KEY", key)))
                .isEmpty();
        assertFound(
                tls(good, "yes")
                        .env("REDIS_CLIENT_CERTIFICATE", expired.certificate().toString())
                        .env("REDIS_CLIENT_KEY", expired.key().toString()),
                "ERROR tls-failed",
                "REDIS_CLIENT_CERTIFICATE must be valid");
        Files.setPosixFilePermissions(good.key(), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(found(tls(good, "yes")
                        .env("REDIS_CLIENT_CERTIFICATE", certificate)
                        .env("REDIS_CLIENT_KEY", key)))
                .isEqualTo("WARNING client-key-permissions: Restrict it: chmod 600 " + key + "\n");
    }

    @Test
    void tls_authorityOfTheSettings_isInTheFix() {
        TestCertificates certificates = TestCertificates.create(directory, "ip:127.0.0.1");
        EmbeddedRedis redis = closing(EmbeddedRedis.start(certificates.serverArguments()));
        String ca = certificates.ca().toString();
        assertFound(
                Cli.at("rediss://127.0.0.1:" + redis.port()).env("REDIS_CA", ca),
                "WARNING no-persistence",
                "redis-cli -h 127.0.0.1 -p " + redis.port() + " --tls --cacert " + ca + " CONFIG SET appendonly yes");
        assertFound(
                Cli.at("rediss://127.0.0.1:" + redis.port())
                        .env("REDIS_CA", ca)
                        .env(
                                "REDIS_CLIENT_CERTIFICATE",
                                certificates.certificate().toString())
                        .env("REDIS_CLIENT_KEY", certificates.key().toString()),
                "WARNING no-persistence",
                " --tls --cacert " + ca + " --cert " + certificates.certificate() + " --key " + certificates.key()
                        + " CONFIG SET appendonly yes");
    }

    private Cli tls(TestCertificates certificates, String authClients) {
        EmbeddedRedis redis = redis(certificates.serverArguments(authClients));
        return Cli.at("rediss://127.0.0.1:" + redis.port())
                .env("REDIS_CA", certificates.ca().toString());
    }
}
