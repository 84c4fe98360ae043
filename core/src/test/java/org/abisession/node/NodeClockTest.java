package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.ConversationEntry;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The times of a session are those of the clock that its node was given. */
class NodeClockTest {
    private static final Instant TIME = Instant.parse("2024-01-15T10:30:00.123Z");
    private static final InstantSource CLOCK = InstantSource.fixed(TIME);
    private static final Duration TEN_HOURS = Duration.ofHours(10);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static SessionNode open(InstantSource clock, String... settings) {
        SettingsBuilder builder = SessionSettings.builder().adapter("redis-url", redis.uri());
        for (int i = 0; i < settings.length; i += 2) {
            builder.adapter(settings[i], settings[i + 1]);
        }
        ClassLoader loader = NodeClockTest.class.getClassLoader();
        return SessionNode.open(builder.build(), loader, loader, List.of(), clock);
    }

    @Test
    void create_clockOfTheNode_isTheTimeOfTheSessionAndItsMetadata() {
        try (SessionNode node = open(CLOCK)) {
            NodeSession session = node.create();
            session.save();

            assertThat(session.createdAt()).isEqualTo(TIME);
            assertThat(session.now()).isEqualTo(TIME);
            assertThat(redis.client().get("session:" + session.id().value() + ":metadata"))
                    .contains("\"created_at\": \"2024-01-15T10:30:00.123000\"");
        }
    }

    @Test
    void sessionInUse_clockOfTheNodeIsSetBack_doesNotExpireUnderTheRequest() {
        AtomicReference<Duration> setBack = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> InstantSource.system().instant().minus(setBack.get());
        try (SessionNode node = open(clock, "max-inactive-interval", "1s", "sweep-interval", "1s")) {
            node.start(session -> {});
            NodeSession session = node.create();
            session.save();
            session.enter();
            setBack.set(TEN_HOURS);

            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> redis.client().exists("session:" + session.id().value() + ":metadata"));
            session.leave();
        }
    }

    @Test
    void kept_clockOfTheNodeIsSetBack_hasTheSessionsThatNoRequestUses() {
        AtomicReference<Duration> setBack = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> InstantSource.system().instant().minus(setBack.get());
        try (SessionNode node = open(clock)) {
            NodeSession session = node.create();
            Object unused = session.local().setAttribute("socket", "of this node");
            session.save();
            session.enter();
            session.leave();
            setBack.set(TEN_HOURS);

            Duration idle = Duration.ofMillis(10);
            await().untilAsserted(() -> assertThat(node.inUse().kept(idle)).containsExactly(session));
        }
    }

    @ParameterizedTest
    @CsvSource({"-10, creation", "10, creation", "-10, login", "10, login"})
    void absoluteTimeout_clockOfTheNodeIsNotThatOfRedis_endsTheSessionInTime(int hours, String from) {
        InstantSource clock = () -> InstantSource.system().instant().plus(Duration.ofHours(hours));
        String[] settings = {"absolute-timeout", "8h", "absolute-timeout-from", from, "user-attribute", "who"};
        try (SessionNode node = open(clock, settings);
                SessionNode other = open(InstantSource.system(), settings)) {
            NodeSession session = node.create();
            session.save();
            session.setAttribute("who", "ada" + hours + from);
            session.save();

            assertThat(node.find(session.id())).isPresent();
            String ends = redis.client().hget("session:" + session.id().value() + ":attributes", "@ends_at");
            assertThat(Instant.ofEpochMilli(Long.parseLong(ends)))
                    .isCloseTo(Instant.now().plus(Duration.ofHours(8)), within(1, ChronoUnit.MINUTES));
            assertThat(node.users().list("ada" + hours + from)).hasSize(1);
            assertThat(other.users().list("ada" + hours + from)).hasSize(1);
        }
    }

    /** The creation is sent twice, and its end counts from a later moment then. */
    @Test
    void absoluteTimeout_answerToTheCreationIsLost_makesTheSessionOnce() {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                SessionNode node = open(InstantSource.system(), "redis-url", proxy.uri(), "absolute-timeout", "1h")) {
            node.create().save();
            proxy.cutAtNextReply();
            NodeSession session = node.create();
            session.save();

            assertThat(node.find(session.id())).isPresent();
        }
    }

    @Test
    void build_entryWithoutATime_hasThatOfTheClock() {
        ConversationEntry entry = ConversationEntry.builder("q", CLOCK).build();

        assertThat(entry.timestamp()).contains(TIME);
    }
}
