package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** One primary of a cluster hangs: it costs its own sessions no time, and those of others nothing. */
@Tag("full")
class ClusterHangingPrimaryTest {
    private EmbeddedCluster cluster;
    private EmbeddedRedis hanging;
    private RedisConnections connections;
    private SessionRepository repository;
    private SessionId of;
    private SessionId other;

    private void start() {
        SharedCluster.assumeBinary();
        cluster = EmbeddedCluster.start();
        var settings = SharedCluster.settings(cluster.uri()).build();
        connections = RedisConnections.open(settings);
        repository = RedisRepository.open(connections, settings, session -> {});
        of = Sessions.create(repository);
        hanging = cluster.primaryOf(key(of, "attributes"));
        other = Stream.generate(SessionId::random)
                .filter(id -> Stream.of("attributes", "metadata", "conversation")
                        .noneMatch(suffix -> cluster.primaryOf(key(id, suffix)) == hanging))
                .findFirst()
                .orElseThrow();
        repository.create(Sessions.snapshot(other, Duration.ofMinutes(30)));
    }

    private void noFailover() {
        for (EmbeddedRedis node : cluster.nodes()) {
            try (Jedis jedis = cluster.connect(node)) {
                jedis.configSet("cluster-require-full-coverage", "no");
                jedis.configSet("cluster-replica-no-failover", "yes");
            }
        }
    }

    private static String key(SessionId id, String suffix) {
        return "session:" + id.value() + ":" + suffix;
    }

    @AfterEach
    void close() {
        if (connections != null) {
            connections.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private void hang() {
        cluster.awaitReplication(); // what a replica has not got would be lost when it takes over
        hanging.hang();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThatThrownBy(() -> repository.find(of)).isInstanceOf(SessionStoreUnavailableException.class);
            return connections.isOutage();
        });
    }

    private long scriptsRun() {
        try (Jedis jedis = cluster.connect(hanging)) {
            String stats = jedis.info("commandstats");
            return Long.parseLong(stats.replaceAll("(?s).*cmdstat_evalsha:calls=(\\d+),.*", "$1"));
        }
    }

    @Test
    void find_primaryHangs_failsAtOnceAndOtherSessionsAreServed() {
        start();
        noFailover();
        long before = scriptsRun();
        hang();
        for (int i = 0; i < 500; i++) {
            assertThatThrownBy(() -> repository.find(of))
                    .isInstanceOf(SessionStoreUnavailableException.class)
                    .hasMessageContaining("the node 127.0.0.1:" + hanging.port() + " does not answer, for");
            assertThat(repository.find(other)).isPresent();
        }
        Sessions.set(repository, other, "a", "1");
        hanging.goOn();

        await().atMost(Duration.ofSeconds(60)).until(() -> !connections.isOutage());
        assertThat(repository.find(of)).isPresent();
        assertThat(scriptsRun() - before).isLessThan(20);
    }

    @Test
    void find_replicaTakesOverFromAPrimaryThatHangs_isServedByIt() {
        start();
        hang();
        Sessions.awaitService(repository, of);
        await().atMost(Duration.ofSeconds(60)).until(() -> !connections.isOutage());
        hanging.goOn();
        for (int i = 0; i < 100; i++) {
            assertThat(repository.find(of)).isPresent();
            assertThat(repository.find(other)).isPresent();
        }
    }

    @Test
    void changeId_primaryHangsUntilTheCallerHasGivenUp_sessionKeepsItsId() {
        start();
        noFailover();
        assertThat(repository.announcements().announce("a node")).isEmpty(); // which brings the time of Redis
        SessionId before = of;
        of = SessionId.random();
        assertThat(repository.changeId(before, of)).isEqualTo(SaveResult.SAVED); // now the primary knows the scripts
        repository.create(Sessions.snapshot(before, Duration.ofMinutes(30)));
        of = before;
        long known = scriptsRun();
        SessionId to = SessionId.random();
        hanging.hang();
        assertThatThrownBy(() -> repository.changeId(of, to)).isInstanceOf(SessionStoreUnavailableException.class);
        hanging.goOn();
        await().until(() -> scriptsRun() > known); // it has run the first step, too late
        await().atMost(Duration.ofSeconds(60)).until(() -> !connections.isOutage());
        assertThat(repository.find(of)).isPresent();
        assertThat(repository.find(to)).isEmpty();
    }

    @Test
    void changeId_primaryOfTheMetadataHangs_sessionKeepsItsId() {
        start();
        SessionId id = Stream.generate(SessionId::random)
                .filter(one -> cluster.primaryOf(key(one, "metadata")) == hanging
                        && cluster.primaryOf(key(one, "attributes")) != hanging)
                .findFirst()
                .orElseThrow();
        noFailover();
        repository.create(Sessions.snapshot(id, Duration.ofMinutes(30)));
        assertThat(repository.changeId(id, SessionId.random())).isEqualTo(SaveResult.SAVED); // now all know the scripts
        repository.create(Sessions.snapshot(id, Duration.ofMinutes(30)));
        hanging.hang();
        assertThatThrownBy(() -> repository.changeId(id, SessionId.random()))
                .isInstanceOf(SessionStoreUnavailableException.class);
        hanging.goOn();
        await().atMost(Duration.ofSeconds(60)).until(() -> !connections.isOutage());
        assertThat(repository.find(id)).isPresent();
    }

    @Test
    void flight_primaryThatIsReadFirstHangs_repliesOfTheOthersAreTaken() {
        start();
        List<EmbeddedRedis> inTheOrderOfReading = cluster.primaries().stream()
                .sorted(Comparator.comparing(EmbeddedRedis::uri))
                .toList();
        hanging = inTheOrderOfReading.get(0);
        List<KeyCall> calls = inTheOrderOfReading.stream()
                .map(node -> Stream.generate(SessionId::random)
                        .map(id -> key(id, "metadata"))
                        .filter(key -> cluster.primaryOf(key) == node)
                        .findFirst()
                        .orElseThrow())
                .map(key -> KeyCall.of(Command.EXISTS, key))
                .toList();
        noFailover();
        assertThat(connections.flyEach("exists", calls)).containsExactly(0L, 0L, 0L);
        hanging.hang();
        for (int i = 0; i < Outage.FAILURES; i++) {
            List<Object> replies = connections.flyEach("exists", calls);
            assertThat(replies.get(0)).isInstanceOf(JedisException.class);
            assertThat(replies.subList(1, 3)).containsExactly(0L, 0L);
        }
        hanging.goOn();
    }

    /** Another node does not know the script yet, and says so in time. */
    @Test
    void end_primaryOfTheConversationHangsAndTheScriptIsNew_isUnavailable() {
        start();
        SessionId talk = Stream.generate(SessionId::random)
                .filter(id -> cluster.primaryOf(key(id, "conversation")) == hanging
                        && cluster.primaryOf(key(id, "attributes")) != hanging
                        && cluster.primaryOf(key(id, "metadata")) != hanging)
                .findFirst()
                .orElseThrow();
        repository.create(Sessions.snapshot(talk, Duration.ofMinutes(30)));
        hanging.hang();

        assertThatThrownBy(() -> repository.end(talk)).isInstanceOf(SessionStoreUnavailableException.class);
    }

    @Test
    void close_whileAllNodesHang_leavesNoThread() {
        start();
        hang();
        cluster.nodes().forEach(EmbeddedRedis::hang);
        assertThatThrownBy(() -> repository.find(other)).isInstanceOf(SessionStoreUnavailableException.class);
        connections.close();
        List<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter("abi-session-redis-probe"::equals)
                .toList();
        assertThat(threads).isEmpty();
    }
}
