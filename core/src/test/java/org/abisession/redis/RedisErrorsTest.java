package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.logging.OnceAMinute;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Each error reply of a server that has the reason for it: what the exception and the log say, and how often. */
class RedisErrorsTest {
    private static final int CALLS = 20;

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final SessionId id = SessionId.random();
    private EmbeddedRedis server;
    private RedisClient client;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private void start(String... arguments) {
        server = EmbeddedRedis.start(arguments);
        client = RedisClient.create(server.uri());
        opened.add(client);
        opened.add(server);
    }

    /** Returns what a save is told, {@value #CALLS} times; and that the log says it once, and never the id. */
    private SessionStoreException refusal(String... settings) {
        logs.secret(id.value());
        SettingsBuilder builder =
                SessionSettings.builder().adapter("redis-url", server.uri()).adapter("command-timeout", "30s");
        for (int i = 0; i < settings.length; i += 2) {
            builder.adapter(settings[i], settings[i + 1]);
        }
        SessionSettings built = builder.build();
        Throwable refused = null;
        try (RedisConnections connections = RedisConnections.open(built)) {
            RedisSessionRepository repository = new RedisSessionRepository(connections, built, ended -> {});
            for (int i = 0; i < CALLS; i++) {
                refused = catchThrowable(() -> repository.create(session()));
            }
        }
        for (Throwable t = refused; t != null; t = t.getCause()) {
            assertThat(t.toString()).doesNotContain(id.value());
        }
        assertThat(refused)
                .isInstanceOf(SessionStoreException.class)
                .hasMessageStartingWith("Redis at " + built.redis().address() + " refused create: ");
        String message = refused.getMessage();
        assertThat(logs.lines())
                .filteredOn(line -> line.startsWith("WARN org.abisession"))
                .singleElement()
                .asString()
                .contains(message);
        return (SessionStoreException) refused;
    }

    private void assertPasses(SessionStoreException refused, String code, String action) {
        assertThat(refused)
                .isInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining(" create: " + code + ", ")
                .hasMessageContaining(action);
    }

    private void assertLasts(SessionStoreException refused, String code, String action) {
        assertThat(refused)
                .isNotInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining(" create: " + code + ", ")
                .hasMessageContaining(action);
    }

