package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

/** Tests that a refusal of a cluster's node, when a connection is opened, is reported as a single server's is. */
@Tag("full")
class ClusterRefusalsTest {
    private static final String USER = "refused";

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @BeforeEach
    void onlyWhereThereIsABinary() {
        SharedCluster.assumeBinary();
    }

    @AfterEach
    void removeUser() {
        onEachNode(jedis -> jedis.aclDelUser(USER));
    }

    private interface OnNode {
        void run(Jedis jedis);
    }

    private static void onEachNode(OnNode change) {
        EmbeddedCluster cluster = SharedCluster.get();
        for (EmbeddedRedis node : cluster.running()) {
            try (Jedis jedis = cluster.connect(node)) {
                change.run(jedis);
            }
        }
    }

    private static void user(String... rules) {
        onEachNode(jedis -> jedis.aclSetUser(USER, rules));
    }

    private static SettingsBuilder withPassword(String password) {
        return SharedCluster.settings(SharedCluster.get())
                .adapter("redis-username", USER)
                .adapter("redis-password", password)
                .adapter("command-timeout", "10s");
    }

    /** Returns what the first call is told, which a call that travels to several nodes is told as well. */
    private SessionStoreException refusal(SessionSettings settings) {
        try (RedisConnections connections = RedisConnections.open(settings)) {
            RedisClusterSessionRepository repository =
                    new RedisClusterSessionRepository(connections, settings, InstantSource.system(), ended -> {});
            return refusal(connections, repository);
        }
    }

    private SessionStoreException refusal(RedisConnections connections, RedisClusterSessionRepository repository) {
        List<SessionStoreException> told = new ArrayList<>();
        for (Runnable call : List.<Runnable>of(
                () -> repository.find(SessionId.random()), connections::ping, () -> Sessions.create(repository))) {
            SessionStoreException next = catchThrowableOfType(SessionStoreException.class, call::run);
            assertThat(next.getMessage()).contains(" refused ").doesNotContain("..");
            told.add(next);
        }
        assertThat(told)
                .extracting(SessionStoreException::code)
                .containsOnly(told.get(0).code());
        assertThat(connections.isOutage()).isFalse();
        assertThat(logs.lines()).noneMatch(line -> line.contains("slots cache") || line.contains("No time is left"));
        return told.get(0);
    }

    @Test
    void wrongpass_fromTheStart_isSaid() {
        user("on", ">right", "~*", "+@all");
        assertThat(refusal(withPassword("wrong").build()).code()).isEqualTo(SessionStoreCode.WRONGPASS);
    }

    @Test
    void wrongpass_passwordChangedMeanwhile_isSaidByTheNextConnection() {
        user("on", ">first", "~*", "+@all");
        SessionSettings settings = withPassword("first").build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            RedisClusterSessionRepository repository =
                    new RedisClusterSessionRepository(connections, settings, InstantSource.system(), ended -> {});
            Sessions.create(repository);
            user(">second", "<first");
            onEachNode(jedis -> jedis.clientKill(new ClientKillParams().user(USER)));
            for (int i = 0; i < 40; i++) { // ids of all nodes: no call below meets a connection that was closed
                assertThatThrownBy(() -> Sessions.create(repository))
                        .isInstanceOf(SessionStoreUnavailableException.class);
            }
            assertThat(refusal(connections, repository).code()).isEqualTo(SessionStoreCode.WRONGPASS);
        }
    }

    @Test
    void noperm_userMayNotAskForTheSlots_isSaid() {
        user("on", ">right", "~*", "+@all", "-cluster");
        assertThat(refusal(withPassword("right").build()).code()).isEqualTo(SessionStoreCode.NOPERM);
    }

    @Test
    void noauth_passwordMissing_isSaid() {
        try (EmbeddedCluster locked = EmbeddedCluster.startWithPassword("secret")) {
            assertThat(refusal(SharedCluster.settings(locked).build()).code()).isEqualTo(SessionStoreCode.NOAUTH);
        }
    }

    @Test
    void cluster_serverIsNone_isSaid() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            SessionStoreException refused = refusal(SharedCluster.settings("redis-cluster://127.0.0.1:" + redis.port())
                    .build());
            assertThat(refused.code()).isEqualTo(SessionStoreCode.CLUSTER);
            assertThat(refused).hasMessageEndingWith("Use redis:// for REDIS_URL.");
        }
    }

    @Test
    void noNodeAnswers_messageHasOneFullStop() {
        SessionSettings settings =
                SharedCluster.settings("redis-cluster://127.0.0.1:1").build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionStoreException away = catchThrowableOfType(SessionStoreException.class, connections::ping);
            assertThat(away.code()).isEqualTo(SessionStoreCode.UNAVAILABLE);
            assertThat(away.getMessage())
                    .contains("Connection refused. Check that Redis runs")
                    .doesNotContain("..");
        }
    }
}
