package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.InvalidSettingException;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that wants certificates of its clients, as Redis does by default with TLS. */
@Tag("full")
class ClientCertificateTest {
    @TempDir
    static Path directory;

    private static TestCertificates elliptic;
    private static TestCertificates rsa;
    /** Of an authority that the server does not trust. */
    private static TestCertificates others;

    private static EmbeddedRedis redis;

    @BeforeAll
    static void start() throws IOException {
        SharedCluster.assumeBinary();
        elliptic = TestCertificates.create(directory.resolve("elliptic"), "ip:127.0.0.1");
        rsa = TestCertificates.createRsa(directory.resolve("rsa"), "ip:127.0.0.1");
        others = TestCertificates.create(directory.resolve("others"), "ip:127.0.0.1");
        Path both = directory.resolve("authorities.pem");
        Files.writeString(both, Files.readString(elliptic.ca()) + Files.readString(rsa.ca()));
        String[] arguments = elliptic.serverArguments("yes");
        arguments[Arrays.asList(arguments).indexOf("--tls-ca-cert-file") + 1] = both.toString();
        redis = EmbeddedRedis.start(arguments);
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    private static SessionSettings settings(Path certificate, String key) {
        return settings(redis, certificate, key);
    }

    private static SessionSettings settings(EmbeddedRedis server, Path certificate, String key) {
        return SessionSettings.builder()
                .adapter("redis-url", "rediss://127.0.0.1:" + server.port())
                .adapter("redis-ca", elliptic.ca().toString())
                .adapter("redis-client-certificate", certificate.toString())
                .adapter("redis-client-key", key)
                .build();
    }

    private static void assertAnswers(Path certificate, String key) {
        try (RedisConnections connections = RedisConnections.open(settings(certificate, key))) {
            connections.ping();
        }
    }

    private static Path file(String name, String... parts) throws IOException {
        return Files.writeString(directory.resolve(name), String.join("", parts));
    }

    /** Returns a key in the form of its algorithm alone: what PKCS #8 has after the algorithm. */
    private static String ownForm(Path pkcs8, String algorithm) throws IOException {
        String base64 = Files.readString(pkcs8).replaceAll("-----[A-Z ]+-----|\\s", "");
        byte[] der = Base64.getDecoder().decode(base64);
        int version = der[1] >= 0 ? 2 : 2 + (der[1] & 0x7f);
        int octets = version + 3 + 2 + der[version + 3 + 1];
        int start = octets + (der[octets + 1] >= 0 ? 2 : 2 + (der[octets + 1] & 0x7f));
        byte[] key = Arrays.copyOfRange(der, start, der.length);
        return "-----BEGIN " + algorithm + " PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(key)
                + "\n-----END " + algorithm + " PRIVATE KEY-----\n";
    }

    @Test
    void serverWantsACertificate_getsThatOfTheSettings() throws IOException {
        assertAnswers(elliptic.certificate(), elliptic.key().toString());
        assertAnswers(rsa.certificate(), rsa.key().toString());
    }

    @Test
    void certificateAndKeyInOneFile_areBothRead() throws IOException {
        String certificate = Files.readString(elliptic.certificate());
        String key = Files.readString(elliptic.key());
        String above = Files.readString(elliptic.ca());
        assertAnswers(file("certificate-first.pem", certificate, above, key), "");
        assertAnswers(file("key-first.pem", "a line of text\n", key, certificate), "");
    }

    @Test
    void keyInTheFormOfItsAlgorithm_isRead() throws IOException {
        assertAnswers(
                rsa.certificate(), file("rsa.key", ownForm(rsa.key(), "RSA")).toString());
        String parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        assertAnswers(
                elliptic.certificate(),
                file("ec.key", parameters, ownForm(elliptic.key(), "EC")).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void certificateOfAnAuthorityThatTheServerDoesNotTrust_theMessageSaysSo(String version) {
        String[] arguments = Stream.concat(
                        Stream.of(elliptic.serverArguments("yes")), Stream.of("--tls-protocols", version))
                .toArray(String[]::new);
        try (EmbeddedRedis server = EmbeddedRedis.start(arguments)) {
            for (int i = 0; i < 10; i++) { // the server ends the connection before the client is done with it, or after
                try (RedisConnections connections = RedisConnections.open(
                        settings(server, others.certificate(), others.key().toString()))) {
                    assertThatThrownBy(connections::ping)
                            .isInstanceOf(SessionStoreUnavailableException.class)
                            .hasMessageContaining("does not take the certificate of REDIS_CLIENT_CERTIFICATE")
                            .hasMessageContaining("tls-ca-cert-file");
                }
            }
        }
    }

    @Test
    void filesAreChanged_newConnectionsShowTheNewCertificateWithoutARestart() throws IOException {
        Path certificate = Files.copy(others.certificate(), directory.resolve("changing.pem"));
        Path key = Files.copy(others.key(), directory.resolve("changing.key"));
        SessionSettings settings = settings(certificate, key.toString());
        try (RedisConnections connections = RedisConnections.open(settings)) {
            assertThat(catchThrowable(connections::ping)).isInstanceOf(SessionStoreUnavailableException.class);

            Files.copy(elliptic.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            assertThat(settings.redisClientCertificate()
                            .orElseThrow()
                            .getCertificate()
                            .getPublicKey())
                    .as("half of a change is none")
                    .isNotEqualTo(
                            settings(elliptic.certificate(), elliptic.key().toString())
                                    .redisClientCertificate()
                                    .orElseThrow()
                                    .getCertificate()
                                    .getPublicKey());

            Files.copy(elliptic.key(), key, StandardCopyOption.REPLACE_EXISTING);
            connections.ping();
        }
    }

    @Test
    void keyOfAnotherCertificate_isRefusedAtTheStart() {
        for (Path key : new Path[] {rsa.key(), elliptic.ca()}) {
            assertThatThrownBy(() -> settings(elliptic.certificate(), key.toString()))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("abi.session.redis-client-key must name ")
                    .hasMessageContaining(key.toString());
        }
    }

    @Test
    void encryptedKey_isRefusedAtTheStartAndTheMessageSaysHowToWriteIt() throws IOException {
        String[] headers = {
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
            "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END EC"
                    + " PRIVATE KEY-----\n"
        };
        for (String text : headers) {
            String key = file("encrypted.key", text).toString();
            assertThatThrownBy(() -> settings(elliptic.certificate(), key))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining(
                            "abi.session.redis-client-key must name a file with a key that is not encrypted")
                    .hasMessageContaining("openssl pkey");
        }
    }
}
