package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.UserIndex;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.exceptions.JedisDataException;

/** The repository's whole contract, as the user that docs/redis-user.md makes. */
class RestrictedUserTest extends RedisSessionRepositoryTest {
    private static final String USER = "abi-session";
    private static final String PASSWORD = "restricted-user-test";
    private static final Set<String> OF_CONNECTIONS = Set.of("auth", "hello", "ping", "select");

    private static final Map<String, byte[]> A = Map.of("a", SessionKeys.bytes("1"));

    @BeforeAll
    static void makeUser() {
        setUser(rules());
    }

    @AfterAll
    static void removeUser() {
        redis.acl("DELUSER", USER);
    }

    private static void setUser(String... rules) {
        redis.acl(DocumentedUser.setUser(USER, rules));
    }

    /** Those of the document, with the records of all applications: the contract has others beside the root. */
    private static String[] rules() {
        return Arrays.stream(DocumentedUser.rules(USER, "", PASSWORD))
                .map(rule -> rule.equals("~session:*:attributes") ? "~session:*:attributes*" : rule)
                .toArray(String[]::new);
    }

    static Stream<String> commands() {
        return Arrays.stream(rules())
                .filter(rule -> rule.startsWith("+"))
                .map(rule -> rule.substring(1))
                .filter(command -> !OF_CONNECTIONS.contains(command));
    }

