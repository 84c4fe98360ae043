package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.abisession.redis.StoredSession.Owner;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests what the browser of sessions says of when they were used and when they end. */
class StoredTimesTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static final Duration HOUR = Duration.ofHours(1);

    private final SessionId id = SessionId.random();
    private SessionSettings settings;
    private RedisConnections connections;
    private SessionBrowser browser;

    @BeforeEach
    void open() {
        settings = SessionSettings.builder().adapter("redis-url", redis.uri()).build();
        connections = RedisConnections.open(settings);
        browser = new SessionBrowser(connections, settings);
    }

    @AfterEach
    void close() {
        connections.close();
    }

    private void create(SessionSettings limits, Duration interval, Map<String, byte[]> fields) {
        Instant now = Instant.now();
        RedisSessionRepository repository = new RedisSessionRepository(connections, limits, ended -> {});
        repository.create(new SessionSnapshot(id, now, now, interval, false, fields, StoredMetadata.of("{}")));
    }

    private String key(String kind) {
        return "session:" + id.value() + ":" + kind;
    }

    private StoredSession withRecord(Duration left, Map<String, String> control) {
        redis.allowKeysWithoutTtl();
        create(settings, HOUR, Map.of());
        redis.client().hset(key("attributes"), control);
        redis.client()
                .pexpire(
                        key("attributes"), left.plus(settings.expiryRetention()).toMillis());
        return browser.read(id, false).orElseThrow();
    }

    private static String millisAfter(Duration time) {
        return Long.toString(Instant.now().plus(time).toEpochMilli());
    }

    @Test
    void read_sessionNearItsAbsoluteEnd_idleIsSinceItsLastAccessAndNotItsExpiry() {
        Duration end = Duration.ofMinutes(50);
        StoredSession session = withRecord(
                end,
                Map.of(
                        "@max_inactive_interval",
                        "86400",
                        "@ends_at",
                        millisAfter(end),
                        "@last_accessed_at",
                        millisAfter(Duration.ofMinutes(-2))));
        assertThat(session.idle().orElseThrow()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
        assertThat(session.expiresIn().orElseThrow()).isBetween(Duration.ofMinutes(49), end);
    }

    @Test
    void read_clockOfRedisIsNotThatOfThisMachine_absoluteEndAndIdleTimeCountByThatOfRedis() {
        withRecord(
                HOUR,
                Map.of(
                        "@max_inactive_interval",
                        "86400",
                        "@ends_at",
                        millisAfter(Duration.ofHours(11)),
                        "@last_accessed_at",
                        millisAfter(Duration.ofHours(9).plusMinutes(50))));
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri())) {
            SessionSettings ahead =
                    SessionSettings.builder().adapter("redis-url", proxy.uri()).build();
            try (RedisConnections others = RedisConnections.open(ahead)) {
                SessionBrowser tenHoursAhead = new SessionBrowser(others, ahead);
                proxy.answer("TIME", time(Duration.ofHours(10)));
                StoredSession session = tenHoursAhead.read(id, false).orElseThrow();
                assertThat(session.owner()).isEqualTo(Owner.THIS_APPLICATION);
                assertThat(session.idle().orElseThrow()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));

                proxy.answer("TIME", time(Duration.ofHours(12)));
                assertThat(tenHoursAhead.read(id, false).orElseThrow().owner()).isEqualTo(Owner.NO_APPLICATION);
            }
        }
    }

    private static String time(Duration ahead) {
        String seconds = Long.toString(Instant.now().plus(ahead).getEpochSecond());
        return "*2\r\n$" + seconds.length() + "\r\n" + seconds + "\r\n$6\r\n123456";
    }

    @Test
    void read_absoluteEndLaterThanTheInterval_idleIsThatOfItsExpiry() {
        StoredSession session = withRecord(
                Duration.ofMinutes(50),
                Map.of(
                        "@ends_at",
                        millisAfter(Duration.ofHours(5)),
                        "@last_accessed_at",
                        millisAfter(Duration.ofHours(-7))));
        assertThat(session.idle().orElseThrow()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    }

    @Test
    void read_sessionThatLivesForEver_idleIsSinceItsLastAccess() {
        String accessed = millisAfter(Duration.ofMinutes(-2));
        withRecord(HOUR, Map.of("@max_inactive_interval", "-1", "@last_accessed_at", accessed));
        redis.client().persist(key("attributes"));
        redis.client().persist(key("metadata"));
        StoredSession session = browser.read(id, false).orElseThrow();
        assertThat(session.idle().orElseThrow()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
        assertThat(session.expiresIn()).isEmpty();
        redis.client().hdel(key("attributes"), "@last_accessed_at");
        assertThat(browser.read(id, false).orElseThrow().idle()).isEmpty();
    }

    @Test
    void read_sessionThatAnAbsoluteTimeoutEnds_isIdleForAsLongAsARequestSays() {
        SessionSettings timeout = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("absolute-timeout", "1h")
                .build();
        create(timeout, Duration.ofHours(24), Map.of("@ends_at", bytes(millisAfter(HOUR))));
        RedisSessionRepository limited = new RedisSessionRepository(connections, timeout, ended -> {});
        assertThat(limited.find(id)).isPresent();
        StoredSession session = browser.read(id, false).orElseThrow();
        assertThat(session.idle().orElseThrow()).isLessThan(Duration.ofMinutes(1));
    }
}
