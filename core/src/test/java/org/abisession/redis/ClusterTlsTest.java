package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.abisession.ConversationEntry;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.TestCertificates;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests Redis Cluster whose nodes speak TLS only. */
@Tag("full")
class ClusterTlsTest {
    @TempDir
    Path directory;

    @BeforeAll
    static void check() {
        SharedCluster.assumeBinary();
    }

    private static SettingsBuilder settings(String uri, TestCertificates certificates) {
        return SessionSettings.builder()
                .adapter("redis-url", uri)
                .adapter("redis-tls", "true")
                .adapter("redis-ca", certificates.ca().toString())
                .adapter("command-timeout", "5s");
    }

    @Test
    void operations_certificatesAreForTheAddresses_workAndGoOnAfterAFailover() {
        TestCertificates certificates = TestCertificates.create(directory, "ip:127.0.0.1");
        try (EmbeddedCluster cluster = EmbeddedCluster.startWithTls(certificates, "no")) {
            SessionSettings settings = settings(cluster.uri(), certificates).build();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                SessionRepository repository =
                        RedisRepository.open(connections, settings, InstantSource.system(), ended -> {});
                assertWorks(repository);
                SessionId id = Sessions.create(repository);
                cluster.awaitReplication();

                cluster.primaryOf("session:" + id.value() + ":metadata").kill();
                Sessions.awaitService(repository, id);
            }
        }
    }

    @Test
    void operations_nodesNameHostsAndWantCertificatesOfClients_work() {
        TestCertificates certificates = TestCertificates.create(directory, "dns:localhost");
        try (EmbeddedCluster cluster = withHosts(certificates)) {
            SessionSettings settings = settings(cluster.uri().replace("127.0.0.1", "localhost"), certificates)
                    .adapter(
                            "redis-client-certificate",
                            certificates.certificate().toString())
                    .adapter("redis-client-key", certificates.key().toString())
                    .build();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                assertWorks(RedisRepository.open(connections, settings, InstantSource.system(), ended -> {}));
            }
        }
    }

    private static EmbeddedCluster withHosts(TestCertificates certificates) {
        try {
            return EmbeddedCluster.startWithTls(
                    certificates,
                    "yes",
                    "--cluster-announce-hostname",
                    "localhost",
                    "--cluster-preferred-endpoint-type",
                    "hostname");
        } catch (IllegalStateException e) {
            Assumptions.assumeFalse(
                    String.valueOf(e.getMessage()).contains("Bad directive"),
                    "Nodes of Redis before 7.0 announce no hosts");
            throw e;
        }
    }

    private static void assertWorks(SessionRepository repository) {
        for (int i = 0; i < 5; i++) { // keys of all nodes
            SessionId id = Sessions.create(repository);
            Sessions.set(repository, id, "a", "1");
            repository.conversation(id).append(ConversationEntry.builder("q").build());
            SessionId renewed = SessionId.random();
            assertThat(repository.changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
            assertThat(Sessions.field(repository, renewed, "a")).isEqualTo("1");
            assertThat(repository.conversation(renewed).size()).isEqualTo(1);
            assertThat(repository.delete(renewed)).isTrue();
        }
    }
}
