package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The slot of a session is on its way to another node for longer than the command timeout, or was left so. */
@Tag("full")
class ClusterOpenSlotTest {
    private final EmbeddedCluster cluster = SharedCluster.get();
    private String slot = "";
    private EmbeddedRedis source;
    private EmbeddedRedis target;

    private void open(String key) {
        source = cluster.primaryOf(key);
        target = cluster.primaries().stream()
                .filter(node -> node != source)
                .findFirst()
                .orElseThrow();
        slot = Integer.toString(JedisClusterCRC16.getSlot(key));
        cluster.cluster(target, "SETSLOT", slot, "IMPORTING", cluster.cluster(source, "MYID"));
        cluster.cluster(source, "SETSLOT", slot, "MIGRATING", cluster.cluster(target, "MYID"));
    }

    @BeforeEach
    @AfterEach
    void close() {
        if (source != null) {
            cluster.cluster(target, "SETSLOT", slot, "STABLE");
            cluster.cluster(source, "SETSLOT", slot, "STABLE");
            source = null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attributes", "metadata", "conversation"})
    void operations_plainNames_areServedAndALogoutIsFinal(String suffix) {
        var settings = SharedCluster.settings(cluster).build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, session -> {});
            SessionId id = Sessions.create(repository);
            repository.conversation(id).append(ConversationEntry.builder("q").build());
            open("session:" + id.value() + ":" + suffix);

            Sessions.set(repository, id, "a", "1");
            repository.conversation(id).append(ConversationEntry.builder("q").build());
            assertThat(repository.end(id).orElseThrow().fields()).containsKey("a");
            assertNothingLeft(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attributes", "metadata", "conversation"})
    void changeId_plainNames_movesEverything(String suffix) {
        var settings = SharedCluster.settings(cluster).build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, session -> {});
            SessionId id = Sessions.create(repository);
            Sessions.set(repository, id, "a", "1");
            repository.conversation(id).append(ConversationEntry.builder("q").build());
            open("session:" + id.value() + ":" + suffix);

            SessionId renewed = SessionId.random();
            assertThat(repository.changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
            assertNothingLeft(id);
            assertThat(Sessions.field(repository, renewed, "a")).isEqualTo("1");
            assertThat(repository.conversation(renewed).size()).isEqualTo(1);
            repository.delete(renewed);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void conversation_itsSlotMoves_isReadBeforeAndAfterTheEndOfTheMove(boolean hashTags) {
        var settings = SharedCluster.settings(cluster)
                .adapter("hash-tags", Boolean.toString(hashTags))
                .build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, session -> {});
            SessionId id = Sessions.create(repository);
            repository.conversation(id).append(ConversationEntry.builder("q").build());
            String key = "session:" + (hashTags ? "{" + id.value() + "}" : id.value()) + ":conversation";
            open(key);
            try (Jedis jedis = cluster.connect(source)) {
                jedis.migrate("127.0.0.1", target.port(), key, 0, 5000);
            }

            assertThat(repository.conversation(id).size()).isEqualTo(1);
            assertThat(repository.conversation(id).last(1)).hasSize(1);
            cluster.migrate(Integer.parseInt(slot), target);
            assertThat(repository.conversation(id).size()).isEqualTo(1);
            assertThat(repository.conversation(id).last(1)).hasSize(1);
            repository.delete(id);
        }
    }

    private void assertNothingLeft(SessionId id) {
        for (EmbeddedRedis node : cluster.primaries()) {
            try (Jedis jedis = cluster.connect(node)) {
                assertThat(jedis.keys("session:" + id.value() + ":*")).isEmpty();
            }
        }
    }

    /** The state that a node leaves that died in a move: a mark, and nothing else. */
    @Test
    void claimExpired_markAlone_isRemoved() {
        var settings = SharedCluster.settings(cluster).build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, session -> {});
            SessionId id = SessionId.random();
            String key = "session:" + id.value() + ":attributes";
            try (Jedis jedis = cluster.connect(cluster.primaryOf(key))) {
                jedis.hset(key, "@ended", "0");
            }
            open(key);

            assertThat(repository.claimExpired(id)).isEmpty();
            assertNothingLeft(id);
        }
    }

    @Test
    void workOfNodes_slotOfItsKeyIsOpen_isDone() {
        var settings = SharedCluster.settings(cluster).build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            for (int i = 0; i < 2; i++) {
                for (Script script : List.of(Script.REGISTER, Script.LOCK, Script.ANNOUNCE)) {
                    String key = "abi-session:open-slot:" + script;
                    Object unused = connections.run(script, List.of(bytes(key)), arguments(script));
                    open(key);
                    unused = connections.run(script, List.of(bytes(key)), arguments(script));
                    close();
                }
            }
        }
    }

    private static List<byte[]> arguments(Script script) {
        return switch (script) {
            case REGISTER -> List.of(bytes("shop"), bytes("60000"));
            case LOCK -> List.of(bytes("node"), bytes("60000"), bytes("3600000"));
            default -> List.of(bytes("node"), bytes("60000"), bytes(""), bytes("told"));
        };
    }

    /** The state that a move leaves of which one node was told the end, and the other one not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void find_twoNodesNameEachOther_isUnavailableUntilTheyAgree(boolean hashTags) {
        var settings = SharedCluster.settings(cluster)
                .adapter("hash-tags", Boolean.toString(hashTags))
                .build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, session -> {});
            SessionId id = SessionId.random();
            open("session:" + (hashTags ? "{" + id.value() + "}" : id.value()) + ":attributes");
            cluster.cluster(source, "SETSLOT", slot, "NODE", cluster.cluster(target, "MYID"));

            try {
                assertThatThrownBy(() -> repository.find(id))
                        .isInstanceOfSatisfying(
                                SessionStoreUnavailableException.class,
                                e -> assertThat(e.code()).isEqualTo(SessionStoreCode.TRYAGAIN));
            } finally {
                cluster.cluster(source, "SETSLOT", slot, "NODE", cluster.cluster(source, "MYID"));
            }
            assertThat(repository.find(id)).isEmpty();
        }
    }

    /** A script of three keys of which one is nowhere is refused by both nodes; so it is documented. */
    @Test
    void find_hashTagsAndNoConversation_isUnavailableUntilTheSlotIsClosed() {
        var settings =
                SharedCluster.settings(cluster).adapter("hash-tags", "true").build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            SessionRepository repository = RedisRepository.open(connections, settings, session -> {});
            SessionId id = Sessions.create(repository);
            open("session:{" + id.value() + "}:attributes");

            assertThatThrownBy(() -> repository.find(id))
                    .isInstanceOfSatisfying(
                            SessionStoreUnavailableException.class,
                            e -> assertThat(e.code()).isEqualTo(SessionStoreCode.TRYAGAIN));
            close();
            assertThat(repository.find(id)).isPresent();
            repository.delete(id);
        }
    }
}
