package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.UnifiedJedis;

/** The repository's whole contract on a cluster, as the user that docs/redis-user.md makes. */
class ClusterRestrictedUserTest extends TopologyContract {
    private static final String USER = "abi-session";
    private static final String PASSWORD = "restricted-user-test";
    private static Nodes nodes;

    @BeforeAll
    static void start() {
        for (EmbeddedRedis node : SharedCluster.get().nodes()) {
            try (Jedis jedis = SharedCluster.get().connect(node)) {
                jedis.aclSetUser(USER, rules());
            }
        }
        UnifiedJedis client = RedisClients.open(
                SharedCluster.settings(SharedCluster.get()).build(),
                new CallTime(Duration.ofMinutes(1), System::nanoTime));
        var settings = SharedCluster.settings(SharedCluster.get())
                .adapter("redis-username", USER)
                .adapter("redis-password", PASSWORD)
                .build();
        nodes = new Nodes(settings, RedisConnections.open(settings), RedisConnections.open(settings), client);
    }

    @AfterAll
    static void stop() {
        if (nodes != null) {
            nodes.close();
            for (EmbeddedRedis node : SharedCluster.get().running()) {
                try (Jedis jedis = SharedCluster.get().connect(node)) {
                    jedis.aclDelUser(USER);
                }
            }
        }
    }

    /** Those of the document that a cluster needs; there are no leases on one. */
    private static String[] rules() {
        try {
            List<String> lines = Files.readAllLines(Path.of("../docs/redis-user.md")).stream()
                    .filter(text -> text.startsWith("ACL SETUSER " + USER + " ") && !text.contains(" ("))
                    .filter(text -> !text.contains("&abi-session:lease:"))
                    .toList();
            assertThat(lines).hasSize(2);
            return lines.stream()
                    .map(line -> line.replace(">PASSWORD", ">" + PASSWORD))
                    .map(line -> line.replace("~session:*:attributes ", "~session:*:attributes* "))
                    .flatMap(line -> Stream.of(line.split(" ", -1)).skip(3))
                    .toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Nodes nodes() {
        return nodes;
    }

    @Test
    void everyOperationBesideTheContract_isAllowed() {
        SessionId id = Sessions.create(repository());
        store().client().del(store().key(id, "metadata"));
        store().client().hset(store().key(id, "metadata"), "a", "1");
        store().client().expire(store().key(id, "metadata"), 100);
        SessionId renewed = SessionId.random();
        repository().changeId(id, renewed);
        assertThat(repository().delete(renewed)).isTrue();
        assertThat(nodes.one()
                        .fly(
                                "lrem",
                                List.of(KeyCall.once(
                                        Protocol.Command.LREM,
                                        store().key(renewed, "conversation"),
                                        SessionKeys.bytes("-1"),
                                        SessionKeys.bytes("{}"))))
                        .get(0))
                .isEqualTo(0L);
        new ExpiredSessionSweeper(nodes.one(), repository(), nodes.settings(), ended -> {}).sweep();
        nodes.client().del("abi-session:sweeper");
    }
}