    /** What is between the node and Redis answers in its place. */
    @ParameterizedTest
    @ValueSource(strings = {"+OK", ":1", "$-1", "*0"})
    void answer_ofAnotherForm_isUnexpected(String line) {
        start();
        RespProxy proxy = RespProxy.inFrontOf(server.uri());
        opened.add(proxy);
        SessionSettings settings =
                SessionSettings.builder().adapter("redis-url", proxy.uri()).build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            RedisSessionRepository repository = new RedisSessionRepository(connections, settings, ended -> {});
            proxy.answer(line);
            assertThat(catchThrowableOfType(SessionStoreException.class, () -> repository.find(id))
                            .code())
                    .isEqualTo(SessionStoreCode.UNEXPECTED_REPLY);
        }
    }

    @Test
    void oom_memoryIsFull_saysToRaiseIt() {
        start("--maxmemory", "1");
        assertPasses(refusal(), "OOM", "Raise maxmemory");
    }

    @ParameterizedTest
    @CsvSource({"3600", "0"})
    void oom_sessionsThatAreThere_areReadKeptAliveAndEnded(int interval) {
        start();
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", server.uri())
                .adapter("command-timeout", "30s")
                .build();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            RedisSessionRepository repository = new RedisSessionRepository(connections, settings, ended -> {});
            SessionId left = SessionId.random();
            for (SessionId one : List.of(id, left)) {
                repository.create(session(one, interval));
                repository
                        .conversation(one)
                        .append(ConversationEntry.builder("q").build());
            }
            SessionSnapshot read = repository.find(id).orElseThrow();
            client.configSet("maxmemory", "1");
            assertThatThrownBy(() -> repository.create(session(SessionId.random(), interval)))
                    .hasMessageContaining("OOM");
            SessionDelta delta = SessionDelta.of(Map.of("a", SessionKeys.bytes("1")), Set.of());
            assertThatThrownBy(() -> repository.save(read, delta)).hasMessageContaining("OOM");
            assertThatThrownBy(() -> repository
                            .conversation(id)
                            .append(ConversationEntry.builder("q").build()))
                    .hasMessageContaining("OOM");

            assertThat(repository.find(id)).isPresent();
            assertThat(repository.findWhole(id)).isPresent();
            assertThat(repository.find(SessionId.random())).isEmpty();
            assertThat(repository.touch(id)).isEqualTo(SaveResult.SAVED);
            assertThat(repository.conversation(id).last(1)).hasSize(1);
            assertThat(repository.conversation(id).size()).isEqualTo(1);
            assertThat(repository.storedKeys(id).describe()).hasSize(3);
            repository.conversation(id).clear();
            SessionId renewed = SessionId.random();
            assertThat(repository.changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
            assertThat(repository.delete(renewed)).isTrue();
            SessionBrowser browser = new SessionBrowser(connections, settings);
            assertThat(browser.read(left, true)).isPresent();
            assertThat(browser.end(left)).isEqualTo(SessionBrowser.Ended.LEFT_FOR_A_NODE);
            List<SessionSnapshot> told = new ArrayList<>();
            new ExpiredSessionSweeper(connections, repository, settings, told::add).sweep();
            assertThat(told).hasSize(1);
        }
    }

    private SessionSnapshot session() {
        return session(id, 3600);
    }

    private static SessionSnapshot session(SessionId id, int interval) {
        return new SessionSnapshot(
                id,
                Instant.EPOCH,
                Instant.EPOCH,
                Duration.ofSeconds(interval),
                false,
                Map.of(),
                StoredMetadata.of("{}"));
    }

    @Test
    void misconf_snapshotCanNotBeWritten_saysToCheckTheDisk(@TempDir Path parent) throws IOException {
        Path directory = Files.createDirectory(parent.resolve("data"));
        start("--save", "900 1", "--dir", directory.toString());
        Files.delete(directory);
        client.set("x", "1");
        client.eval("return redis.call('SET', 'x', '1')");
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            jedis.bgsave();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> jedis.info("persistence").contains("rdb_last_bgsave_status:err"));
        }
        assertPasses(refusal(), "MISCONF", "Check its disk");
    }

    @Test
    void readonly_replica_saysToUseThePrimary() {
        start("--replicaof", "127.0.0.1", "1");
        assertPasses(refusal(), "READONLY", "Point REDIS_URL to the primary");
    }

    @Test
    void reason_hostIsNotKnown_saysSo() {
        UnknownHostException unknown = new UnknownHostException("redis.example is not known");
        unknown.initCause(new UnknownHostException("redis.example")); // what the JVM says
        JedisConnectionException failure = new JedisConnectionException("Failed to connect", unknown);

        assertThat(RedisErrors.unanswered("redis.example:6379", "load", failure))
                .hasMessageContaining("did not answer (load): redis.example is not known.");
    }

    @Test
    void masterdown_replicaWithoutItsPrimary_saysToUseAPrimary() {
        start("--replicaof", "127.0.0.1", "1", "--replica-serve-stale-data", "no");
        assertPasses(refusal(), "MASTERDOWN", "Point REDIS_URL to a primary");
    }

    @Test
    void noreplicas_fewerThanAskedFor_saysToBringThemBack() {
        start("--min-replicas-to-write", "1");
        assertPasses(refusal(), "NOREPLICAS", "min-replicas-to-write");
    }

    @Test
    void busy_scriptOfSomebodyElse_saysHowToEndIt() {
        start("--busy-reply-threshold", "1");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        opened.add(0, thread::shutdownNow);
        try (Jedis jedis = new Jedis("127.0.0.1", server.port(), 30_000)) {
            jedis.ping();
            thread.execute(() -> assertThatThrownBy(() -> {
                        try (Jedis other = new Jedis("127.0.0.1", server.port(), 30_000)) {
                            other.eval("while true do end");
                        }
                    })
                    .isNotNull());
            await().atMost(Duration.ofSeconds(30)).until(() -> catchThrowable(jedis::ping) != null);
            assertPasses(refusal(), "BUSY", "SCRIPT KILL");
            jedis.scriptKill();
        }
    }

    @Test
    void noauth_passwordMissing_saysToSetIt() {
        start("--requirepass", "secret");
        assertPasses(refusal(), "NOAUTH", "Set REDIS_PASSWORD");
    }

    @Test
    void wrongpass_passwordWrong_saysToCheckIt() {
        start("--requirepass", "secret");
        assertPasses(refusal("redis-password", "another"), "WRONGPASS", "Check REDIS_USERNAME and REDIS_PASSWORD");
    }

    @Test
    void noperm_commandNotAllowed_saysWhatToAllow() {
        start("--user", "default", "on", "nopass", "~*", "+@all", "-hset");
        assertPasses(refusal(), "NOPERM", "ACL SETUSER");
    }

    @Test
    void noperm_keyNotAllowed_saysWhatToAllow() {
        start("--user", "default", "on", "nopass", "~other", "+@all");
        assertPasses(refusal(), "NOPERM", "ACL SETUSER");
    }

    @Test
    void maxclients_noConnectionLeft_saysWhichNumbers() {
        start("--maxclients", "1");
        client.ping();
        assertPasses(refusal(), "MAXCLIENTS", "pool-size");
    }

    @Test
    void select_noSuchDatabase_saysWhichSetting() {
        start("--databases", "1");
        assertLasts(refusal("redis-db", "1"), "SELECT", "Set REDIS_DB");
    }

    @Test
    void command_switchedOff_saysThatItIsNeeded() {
        start("--rename-command", "EVALSHA", "");
        assertLasts(refusal(), "COMMAND", "docs/redis-user.md");
    }

    @Test
    void wrongtype_keyOfAnotherType_saysToFindItsWriter() {
        start();
        client.lpush("session:" + id.value() + ":metadata", "x");
        client.set("session:" + id.value() + ":attributes", "x");
        try (RedisConnections connections = RedisConnections.open(SessionSettings.builder()
                .adapter("redis-url", server.uri())
                .adapter("command-timeout", "30s")
                .build())) {
            for (int i = 0; i < CALLS; i++) {
                assertThatThrownBy(() -> connections.call(
                                "hget", redis -> redis.hget("session:" + id.value() + ":metadata", "x")))
                        .hasMessageContaining("WRONGTYPE, ")
                        .hasMessageContaining("Find who writes it");
            }
        }
        assertThat(logs.lines())
                .filteredOn(line -> line.startsWith("WARN org.abisession"))
                .hasSize(1);
    }

    @Test
    void clusterdown_slotOfNobody_saysWhereToLook() {
        start("--cluster-enabled", "yes");
        assertPasses(refusal("hash-tags", "true"), "CLUSTERDOWN", "CLUSTER NODES");
    }

    @ParameterizedTest
    @CsvSource({
        "LOADING Redis is loading the dataset in memory, LOADING, It passes, true",
        "TRYAGAIN Multiple keys request during rehashing of slot, TRYAGAIN, It passes, true",
        "ERR AUTH <password> called without any password configured, AUTH, Leave REDIS_PASSWORD empty, true",
        "CROSSSLOT Keys in request don't hash to the same slot, CROSSSLOT, redis-cluster://, false",
        "MOVED 3999 127.0.0.1:6381, MOVED, redis-cluster://, false",
        "DENIED Redis is running in protected mode, DENIED, password, true",
        "ERR Error running script (call to f_12): @user_script: 12: -OOM command not allowed, OOM, maxmemory, true",
        "ERR session:x:metadata is odd, ERR, See the log of Redis, false",
        "Odd session:x:metadata, ERR, See the log of Redis, false",
        "NEWCODE session:x:metadata, NEWCODE, See the log of Redis, false"
    })
    void reply_thatTheServerAtHandDoesNotGive_isExplained(String reply, String code, String action, boolean passes) {
        start();
        RespProxy proxy = RespProxy.inFrontOf(server.uri());
        opened.add(0, proxy);
        proxy.answer("-" + reply);
        SessionStoreException refused = refusal("redis-url", proxy.uri());
        if (passes) {
            assertPasses(refused, code, action);
        } else {
            assertLasts(refused, code, action);
        }
        assertThat(refused.code().name()).isEqualTo(code.equals("ERR") || code.equals("NEWCODE") ? "OTHER" : code);
        assertThat(refused.problem()).startsWith("Redis at ").endsWith(".").contains(code + ", ");
        assertThat(refused.action()).contains(action).endsWith(".");
        assertThat(refused).hasMessage(refused.problem() + " " + refused.action());
        assertThat(refused).hasMessageNotContaining("session:x");
        assertThat(refused.getCause()).hasMessage(code);
    }

    @Test
    void document_everyCode_standsInItsTableOfMessages() throws IOException {
        String table = Files.readString(Path.of("../docs/outages.md"));

        assertThat(RedisErrors.codes()).isNotEmpty().allMatch(code -> table.contains("`" + code.name() + "`"));
    }

    @Test
    void code_ofAnyReply_isAWordOrErr() {
        for (String text : List.of("", " ", "x", "WRONG-TYPE", "A".repeat(21))) {
            assertThat(RedisErrors.code(new JedisDataException(text))).isEqualTo("ERR");
        }
    }

    @Test
    void say_sameKindWithinAMinute_isHeldBackAndCounted() {
        AtomicLong now = new AtomicLong();
        OnceAMinute once = new OnceAMinute(now::get);
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            once.say("OOM", "full", said::add);
        }
        once.say("BUSY", "busy", said::add);
        assertThat(said).containsExactly("full", "busy");
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        once.say("OOM", "full", said::add);
        once.say("OOM", "full", said::add);
        assertThat(said).hasSize(3);
        assertThat(said.get(2)).isEqualTo("full (and 4 more like this since it was last logged)");
    }
}
