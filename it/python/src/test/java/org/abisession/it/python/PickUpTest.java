package org.abisession.it.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One session, by its cookie, in both applications. */
@Tag("full")
class PickUpTest {
    private static final int DAY = 86_400;

    @RegisterExtension
    @Order(1)
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    @Order(2)
    static final PythonApp python = new PythonApp(redis);

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private JavaNode node;

    private User start(JavaNode.Kind kind, String... settings) throws Exception {
        Map<String, String> all = new java.util.HashMap<>(Map.of("redis-url", redis.uri(), "env-file", "off"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        node = kind.start(all);
        return new User(node, logs);
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"JETTY, uuid4", "JETTY, hex", "JETTY, token", "TOMCAT, uuid4", "TOMCAT, hex", "TOMCAT, token"})
    void sessionBegunInPython_isPickedUpByItsCookieInJava(JavaNode.Kind kind, String id) throws Exception {
        String sessionId = python.text("create", id, Map.of("user", "ada"));
        python.call("turn", sessionId, "Où ?", "ici 😀", "naive");
        User user = start(kind, "shared-attributes", "user").with(sessionId);

        assertThat(user.get("/peek")).startsWith("old ");
        assertThat(user.sessionId()).isEqualTo(sessionId);
        assertThat(user.get("/turns")).isEqualTo("Où ?");
        assertThat(user.get("/get", "user")).isEqualTo("ada");
        assertThat(user.get("/set", "cart", "tea")).isEqualTo("set");
        assertThat(user.get("/say", "q", "And there?")).isEqualTo("said");

        assertThat(user.get("/names")).isEqualTo("cart,user");
        assertThat((List<?>) python.call("history", sessionId))
                .extracting(turn -> ((Map<?, ?>) turn).get("user_query"))
                .isEqualTo(List.of("Où ?", "And there?"));
        assertThat((List<?>) python.call("sessions")).isEqualTo(List.of(sessionId));
    }

    @ParameterizedTest
    @EnumSource
    void sessionBegunInJava_isPickedUpByItsCookieInPython(JavaNode.Kind kind) throws Exception {
        User user = start(kind, "shared-attributes", "user");
        user.get("/set", "cart", "tea");
        user.get("/set", "user", "bob");
        user.get("/say", "q", "What sold best?");
        String sessionId = user.sessionId();

        assertThat(sessionId).matches("[A-Za-z0-9_-]{43}");
        Map<?, ?> metadata = (Map<?, ?>) python.call("metadata", sessionId);
        assertThat(metadata.get("session_id")).isEqualTo(sessionId);
        assertThat(metadata.get("user")).isEqualTo("bob");
        assertThat(Instant.parse(metadata.get("created_at") + "Z"))
                .isCloseTo(Instant.now(), org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES));
        assertThat(python.text("fromisoformat", metadata.get("created_at"))).isEqualTo(metadata.get("created_at"));
        assertThat(python.call("turn", sessionId, "And worst?", "Coffee.", "watch"))
                .isEqualTo(2);
        assertThat(user.get("/turns")).isEqualTo("What sold best?,And worst?");
        assertThat(user.get("/get", "user") + user.get("/get", "cart")).isEqualTo("bobtea");
    }

    @ParameterizedTest
    @EnumSource
    void creationTime_ofASessionBegunInPython_isItsCreatedAt(JavaNode.Kind kind) throws Exception {
        String sessionId = python.text("create", "uuid4", Map.of("created_at", "2025-01-02T03:04:05.678901"));
        User user = start(kind).with(sessionId);

        assertThat(user.get("/peek"))
                .isEqualTo("old "
                        + Instant.parse("2025-01-02T03:04:05.678Z")
                                .atOffset(ZoneOffset.UTC)
                                .toInstant()
                                .toEpochMilli());
    }

    @ParameterizedTest
    @EnumSource
    void timeToLive_javaAccess_extendsWhatPythonHasAndNeverShortensIt(JavaNode.Kind kind) throws Exception {
        String sessionId = python.text("create", "hex", Map.of());
        python.call("turn", sessionId, "q", "a", "whole");
        User user = start(kind, "max-inactive-interval", "30m").with(sessionId);

        user.get("/peek");
        assertThat(ttl(sessionId)).allMatch(seconds -> seconds > DAY - 60);
        python.call("expire", sessionId, 60);
        user.get("/peek");
        assertThat(ttl(sessionId)).allMatch(seconds -> seconds > 1795 && seconds <= 1800);
    }

    @ParameterizedTest
    @EnumSource
    void timeToLive_sessionBegunInJava_isTheSameOnBothKeys(JavaNode.Kind kind) throws Exception {
        User user = start(kind);
        user.get("/say", "q", "hello");

        List<Integer> both = ttl(user.sessionId());
        assertThat(both).allMatch(seconds -> seconds > DAY - 60 && seconds <= DAY);
        assertThat(Math.abs(both.get(0) - both.get(1))).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void changeSessionId_pythonFindsAllUnderTheNewIdAndNothingUnderTheOld(JavaNode.Kind kind) throws Exception {
        String before = python.text("create", "token", Map.of("theme", "dark"));
        python.call("turn", before, "q", "a", "watch");
        User user = start(kind).with(before);
        user.get("/set", "cart", "tea");

        String after = user.get("/changeId");
        logs.secret(after);
        Map<?, ?> metadata = (Map<?, ?>) python.call("metadata", user.sessionId());
        assertThat(metadata.get("theme")).isEqualTo("dark");
        assertThat(metadata.get("session_id")).isEqualTo(user.sessionId()).isNotEqualTo(before);
        assertThat((List<?>) python.call("history", user.sessionId())).hasSize(1);
        assertThat(python.call("metadata", before)).isNull();
        assertThat(user.get("/get", "cart")).isEqualTo("tea");
    }

    @ParameterizedTest
    @EnumSource
    void logoutInJava_leavesPythonNothing(JavaNode.Kind kind) throws Exception {
        String sessionId = python.text("create", "uuid4", Map.of());
        python.call("turn", sessionId, "q", "a", "naive");
        User user = start(kind).with(sessionId);
        user.get("/set", "cart", "tea");
        user.get("/logout");

        assertThat((List<?>) python.call("sessions")).isEmpty();
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void clearInPython_isNoSessionInJava(JavaNode.Kind kind) throws Exception {
        User user = start(kind);
        user.get("/set", "cart", "tea");
        python.call("clear", user.sessionId());

        assertThat(user.get("/peek")).isEqualTo("none");
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @SuppressWarnings("unchecked") // as abi_app.py answers it
    private static List<Integer> ttl(String sessionId) {
        return (List<Integer>) python.call("ttl", sessionId);
    }
}
