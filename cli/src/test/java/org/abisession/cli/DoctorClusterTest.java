package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.EmbeddedSentinel;
import org.abisession.testing.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** Tests what doctor says of Redis Cluster and of a primary with sentinels. */
@Tag("full")
class DoctorClusterTest extends DoctorFixture {
    private static final String[] SET_UP = {"--appendonly", "yes", "--min-replicas-to-write", "1"};

    /** A primary with a replica, which no test changes for longer than it runs. */
    @SuppressWarnings("NullAway.Init") // before all tests
    private static EmbeddedSentinel sentinel;

    @BeforeAll
    static void start() {
        sentinel = EmbeddedSentinel.start();
    }

    @AfterAll
    static void stop() {
        sentinel.close();
    }

    @Test
    void cluster_wellConfigured_nothingIsFound() {
        EmbeddedCluster cluster = closing(EmbeddedCluster.start(SET_UP));
        for (int i = 0; i < 5; i++) { // a key of another node each time
            assertThat(found(Cli.at(cluster.uri()))).isEmpty();
        }
    }

    @Test
    void cluster_settingOfTheServers_fixIsForEachNode() {
        EmbeddedCluster cluster = closing(EmbeddedCluster.start(
                "--maxmemory-policy", "allkeys-lru", "--appendonly", "yes", "--min-replicas-to-write", "1"));
        assertFound(
                Cli.at(cluster.uri()),
                "ERROR eviction-policy",
                "redis-cli --cluster call 127.0.0.1:" + cluster.nodes().get(0).port()
                        + " CONFIG SET maxmemory-policy noeviction");
    }

    @Test
    void cluster_onePrimaryHangs_itsAddressIsFound() {
        EmbeddedCluster cluster = closing(EmbeddedCluster.start("--cluster-node-timeout", "60000"));
        EmbeddedRedis hanging = cluster.nodes().get(1);
        hanging.hang();
        try {
            Cli cli = Cli.at(cluster.uri()).env("ABI_SESSION_COMMAND_TIMEOUT", "500ms");
            assertFound(cli, "ERROR no-answer", "Check that Redis runs");
            assertThat(cli.run("doctor").out()).contains("the node 127.0.0.1:" + hanging.port() + ": ");
        } finally {
            hanging.goOn();
        }
    }

    @Test
    void cluster_passwordMissingOrWrong_isFound() {
        EmbeddedCluster cluster = closing(EmbeddedCluster.startWithPassword("secret"));
        assertFound(Cli.at(cluster.uri()), "ERROR password-missing", "Set REDIS_PASSWORD");
        assertFound(
                Cli.at(cluster.uri()).env("REDIS_PASSWORD", "hunter2"),
                "ERROR password-wrong",
                "Correct REDIS_PASSWORD and REDIS_USERNAME");
    }

    @Test
    void cluster_serverIsNone_isFound() {
        EmbeddedRedis redis = redis();
        assertFound(
                Cli.at("redis-cluster://127.0.0.1:" + redis.port()),
                "ERROR no-cluster",
                "Set REDIS_URL=redis://127.0.0.1:" + redis.port());
    }

    @Test
    void sentinel_settingOfTheServer_fixIsForThePrimary() {
        assertThat(found(Cli.at(sentinel.uri())))
                .contains("redis-cli -h 127.0.0.1 -p " + sentinel.primary().port() + " CONFIG SET appendonly yes");
    }

    @Test
    void sentinel_nameThatTheyDoNotKnow_isFound() {
        assertFound(
                Cli.at(sentinel.uri().replaceFirst("/[a-z]+$", "/nobody")),
                "ERROR no-answer",
                "Name the primary in REDIS_URL as the sentinels do");
    }

    @Test
    void sentinel_isAServer_isFound() {
        assertFound(
                Cli.at("redis-sentinel://127.0.0.1:" + redis().port() + "/abi"),
                "ERROR no-answer",
                "Name sentinels in REDIS_URL");
    }

    @Test
    void sentinel_withTls_isReached() {
        TestCertificates certificates = TestCertificates.create(directory, "ip:127.0.0.1");
        EmbeddedSentinel encrypted = closing(EmbeddedSentinel.start(certificates));
        assertThat(found(tls(encrypted, certificates)))
                .contains("unsafe-failover")
                .doesNotContain("ERROR");
    }

