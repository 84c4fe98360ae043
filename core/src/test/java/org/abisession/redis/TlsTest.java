package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
class TlsTest {
    @TempDir
    static Path directory;

    private static TestCertificates certificates;
    private static EmbeddedRedis redis;

    @BeforeAll
    static void start() {
        SharedCluster.assumeBinary();
        certificates = TestCertificates.create(directory.resolve("ours"), "ip:127.0.0.1,dns:redis.example");
        redis = EmbeddedRedis.start(certificates.serverArguments());
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    private static RedisConnections open(String host, @Nullable Path ca) {
        return RedisConnections.open(SessionSettings.builder()
                .adapter("redis-url", "rediss://" + host + ":" + redis.port())
                .adapter("redis-ca", ca == null ? "" : ca.toString())
                .build());
    }

    @Test
    void ownAuthorityAndRightHost_connects() {
        try (RedisConnections connections = open("127.0.0.1", certificates.ca())) {
            connections.ping();
        }
    }

    @Test
    void certificateForAnotherHost_isRefusedAndTheMessageNamesBoth() {
        try (RedisConnections connections = open("localhost", certificates.ca())) {
            assertThatThrownBy(connections::ping)
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageContaining("is for 127.0.0.1, redis.example, not for localhost")
                    .hasMessageContaining("REDIS_URL");
        }
    }

    @Test
    void certificateWithoutHost_isRefusedAndTheMessageNamesItsSubject() {
        TestCertificates old = TestCertificates.createWithoutNames(directory.resolve("old"));
        assertThat(refusal(old, "no"))
                .contains("the certificate of the server is for CN=server of a test, not for 127.0.0.1");
    }

    @Test
    void authorityOfNobody_isRefusedAndTheMessageSaysHowToNameIt() {
        try (RedisConnections connections = open("127.0.0.1", null)) {
            assertThatThrownBy(connections::ping)
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageContaining("CN=authority of a test")
                    .hasMessageContaining("Set REDIS_CA to the PEM file of that authority");
        }
    }

    @Test
    void anotherAuthorityThanTheFile_isRefused() {
        TestCertificates others = TestCertificates.create(directory.resolve("others"), "ip:127.0.0.1");
        try (RedisConnections connections = open("127.0.0.1", others.ca())) {
            assertThatThrownBy(connections::ping)
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageContaining("does not stand in the file that REDIS_CA names");
        }
    }

    @Test
    void authorityFileIsChanged_newConnectionsCountByItWithoutARestart() throws IOException {
        TestCertificates next = TestCertificates.create(directory.resolve("next"), "ip:127.0.0.1");
        Path file = Files.copy(certificates.ca(), directory.resolve("changing.pem"));
        try (EmbeddedRedis other = EmbeddedRedis.start(next.serverArguments());
                RedisConnections connections = open(other, file)) {
            assertThatThrownBy(connections::ping).hasMessageContaining("does not stand in the file");

            Files.copy(next.ca(), file, StandardCopyOption.REPLACE_EXISTING);
            connections.ping();

            Files.delete(file); // what was read last counts
            restart(other);
            assertThat(catchThrowable(connections::ping)).isInstanceOf(SessionStoreUnavailableException.class);
            connections.ping();

            Files.copy(certificates.ca(), file);
            restart(other);
            assertThat(catchThrowable(connections::ping)).isInstanceOf(SessionStoreUnavailableException.class);
            assertThatThrownBy(connections::ping).hasMessageContaining("does not stand in the file");
        }
    }

    private static void restart(EmbeddedRedis other) {
        other.kill();
        other.restart();
    }

    private static RedisConnections open(EmbeddedRedis other, Path ca) {
        return RedisConnections.open(SessionSettings.builder()
                .adapter("redis-url", "rediss://127.0.0.1:" + other.port())
                .adapter("redis-ca", ca.toString())
                .adapter("connect-timeout", "30s")
                .adapter("command-timeout", "30s")
                .build());
    }

    @Test
    void certificateHasExpired_isRefusedAndTheMessageSaysSince() {
        TestCertificates expired = TestCertificates.createExpired(directory.resolve("expired"), "ip:127.0.0.1");
        assertThat(refusal(expired, "no"))
                .contains("the certificate of \"CN=server of a test\" is valid from ", " by the clock of this machine")
                .endsWith("Give the server one that is valid.");
    }

    @Test
    void serverWantsACertificateOfTheClient_theMessageSaysWhichSetting() {
        assertThat(refusal(certificates, "yes")).contains("tls-auth-clients must be no or optional there.");
    }

    @Test
    void serverSpeaksTlsOnly_askedWithoutIt_theMessageSaysHowToSwitchItOn() {
        assertThat(failure("redis://127.0.0.1:" + redis.port()))
                .contains(
                        "ended the connection at the greeting",
                        "the URL must begin with rediss://, or REDIS_TLS be true");
    }

    @Test
    void serverSpeaksNoTls_askedWithIt_theMessageSaysHowToSwitchItOff() {
        try (EmbeddedRedis plain = EmbeddedRedis.start()) {
            assertThat(failure("rediss://127.0.0.1:" + plain.port()))
                    .contains(
                            "Read timed out in the TLS handshake",
                            "the URL must begin with redis://, and REDIS_TLS be false");
        }
    }

    @Test
    void serverAnswersTheHandshakeInClear_theMessageSaysSo() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answerAsAWebServer(web));
            answers.setDaemon(true);
            answers.start();

            assertThat(failure("rediss://127.0.0.1:" + web.getLocalPort()))
                    .contains("What answers there speaks no TLS", "the URL must begin with redis://");
            assertThat(failure("redis://127.0.0.1:" + web.getLocalPort()))
                    .contains("Unknown reply")
                    .doesNotContain("TLS");
        }
    }

    private static void answerAsAWebServer(ServerSocket web) {
        try {
            while (true) {
                try (Socket client = web.accept()) {
                    int unused = client.getInputStream().read(new byte[4096]); // all of it: closing is no reset then
                    client.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // the test has ended
        }
    }

    private static String failure(String url) {
        try (RedisConnections connections = RedisConnections.open(
                SessionSettings.builder().adapter("redis-url", url).build())) {
            return String.valueOf(catchThrowable(connections::ping).getMessage());
        }
    }

    private static String refusal(TestCertificates ofServer, String authClients) {
        try (EmbeddedRedis other = EmbeddedRedis.start(ofServer.serverArguments(authClients));
                RedisConnections connections = open(other, ofServer.ca())) {
            return String.valueOf(catchThrowable(connections::ping).getMessage());
        }
    }
}
