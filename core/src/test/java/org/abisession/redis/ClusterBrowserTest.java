package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abisession.ConversationEntry;
import org.abisession.redis.SessionBrowser.Ended;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.EmbeddedCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Tests what tools see and end on a cluster, with plain names and with hash tags. */
@Tag("full")
class ClusterBrowserTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void browser_onACluster_findsReadsAndEndsSessionsOfAllNodes(boolean hashTags) {
        SessionSettings settings = SharedCluster.settings(SharedCluster.get())
                .adapter("command-timeout", "5s")
                .adapter("app", "browser")
                .adapter("hash-tags", Boolean.toString(hashTags))
                .build();
        List<SessionSnapshot> told = new ArrayList<>();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, told::add);
            SessionBrowser browser = new SessionBrowser(connections, settings);
            Set<SessionId> made = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                SessionId id = SessionId.random();
                made.add(id);
                repository.create(new SessionSnapshot(
                        id,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Duration.ofHours(1),
                        false,
                        Map.of("a", bytes("1")),
                        StoredMetadata.of("{}")));
            }
            Set<SessionId> found = new HashSet<>();
            browser.sessions(10).forEachRemaining(found::addAll);
            assertThat(found).containsAll(made);
            assertThat(browser.read(made, true))
                    .hasSize(20)
                    .allMatch(session -> session.memory().isPresent());
            for (SessionId id : made) {
                SessionSnapshot read = repository.find(id).orElseThrow();
                repository
                        .conversation(id)
                        .append(ConversationEntry.builder("q").build());
                assertThat(browser.end(id)).isEqualTo(Ended.LEFT_FOR_A_NODE);
                assertThat(repository.save(read, SessionDelta.of(Map.of("b", bytes("1")), Set.of())))
                        .isEqualTo(SaveResult.GONE);
                assertThat(repository.find(id)).isEmpty();
                assertThat(browser.end(id)).isEqualTo(Ended.NO_SESSION);
                assertThat(repository.conversation(id).size()).isZero();
            }
            assertThat(told).hasSize(20).allMatch(session -> session.fields().containsKey("a"));
        }
    }

    /** SCAN of a replica finds the keys of its primary again. */
    @Test
    void keysAndTheirCount_onAClusterWithReplicas_areThoseOfThePrimariesAlone() {
        EmbeddedCluster cluster = SharedCluster.get();
        SessionSettings settings = SharedCluster.settings(cluster)
                .adapter("command-timeout", "5s")
                .adapter("app", "counted")
                .build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, ended -> {});
            Set<String> made = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                SessionId id = Sessions.create(repository);
                made.add("session:" + id.value() + ":metadata");
            }
            cluster.awaitReplication();
            List<String> found = new ArrayList<>();
            new SessionBrowser(connections, settings)
                    .keys(10)
                    .forEachRemaining(page -> page.forEach(key -> found.add(key.name())));
            assertThat(found).filteredOn(made::contains).containsExactlyInAnyOrderElementsOf(made);

            long stored = cluster.primaries().stream()
                    .mapToLong(node -> {
                        try (Jedis jedis = cluster.connect(node)) {
                            return jedis.dbSize();
                        }
                    })
                    .sum();
            assertThat(new RedisConsole(connections).keyCount()).isEqualTo(stored);
        }
    }

    /** A replica would say of itself that it is none that sessions may be stored at. */
    @Test
    void console_commandWithoutAKey_runsOnAPrimary_andWithAKey_whereThatIs() {
        SessionSettings settings = SharedCluster.settings(SharedCluster.get()).build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            RedisConsole console = new RedisConsole(connections);
            for (int i = 0; i < 20; i++) {
                assertThat(String.valueOf(console.run("info", "replication"))).contains("role:master");
                String key = "console-" + i;
                assertThat(console.runOnKey("set", key, "1", "PX", "60000")).isEqualTo("OK");
                assertThat(console.runOnKey("get", key)).isEqualTo("1");
                assertThat(console.runOnKey("del", key)).isEqualTo(1L);
            }
        }
    }
}
