package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.redis.SessionBrowser.Ended;
import org.abisession.redis.StoredSession.Owner;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.params.SetParams;

class SessionBrowserTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static final Duration HOUR = Duration.ofHours(1);

    private final List<SessionSnapshot> told = new ArrayList<>();
    private final SessionId id = SessionId.random();
    private SessionSettings settings;
    private RedisConnections connections;
    private RedisSessionRepository repository;
    private SessionBrowser browser;

    @BeforeEach
    void open() {
        settings = SessionSettings.builder().adapter("redis-url", redis.uri()).build();
        connections = RedisConnections.open(settings);
        repository = new RedisSessionRepository(connections, settings, told::add);
        browser = new SessionBrowser(connections, settings);
    }

    @AfterEach
    void close() {
        connections.close();
    }

    private void create(Duration interval) {
        Instant now = Instant.ofEpochMilli(1_700_000_000_000L);
        repository.create(new SessionSnapshot(
                id,
                now,
                now,
                interval,
                false,
                Map.of("cart", bytes("[\"tea\"]")),
                StoredMetadata.of("{\"user\": \"ada\"}")));
    }

    private String key(String kind) {
        return "session:" + id.value() + ":" + kind;
    }

    /** Reads sessions in a JVM of its own, and prints how many other applications have one. */
    static final class Reading {
        private Reading() {}

        public static void main(String[] arguments) {
            SessionSettings settings =
                    SessionSettings.builder().adapter("redis-url", arguments[0]).build();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                List<SessionId> ids =
                        Stream.of(arguments[1].split(",")).map(SessionId::of).toList();
                long found = new SessionBrowser(connections, settings)
                        .read(ids, false).stream()
                                .mapToLong(
                                        session -> session.otherApplications().size())
                                .sum();
                System.out.println("found " + found);
            }
        }
    }

    @Test
    void read_thousandsOfApplications_takesLittleMemory() throws Exception {
        List<String> ids =
                Stream.generate(() -> SessionId.random().value()).limit(200).toList();
        redis.client()
                .hset(
                        "abi-session:applications",
                        IntStream.range(0, 5_000).boxed().collect(Collectors.toMap(i -> "app" + i, i -> "1")));
        for (int i = 0; i < ids.size(); i++) {
            redis.client().set("session:" + ids.get(i) + ":metadata", "{}");
            redis.client().hset("session:" + ids.get(i) + ":attributes:app" + i, "a", "1");
        }

        Process reading = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        redis.uri(),
                        String.join(",", ids))
                .redirectErrorStream(true)
                .start();

        assertThat(new String(reading.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("found 200");
        redis.client().flushAll();
    }

    @Test
    void read_session_tellsWhatIsStoredAndCountsAsNoAccess() {
        create(HOUR);
        repository.conversation(id).append(ConversationEntry.builder("q").build());
        redis.client()
                .pexpire(
                        key("attributes"), HOUR.plus(settings.expiryRetention()).toMillis() - 600_000);
        redis.client().pexpire(key("metadata"), HOUR.toMillis() - 600_000);
        StoredSession session = browser.read(id, true).orElseThrow();
        assertThat(session.owner()).isEqualTo(Owner.THIS_APPLICATION);
        assertThat(session.interval()).isEqualTo(HOUR);
        assertThat(session.turns()).isEqualTo(1);
        assertThat(session.attributes()).isEqualTo(4);
        assertThat(session.createdAt()).contains(Instant.ofEpochMilli(1_700_000_000_000L));
        assertThat(session.memory().orElseThrow()).isPositive();
        assertThat(session.idle().orElseThrow()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
        assertThat(redis.client().pttl(key("metadata"))).isLessThanOrEqualTo(HOUR.toMillis() - 600_000);
        assertThat(browser.attributes(id)).containsKeys("cart", "@created_at");
    }

    @Test
    void read_adoptedSession_beganWhenItsMetadataSay() {
        redis.client()
                .set(
                        key("metadata"),
                        "{\"created_at\": \"2024-01-15T10:30:00.123456\"}",
                        SetParams.setParams().ex(100));
        assertThat(browser.read(id, false).orElseThrow().createdAt())
                .contains(Instant.parse("2024-01-15T10:30:00.123456Z"));
        redis.client()
                .set(key("metadata"), "{'created_at': 1}", SetParams.setParams().ex(100));
        assertThat(browser.read(id, false).orElseThrow().createdAt()).isEmpty();
    }

    @Test
    void read_keysOfOtherTypes_costThemselvesOnly() {
        redis.client().set(key("metadata"), "{}", SetParams.setParams().ex(100));
        redis.client().set(key("attributes"), "x", SetParams.setParams().ex(100));
        redis.client().set(key("conversation"), "x", SetParams.setParams().ex(100));
        StoredSession session = browser.read(id, false).orElseThrow();
        assertThat(session.owner()).isEqualTo(Owner.NO_APPLICATION);
        assertThat(session.turns()).isZero();
        assertThat(session.expiresIn().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(100));
        assertThat(browser.read(SessionId.random(), false)).isEmpty();
    }

    @Test
    void scan_manyKeys_findsEachSessionAndEachKey() {
        Set<SessionId> made = new HashSet<>();
        for (int i = 0; i < 250; i++) {
            SessionId next = SessionId.random();
            made.add(next);
            redis.client()
                    .set(
                            "session:" + next.value() + ":metadata",
                            "{}",
                            SetParams.setParams().ex(100));
            redis.client().set("session:flask" + i, "x", SetParams.setParams().ex(100));
        }
        Set<SessionId> found = new HashSet<>();
        browser.sessions(20).forEachRemaining(found::addAll);
        assertThat(found).isEqualTo(made);
        List<KeyName> keys = new ArrayList<>();
        browser.keys(100).forEachRemaining(keys::addAll);
        assertThat(keys.stream().distinct()).hasSize(500);
        assertThat(keys.stream().filter(key -> key.kind() == KeyName.Kind.OTHER).distinct())
                .hasSize(250);
    }

    @Test
    void name_ofAnyShape_isReadOrOther() {
        String text = id.value();
        assertThat(KeyName.of("session:{" + text + "}:attributes:shop#a"))
                .isEqualTo(new KeyName(
                        "session:{" + text + "}:attributes:shop#a",
                        KeyName.Kind.ATTRIBUTES,
                        Optional.of(id),
                        "shop#a",
                        true));
        for (String other : List.of(
                "session:{" + text + ":metadata",
                "session:short:metadata",
                "session:" + text,
                "session:" + text + ":metadata:x")) {
            assertThat(KeyName.of(other).kind()).isEqualTo(KeyName.Kind.OTHER);
            assertThat(KeyName.of(other).toString()).doesNotContain(text);
        }
    }

    @Test
    void end_session_isFinalAndOneNodeTellsTheListeners() {
        create(HOUR);
        SessionSnapshot read = repository.find(id).orElseThrow();
        repository.conversation(id).append(ConversationEntry.builder("q").build());
        assertThat(browser.end(id)).isEqualTo(Ended.LEFT_FOR_A_NODE);
        assertThat(repository.save(read, SessionDelta.of(Map.of("cart", bytes("1")), Set.of())))
                .isEqualTo(SaveResult.GONE);
        assertThat(repository.touch(id)).isEqualTo(SaveResult.GONE);
        assertThat(repository.changeId(id, SessionId.random())).isEqualTo(SaveResult.GONE);
        assertThatThrownBy(() -> repository
                        .conversation(id)
                        .append(ConversationEntry.builder("late").build()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(redis.client().exists(key("metadata"))).isFalse();
        assertThat(redis.client().exists(key("conversation"))).isFalse();
        new ExpiredSessionSweeper(connections, repository, settings, told::add).sweep();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).fields()).containsKey("cart");
        assertThat(repository.find(id)).isEmpty();
        assertThat(browser.end(id)).isEqualTo(Ended.NO_SESSION);
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @Test
    void end_sessionThatIsAskedForBeforeTheSweep_tellsTheListenersThen() {
        create(HOUR);
        browser.end(id);
        assertThat(repository.find(id)).isEmpty();
        assertThat(told).hasSize(1);
    }

    @Test
    void end_otherSideWritesMetadataAgain_attributesDoNotComeBack() {
        for (Duration interval : List.of(HOUR, Duration.ZERO)) {
            redis.allowKeysWithoutTtl();
            create(interval);
            browser.end(id);
            redis.client().set(key("metadata"), "{}", SetParams.setParams().ex(100));
            SessionSnapshot found = repository.find(id).orElseThrow();
            assertThat(found.adopted()).isTrue();
            assertThat(found.fields()).isEmpty();
            assertThat(redis.client().exists(key("attributes"))).isFalse();
            redis.client().del(key("metadata"));
        }
        assertThat(told).hasSize(2);
    }

    @Test
    void end_sessionOfPythonOrNone_saysThatThereIsNobodyToTell() {
        assertThat(browser.end(id)).isEqualTo(Ended.NO_SESSION);
        redis.client().set(key("metadata"), "{}", SetParams.setParams().ex(100));
        redis.client().rpush(key("conversation"), "{}");
        assertThat(browser.end(id)).isEqualTo(Ended.NOBODY_TO_TELL);
        assertThat(redis.keys("session:*")).isEmpty();
    }

    private SessionBrowser browserOf(String app) {
        SessionSettings other = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("app", app)
                .build();
        new Applications(connections, new SessionKeys(app, false), app, false).register();
        return new SessionBrowser(connections, other);
    }

    private SessionId stored(boolean metadata, String... records) {
        SessionId next = SessionId.random();
        String key = "session:" + next.value() + ":";
        if (metadata) {
            redis.client().set(key + "metadata", "{}", SetParams.setParams().ex(600));
        }
        for (String record : records) {
            String[] appAndTime = record.split("=", -1);
            String name = key + "attributes" + (appAndTime[0].isEmpty() ? "" : ":" + appAndTime[0]);
            redis.client().hset(name, "@max_inactive_interval", "600");
            redis.client().pexpire(name, Long.parseLong(appAndTime[1]));
        }
        return next;
    }

    @Test
    void read_sessionsOfAnyApplication_saysWhoseTheyAreAndEndEndsItsOwnAlone() {
        browserOf("shop");
        long alive = settings.expiryRetention().plusMinutes(10).toMillis();
        long over = settings.expiryRetention().toMillis() - 1000;
        Map<SessionId, Owner> owners = new LinkedHashMap<>();
        owners.put(stored(true, "=" + alive), Owner.THIS_APPLICATION);
        owners.put(stored(true, "=" + alive, "shop=" + alive), Owner.THIS_APPLICATION);
        owners.put(stored(true), Owner.NO_APPLICATION);
        owners.put(stored(true, "=" + over), Owner.NO_APPLICATION);
        owners.put(stored(true, "shop=" + alive), Owner.OTHER_APPLICATION);
        owners.put(stored(true, "shop=" + over), Owner.OTHER_APPLICATION);
        owners.put(stored(true, "=" + over, "shop=" + alive), Owner.OTHER_APPLICATION);
        owners.put(stored(false, "=" + over), Owner.UNKNOWN); // no session at all
        SessionId ended = stored(true, "=" + alive);
        redis.client().hset("session:" + ended.value() + ":attributes", "@ends_at", "1");
        owners.put(ended, Owner.NO_APPLICATION);

        List<StoredSession> read = browser.read(owners.keySet(), false);

        assertThat(read).hasSize(owners.size() - 1);
        for (StoredSession session : read) {
            assertThat(session.owner()).isEqualTo(owners.get(session.id()));
            boolean other = session.owner() == Owner.OTHER_APPLICATION;
            assertThat(session.otherApplications()).isEqualTo(other ? List.of("shop") : List.of());
            assertThat(session.isOwn()).isEqualTo(!other);
            assertThat(browser.end(session.id()) != Ended.NO_SESSION).isEqualTo(session.isOwn());
        }
    }

    @Test
    void read_userMayNotLookAtOtherApplications_ownerIsUnknown() {
        browserOf("shop");
        SessionId one = stored(true);
        SessionSettings restricted = restricted("");
        try (RedisConnections narrow = RedisConnections.open(restricted)) {
            SessionBrowser tool = new SessionBrowser(narrow, restricted);
            assertThat(tool.read(one, false).orElseThrow().owner()).isEqualTo(Owner.UNKNOWN);
            assertThat(tool.end(one)).isEqualTo(Ended.NO_SESSION);
        } finally {
            redis.acl("DELUSER", "tool");
        }
    }

    /** Returns the settings of a user who may read and end sessions of the root context, but for what is taken away. */
    private static SessionSettings restricted(String taken) {
        String rules =
                "SETUSER tool reset on >tool -@all +scan +get +exists +hkeys +hlen +hget +hmget +hdel +llen +pttl +time"
                        + " +type +del +eval +evalsha +select +ping ~session:*:metadata ~session:*:conversation"
                        + " ~session:*:attributes ~abi-session:*" + taken;
        redis.acl(rules.split(" ", -1));
        return SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("redis-username", "tool")
                .adapter("redis-password", "tool")
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-hmget",
                "-hlen",
                "-llen",
                "-get",
                "-pttl",
                "resetkeys ~session:*:metadata ~session:*:conversation ~abi-session:*"
            })
    void read_userMayNotAskAll_failsAndTakesNothingForAbsent(String taken) {
        create(HOUR);
        SessionSettings restricted = restricted(" " + taken);
        try (RedisConnections narrow = RedisConnections.open(restricted)) {
            SessionBrowser tool = new SessionBrowser(narrow, restricted);
            assertThatThrownBy(() -> tool.read(id, false))
                    .isInstanceOfSatisfying(
                            SessionStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(SessionStoreCode.NOPERM));
        } finally {
            redis.acl("DELUSER", "tool");
        }
    }
}
