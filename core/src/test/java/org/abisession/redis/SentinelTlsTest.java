package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.EmbeddedSentinel;
import org.abisession.testing.TestCertificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS holds for the sentinels as well as for the servers: they say where the password goes. */
@Tag("full")
class SentinelTlsTest {
    @TempDir
    Path directory;

    private static SessionSettings settings(String uri, TestCertificates certificates) {
        return SessionSettings.builder()
                .adapter("redis-url", uri)
                .adapter("redis-tls", "true")
                .adapter("redis-ca", certificates.ca().toString())
                .adapter("command-timeout", "5s")
                .build();
    }

    @Test
    void sentinelsAndServersWithTls_areUsed() {
        SharedCluster.assumeBinary();
        TestCertificates certificates = TestCertificates.create(directory, "ip:127.0.0.1");
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start(certificates)) {
            SessionSettings settings = settings(sentinel.uri(), certificates);
            try (RedisConnections connections = RedisConnections.open(settings)) {
                RedisSessionRepository repository = new RedisSessionRepository(connections, settings, ended -> {});
                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptionsMatching(SessionStoreException.class::isInstance)
                        .until(() ->
                                repository.find(Sessions.create(repository)).isPresent());
            }
        }
    }

    @Test
    void sentinelWithoutTls_isToldNothingInClear() throws Exception {
        TestCertificates certificates = TestCertificates.create(directory, "ip:127.0.0.1");
        try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> firstBytes(plain));
            SessionSettings settings =
                    settings("redis-sentinel://127.0.0.1:" + plain.getLocalPort() + "/abi", certificates);
            try (RedisConnections connections = RedisConnections.open(settings)) {
                assertThatThrownBy(connections::ping).isInstanceOf(SessionStoreUnavailableException.class);
            }
            assertThat(first.get(30, TimeUnit.SECONDS))
                    .doesNotContain("SENTINEL")
                    .startsWith("\u0016\u0003");
        }
    }

    private static String firstBytes(ServerSocket server) {
        try (Socket client = server.accept()) {
            return new String(client.getInputStream().readNBytes(40), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