    @Override
    protected SessionSettings settings(String uri) {
        return SessionSettings.builder()
                .adapter("redis-url", uri)
                .adapter("redis-username", USER)
                .adapter("redis-password", PASSWORD)
                .build();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandOfTheDocument_withdrawn_isMissedAndTheMessageSaysWhatToDo(String command) {
        setUser("-" + command);
        try {
            if (command.equals("eval")) {
                redis.client().scriptFlush();
            }
            assertThatThrownBy(this::useAll)
                    .isInstanceOf(SessionStoreException.class)
                    .hasMessageContaining("NOPERM")
                    .hasMessageContaining("ACL SETUSER");
        } finally {
            setUser(rules());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandOfTheDocument_withdrawn_refusesAWholeOperationAndLosesNothing(String command) {
        assumeTrue(
                redis.client().eval("return redis.acl_check_cmd and 1 or 0").equals(1L),
                "Redis before 7.0 tells no script what its user may do");
        assumeFalse(command.equals("multi"), "The commands of a transaction that has not begun run one by one");
        List<Consumer<SessionId>> operations = List.of(
                this::create,
                id -> repository().save(repository().find(id).orElseThrow(), SessionDelta.of(A, Set.of("b"))),
                id -> repository().save(repository().find(id).orElseThrow(), interval(Duration.ofHours(2))),
                id -> repository()
                        .conversation(id)
                        .append(ConversationEntry.builder("q").build()),
                id -> repository().changeId(id, SessionId.random()),
                id -> repository().delete(id));
        for (Consumer<SessionId> operation : operations) {
            redis.client().flushDB();
            SessionId id = SessionId.random();
            if (operation != operations.get(0)) {
                create(id);
            }
            Map<String, Object> before = stored();
            setUser("-" + command);
            try {
                operation.accept(id);
            } catch (SessionStoreException e) {
                assertThat(stored())
                        .as("operation %s", operations.indexOf(operation))
                        .isEqualTo(before);
            } finally {
                setUser(rules());
            }
        }
    }

    private void create(SessionId id) {
        Map<String, byte[]> fields = Map.of("a", SessionKeys.bytes("0"), "b", SessionKeys.bytes("0"));
        repository()
                .create(new SessionSnapshot(
                        id,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Duration.ofHours(1),
                        false,
                        fields,
                        StoredMetadata.of("{\"session_id\": \"" + id.value() + "\"}")));
    }

    /** Returns what is stored of sessions, and where a key has no expiry, that. */
    private static Map<String, Object> stored() {
        Map<String, Object> stored = new TreeMap<>();
        for (String key : redis.keys("session:*")) {
            stored.put(
                    key,
                    switch (redis.client().type(key)) {
                        case "hash" -> redis.client().hgetAll(key);
                        case "list" -> redis.client().lrange(key, 0, -1);
                        default -> redis.client().get(key);
                    });
            if (redis.client().pttl(key) < 0) {
                stored.put(key + " expiry", "none");
            }
        }
        return stored;
    }

    @Test
    void find_sessionOfPythonAndOtherApplicationsMayNotBeSeen_isEmptyUntilTheyMay() {
        SessionRepository another = otherApplication();
        assertThat(another.find(SessionId.random())).isEmpty();
        SessionId id = SessionId.random();
        pythonWritesMetadata(id, "{}");
        String[] narrow = Arrays.stream(rules())
                .map(rule -> rule.equals("~session:*:attributes*") ? "~session:*:attributes" : rule)
                .toArray(String[]::new);
        setUser(narrow);
        try {
            assertThat(repository().find(id)).isEmpty();
            assertThat(repository().touch(id)).isEqualTo(SaveResult.GONE);
            allowToSeeOthers();
            assertThat(repository().find(id)).isPresent();
        } finally {
            setUser(rules());
        }
    }

    private static void allowToSeeOthers() {
        try {
            setUser("(+exists ~session:*:attributes*)");
        } catch (JedisDataException e) {
            Assumptions.abort("Redis before 7.0 has no selectors");
        }
    }

    @Test
    void find_sessionOfPythonAndTheRegistryMayBeCountedButNotRead_isThatOfTheApplicationsThatAreKnown()
            throws Exception {
        SessionRepository another = otherApplication();
        assertThat(another.find(SessionId.random())).isEmpty();
        SessionId id = SessionId.random();
        pythonWritesMetadata(id, "{}");
        setUser("-hkeys");
        try (RedisConnections connections = RedisConnections.open(settings(redis.uri()))) {
            SessionRepository counting =
                    RedisRepository.open(connections, settings(redis.uri()), InstantSource.system(), expired -> {});
            CompletableFuture<Optional<SessionSnapshot>> found = CompletableFuture.supplyAsync(() -> counting.find(id));
            assertThat(found.get(10, TimeUnit.SECONDS)).isPresent();
        } finally {
            setUser("+hkeys");
        }
    }

    @Test
    void everyOperation_sweepIncluded_isAllowed() {
        useAll();
    }

    @Test
    void otherKeysAndCommands_areRefused() {
        try (RedisConnections connections = RedisConnections.open(settings(redis.uri()))) {
            for (String key : List.of("other", "session:x", "session:x:other")) {
                assertThatThrownBy(() -> connections.call("get", client -> client.get(key)))
                        .hasMessageContaining("NOPERM");
            }
            assertThatThrownBy(() -> connections.call("flushdb", client -> client.flushDB()))
                    .hasMessageContaining("NOPERM");
        }
    }

    @Test
    void userOfOneApplication_hasItsRecordsAndNoOthers() {
        String[] narrow = Arrays.stream(DocumentedUser.rules(USER, "", PASSWORD))
                .map(rule -> rule.equals("~session:*:attributes") ? rule + ":shop" : rule)
                .map(rule -> rule.equals("~abi-session:sweeper") ? rule + ":shop" : rule)
                .toArray(String[]::new);
        redis.acl(DocumentedUser.setUser("abi-shop", narrow));
        SessionSettings shop = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("redis-username", "abi-shop")
                .adapter("redis-password", PASSWORD)
                .adapter("app", "shop")
                .build();
        SessionId id = SessionId.random();
        try (RedisConnections connections = RedisConnections.open(shop)) {
            RedisSessionRepository repository = new RedisSessionRepository(connections, shop, ended -> {});
            repository.create(Sessions.snapshot(id, Duration.ofHours(1)));
            Sessions.set(repository, id, "a", "1");
            repository.conversation(id).append(ConversationEntry.builder("q").build());
            assertThat(repository.conversation(id).size()).isEqualTo(1);
            new ExpiredSessionSweeper(connections, repository, shop, ended -> {}).sweep();
            for (String other : List.of("", ":forum", ":shop2")) {
                assertThatThrownBy(() -> connections.call(
                                "hgetall", client -> client.hgetAll("session:" + id.value() + ":attributes" + other)))
                        .hasMessageContaining("NOPERM");
            }
            SessionId renewed = SessionId.random();
            repository.changeId(id, renewed);
            assertThat(repository.delete(renewed)).isTrue();
        }
    }

    private void useAll() {
        SessionId id = SessionId.random();
        Instant now = Instant.EPOCH;
        Map<String, byte[]> fields = Map.of("a", SessionKeys.bytes("1"));
        SessionSnapshot session =
                new SessionSnapshot(id, now, now, Duration.ofHours(1), false, fields, StoredMetadata.of("{}"));
        repository().create(session);
        SessionSnapshot found = repository().find(id).orElseThrow();
        repository().save(found, SessionDelta.of(fields, Set.of("b")));
        repository().save(found, interval(Duration.ZERO));
        repository().find(id);
        repository().save(found, interval(Duration.ofHours(2)));
        repository().touch(id);
        repository().conversation(id).append(ConversationEntry.builder("q").build());
        assertThat(repository().conversation(id).last(1)).hasSize(1);
        assertThat(repository().conversation(id).size()).isEqualTo(1);
        assertThat(repository().storedKeys(id).describe()).hasSize(3);
        repository().conversation(id).clear();
        SessionId renewed = SessionId.random();
        repository().changeId(id, renewed);
        repository().claimExpired(renewed);
        repository().delete(renewed);
        adopt();
        readLarge();
        keepUsers();
        try (RedisConnections connections = RedisConnections.open(settings(redis.uri()))) {
            SessionSettings settings = settings(redis.uri());
            new ExpiredSessionSweeper(connections, repository(), settings, ended -> {}).sweep();
        }
    }

    /** Sets a limit of logins, since nothing else needs the sessions of users. */
    private void keepUsers() {
        SessionSettings limited = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("redis-username", USER)
                .adapter("redis-password", PASSWORD)
                .adapter("max-sessions-per-user", "5")
                .build();
        try (RedisConnections connections = RedisConnections.open(limited)) {
            UserIndex users = new RedisUserIndex(connections, limited);
            SessionId id = SessionId.random();
            assertThat(users.enter("ada", id, Duration.ofHours(1))).isPresent();
            assertThat(users.ids("ada")).containsExactly(id);
            assertThat(users.read("ada", List.of(id))).isEmpty();
            users.raise("ada");
            users.keep(Map.of("ada", new UserIndex.Upkeep(List.of(id), Map.of())));
        }
    }

    /** Two nodes that adopt one session at the same time. */
    private void adopt() {
        SessionId id = SessionId.random();
        pythonWritesMetadata(id, "{}");
        SessionSnapshot here = repository().find(id).orElseThrow();
        SessionSnapshot there = otherNode().find(id).orElseThrow();
        repository().save(here, SessionDelta.of(Map.of("a", SessionKeys.bytes("1")), Set.of()));
        otherNode().save(there, SessionDelta.of(Map.of("b", SessionKeys.bytes("1")), Set.of()));
    }

    private void readLarge() {
        SessionId id = SessionId.random();
        Map<String, byte[]> fields = Map.of("a", SessionKeys.bytes("\"" + "x".repeat(LargeSessions.LARGE) + "\""));
        repository()
                .create(new SessionSnapshot(
                        id, Instant.EPOCH, Instant.EPOCH, Duration.ofHours(1), false, fields, StoredMetadata.of("{}")));
        assertThat(repository().find(id).orElseThrow().deferred()).isEmpty();
        assertThat(repository().find(id).orElseThrow().deferred()).containsOnlyKeys("a");
    }

    private static SessionDelta interval(Duration interval) {
        return new SessionDelta(Map.of(), Set.of(), java.util.Optional.of(interval), Map.of(), Set.of());
    }
}
