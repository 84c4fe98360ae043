package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.abisession.LoginRefusedException;
import org.abisession.store.ProviderLink;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sessions of users on Redis Cluster, where their index and the records lie on different nodes. The system property
 * {@code abi-session.test.races} sets how many races there are.
 */
@Tag("full")
class ClusterUsersTest {
    private static final int RACES = Integer.getInteger("abi-session.test.races", 300);
    private static EmbeddedCluster cluster;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<SessionNode> nodes = new ArrayList<>();

    @BeforeAll
    static void start() {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("the jar has a redis-server for this machine")
                .isTrue();
        cluster = EmbeddedCluster.start();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() {
        nodes.add(node());
        nodes.add(node());
    }

    @AfterEach
    void close() {
        threads.shutdown();
        nodes.forEach(SessionNode::close);
    }

    private static SessionNode node(String... more) {
        List<String> settings = new ArrayList<>(List.of("user-attribute", "who", "command-timeout", "5s"));
        settings.addAll(List.of(more));
        return TwoNodes.open(cluster.uri(), settings.toArray(String[]::new));
    }

    private static NodeSession login(SessionNode node, String user) {
        NodeSession session = node.create();
        session.setAttribute("who", user);
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        return session;
    }

    private boolean isAlive(NodeSession session) {
        return nodes.get(1).find(session.id()).isPresent();
    }

    @Test
    void endAll_loginsOnTwoNodes_endsThemOnBoth() {
        NodeSession one = login(nodes.get(0), "ann");
        NodeSession two = login(nodes.get(1), "ann");
        NodeSession other = login(nodes.get(1), "bob");
        assertThat(nodes.get(0).sessionsOf("ann").list()).hasSize(2);

        assertThat(nodes.get(0).sessionsOf("ann").endAll()).isEqualTo(2);

        assertThat(isAlive(one)).isFalse();
        assertThat(isAlive(two)).isFalse();
        assertThat(isAlive(other)).isTrue();
        assertThat(nodes.get(0).sessionsOf("ann").list()).isEmpty();
    }

    @Test
    void login_sessionsEndedWhileItIsUnderWay_endsTheSession() {
        login(nodes.get(1), "eve");
        NodeSession session = nodes.get(0).create();
        session.setAttribute("who", "eve");
        assertThat(nodes.get(1).sessionsOf("eve").endAll()).isEqualTo(1);

        assertThat(session.save()).isEqualTo(SaveResult.GONE);

        assertThat(isAlive(session)).isFalse();
        assertThat(nodes.get(1).sessionsOf("eve").list()).isEmpty();
    }

    @Test
    void endLinked_linkAndRecordOnDifferentServers_endsTheSessionAfterAChangeOfItsId() {
        String link = ProviderLink.of("sid", "https://issuer", "shop", "1");
        NodeSession session = nodes.get(0).create();
        session.setControl(ProviderLink.CONTROL, ProviderLink.text(List.of(link)));
        session.setAttribute("who", "ada");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        assertThat(session.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
        NodeSession other = login(nodes.get(0), "ada");

        assertThat(nodes.get(1).endLinked(link)).isEqualTo(1);

        assertThat(nodes.get(0).find(session.id())).isEmpty();
        assertThat(nodes.get(0).find(other.id())).isPresent();
    }

    @Test
    void endAll_againstLoginsAndChangesOfIds_leavesNoSessionFromBeforeIt() throws Exception {
        for (int race = 0; race < RACES; race++) {
            String user = "racer" + race;
            NodeSession moving = login(nodes.get(0), user);
            NodeSession underWay = nodes.get(0).create();
            underWay.setAttribute("who", user);
            CyclicBarrier start = new CyclicBarrier(3);
            CompletableFuture<Void> move = together(start, () -> {
                for (int i = 0; i < 3; i++) {
                    SaveResult unused = moving.changeId(SessionId.random());
                }
            });
            CompletableFuture<Void> login = together(start, () -> {
                SaveResult unused = underWay.save();
            });
            start.await();
            int unused = nodes.get(1).sessionsOf(user).endAll();
            move.join();
            login.join();

            assertThat(isAlive(moving))
                    .as("a session whose id changes, race %d", race)
                    .isFalse();
            assertThat(isAlive(underWay)).as("a login, race %d", race).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"end-oldest", "refuse"})
    void maxSessionsPerUser_concurrentLogins_leaveOne(String exceeded) throws Exception {
        List<SessionNode> limited = List.of(
                node("max-sessions-per-user", "1", "max-sessions-exceeded", exceeded),
                node("max-sessions-per-user", "1", "max-sessions-exceeded", exceeded));
        try {
            for (int round = 0; round < Math.max(RACES / 30, 3); round++) {
                String user = exceeded + round;
                CyclicBarrier start = new CyclicBarrier(7);
                List<CompletableFuture<Void>> logins = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    SessionNode node = limited.get(i % 2);
                    logins.add(together(start, () -> logInOrBeRefused(node, user)));
                }
                start.await();
                logins.forEach(CompletableFuture::join);
                assertThat(nodes.get(0).sessionsOf(user).list()).as(user).hasSizeLessThanOrEqualTo(1);
            }
        } finally {
            limited.forEach(SessionNode::close);
        }
    }

    private static void logInOrBeRefused(SessionNode node, String user) {
        NodeSession session = node.create();
        try {
            session.setAttribute("who", user);
            SaveResult unused = session.save();
        } catch (LoginRefusedException e) {
            assertThat(e).hasMessageContaining("max-sessions-per-user");
        }
    }

    private CompletableFuture<Void> together(CyclicBarrier start, Runnable task) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        start.await();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    task.run();
                },
                threads);
    }
}