    @Test
    void sentinel_withoutTls_isFound() {
        TestCertificates certificates = TestCertificates.create(directory, "ip:127.0.0.1");
        assertThat(found(tls(sentinel, certificates).env("ABI_SESSION_COMMAND_TIMEOUT", "500ms")))
                .startsWith("ERROR tls-not-spoken: ");
    }

    @Test
    void sentinel_namesThePrimaryByItsAddressAndTheCertificateIsForItsHost_isFound() {
        TestCertificates certificates = TestCertificates.create(directory, "dns:localhost");
        EmbeddedSentinel encrypted = closing(EmbeddedSentinel.start(certificates));
        Cli cli = Cli.at(encrypted.uri().replace("127.0.0.1", "localhost"))
                .env("REDIS_TLS", "true")
                .env("REDIS_CA", certificates.ca().toString());
        assertFound(cli, "ERROR tls-name", "replica-announce-ip");
        assertThat(cli.run("doctor").out()).contains("is for localhost, not for 127.0.0.1.");
    }

    @Test
    void cluster_namesItsNodesByTheirAddressesAndTheCertificateIsForTheirHost_isFound() {
        TestCertificates certificates = TestCertificates.create(directory, "dns:localhost");
        EmbeddedCluster cluster = closing(EmbeddedCluster.startWithTls(certificates, "no"));
        Cli cli = Cli.at(cluster.uri().replace("127.0.0.1", "localhost"))
                .env("REDIS_TLS", "true")
                .env("REDIS_CA", certificates.ca().toString());
        assertFound(cli, "ERROR tls-name", "cluster-announce-hostname");
        assertThat(cli.run("doctor").out()).contains("is for localhost, not for 127.0.0.1.");
    }

    @Test
    void replica_refusesTheUserOfThePrimary_isFound() {
        EmbeddedRedis primary = sentinel.primary();
        EmbeddedRedis replica = other(primary);
        String user = "app-" + System.nanoTime(); // the servers keep it
        makeUser(primary, user);
        Cli cli = Cli.at(sentinel.uri()).env("REDIS_USERNAME", user).env("REDIS_PASSWORD", "secret");
        assertThat(found(cli))
                .contains("WARNING replica-log-in: ", "redis-cli -h 127.0.0.1 -p " + replica.port() + " ACL SETUSER");

        makeUser(replica, user);
        assertThat(found(cli)).doesNotContain("replica-log-in");
        assertThat(cli.run("doctor").out()).contains("ok    replica  the same log in works on 1\n");
    }

    @Test
    void replica_doesNotAnswer_isANote() {
        EmbeddedRedis primary = sentinel.primary();
        EmbeddedRedis replica = other(primary);
        replica.hang();
        try {
            assertThat(found(Cli.at(primary.uri()).env("ABI_SESSION_COMMAND_TIMEOUT", "500ms")))
                    .contains("INFO replica-not-reached: ");
        } finally {
            replica.goOn();
            sentinel.awaitReplication();
        }
    }

    private static EmbeddedRedis other(EmbeddedRedis server) {
        return sentinel.servers().stream()
                .filter(one -> one != server)
                .findFirst()
                .orElseThrow();
    }

    private void makeUser(EmbeddedRedis redis, String user) {
        client(redis)
                .executeCommand(new CommandArguments(Protocol.Command.ACL)
                        .addObjects("SETUSER", user, "on", ">secret", "~*", "&*", "+@all"));
    }

    @Test
    void cluster_oneNodeRefusesTheUserOfTheOthers_isFound() {
        EmbeddedCluster cluster = closing(EmbeddedCluster.start());
        cluster.nodes().stream().limit(5).forEach(node -> makeUser(node, "app"));
        Cli cli = Cli.at(cluster.uri()).env("REDIS_USERNAME", "app").env("REDIS_PASSWORD", "secret");
        String fix = "-p " + cluster.nodes().get(5).port() + " ACL SETUSER";
        // A node names a replica once it has heard that this one has something of its primary.
        await().untilAsserted(() -> assertThat(found(cli)).contains("WARNING replica-log-in: ", fix));
    }

    private static Cli tls(EmbeddedSentinel one, TestCertificates certificates) {
        return Cli.at(one.uri())
                .env("REDIS_TLS", "true")
                .env("REDIS_CA", certificates.ca().toString());
    }
}
