package org.abisession.it.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.params.SetParams;

/** Tests what a careless Python leaves where JSON should be, seen through both containers. */
@Tag("full")
class OddWritersTest {
    private static final int REQUESTS = 5;

    @RegisterExtension
    @Order(1)
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    @Order(2)
    static final PythonApp python = new PythonApp(redis);

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private static JavaNode start(JavaNode.Kind kind) throws Exception {
        return kind.start(Map.of("redis-url", redis.uri(), "env-file", "off", "shared-attributes", "user"));
    }

    private List<String> warnings() {
        return logs.lines().stream()
                .filter(line -> line.startsWith("WARN org.abisession"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "JETTY, str, str(dict)",
        "TOMCAT, str, str(dict)",
        "JETTY, pickle, pickle",
        "TOMCAT, pickle, pickle",
        "JETTY, utf-16, UTF-16",
        "TOMCAT, latin-1, is not UTF-8",
        "JETTY, bom, byte order mark",
        "TOMCAT, zlib, compressed",
        "JETTY, twice, json.dumps called twice",
        "TOMCAT, truncated, is cut off",
        "JETTY, msgpack, MessagePack"
    })
    void metadata_thatPythonSpoils_isSaidOnceAndKeptWhileTheSessionGoesOn(
            JavaNode.Kind kind, String writer, String guess) throws Exception {
        try (JavaNode node = start(kind)) {
            User user = new User(node, logs);
            user.get("/set", "login", "ada");
            String key = "session:" + user.sessionId() + ":metadata";
            python.call("odd", key, writer, Map.of("name", "\u00e9"));
            byte[] before = redis.client().dump(key);

            for (int i = 0; i < REQUESTS; i++) {
                assertThat(user.get("/get", "login")).isEqualTo("ada");
                assertThat(user.get("/set", "user", "bob" + i)).isEqualTo("set");
                assertThat(user.get("/say", "q", "question")).isEqualTo("said");
            }
            assertThat(user.get("/get", "user")).isEqualTo("bob" + (REQUESTS - 1));
            assertThat(redis.client().dump(key)).isEqualTo(before);
            assertThat(warnings()).hasSize(1);
            assertThat(warnings().get(0)).contains(guess);

            assertThat(user.get("/logout")).isEqualTo("out");
            assertThat(redis.keys("session:*")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void session_whoseMetadataAloneIsSpoiled_isPickedUpAndItsBytesStay(JavaNode.Kind kind) throws Exception {
        String id = python.text("create", "uuid4", Map.of());
        python.call("odd", "session:" + id + ":metadata", "str", Map.of("a", true));
        byte[] before = redis.client().dump("session:" + id + ":metadata");
        try (JavaNode node = start(kind)) {
            User user = new User(node, logs).with(id);
            assertThat(user.get("/set", "x", "1")).isEqualTo("set");
            assertThat(user.get("/get", "x")).isEqualTo("1");
            assertThat(user.sessionId()).isEqualTo(id);
        }
        assertThat(redis.client().dump("session:" + id + ":metadata")).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"JETTY, str", "TOMCAT, str", "JETTY, latin-1", "TOMCAT, pickle", "JETTY, truncated"})
    void turn_thatPythonSpoils_isReturnedInItsPlaceAndSaidOnce(JavaNode.Kind kind, String writer) throws Exception {
        String id = python.text("create", "hex", Map.of());
        String key = "session:" + id + ":conversation";
        try (JavaNode node = start(kind)) {
            User user = new User(node, logs).with(id);
            user.get("/say", "q", "first");
            python.call("odd_entry", key, writer, Map.of("user_query", "\u00e9"));
            python.call("turn", id, "last", "a", "watch");
            byte[] before = redis.client().dump(key);

            for (int i = 0; i < REQUESTS; i++) {
                assertThat(user.get("/turns")).isEqualTo("first,unreadable,last");
            }
            assertThat(redis.client().dump(key)).isEqualTo(before);
            assertThat(warnings()).hasSize(1);
        }
    }

    /** Jetty's own stores delete a session whose data they can't read. */
    @ParameterizedTest
    @EnumSource
    void attribute_thatCannotBeRead_costsItselfOnlyAndIsNotDeleted(JavaNode.Kind kind) throws Exception {
        try (JavaNode node = start(kind)) {
            User user = new User(node, logs);
            user.get("/set", "login", "ada");
            String key = "session:" + user.sessionId() + ":attributes";
            redis.client().hset(key, "spoiled", "{'a': True}");

            for (int i = 0; i < REQUESTS; i++) {
                assertThat(user.get("/get", "spoiled")).isEqualTo("null");
                assertThat(user.get("/get", "login")).isEqualTo("ada");
                assertThat(user.get("/set", "other", "v" + i)).isEqualTo("set");
            }
            assertThat(redis.client().hget(key, "spoiled")).isEqualTo("{'a': True}");
            assertThat(warnings()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysOfAnotherType_leaveTheRestOfTheSessionInUse(JavaNode.Kind kind) throws Exception {
        String id = python.text("create", "token", Map.of());
        redis.client()
                .set(
                        "session:" + id + ":attributes",
                        "page",
                        SetParams.setParams().ex(600));
        try (JavaNode node = start(kind)) {
            User user = new User(node, logs).with(id);
            assertThat(user.get("/say", "q", "hello")).isEqualTo("said");
            assertThat(user.get("/turns")).isEqualTo("hello");
            assertThat(user.get("/set", "user", "ada")).isEqualTo("set");
            assertThat(user.get("/get", "user")).isEqualTo("ada");
            assertThat(user.get("/set", "x", "1")).startsWith("5");
            assertThat(redis.client().get("session:" + id + ":attributes")).isEqualTo("page");
            assertThat(user.get("/logout")).isEqualTo("out");
        }
        assertThat(redis.keys("session:*")).isEmpty();
    }

    /** Flask-Session keeps msgpack under {@code session:<id>}; others have names of their own. */
    @ParameterizedTest
    @EnumSource
    void keysOfAnotherShape_areNeverTouched(JavaNode.Kind kind) throws Exception {
        try (JavaNode node = start(kind)) {
            User user = new User(node, logs);
            user.get("/set", "x", "1");
            String id = user.sessionId();
            List<String> others = List.of("session:" + id, "session:" + id + ":cache", "session:" + id + ":metadata:x");
            for (String key : others) {
                python.call("odd", key, "msgpack", Map.of());
            }
            user.get("/say", "q", "hello");
            user.get("/changeId");
            user.get("/logout");

            assertThat(redis.keys("session:*")).containsExactlyElementsOf(others);
            for (String key : others) {
                assertThat(redis.client().get(key.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        .containsExactly(0x81, 0xa3, 0x75, 0x69, 0x64, 0x05);
            }
        }
    }

    @Test
    void keyWithoutExpiry_thatPythonWrote_isTolerated() throws Exception {
        redis.allowKeysWithoutTtl();
        String id = python.text("create", "hex", Map.of());
        redis.client().persist("session:" + id + ":metadata");
        try (JavaNode node = start(JavaNode.Kind.JETTY)) {
            User user = new User(node, logs).with(id);
            assertThat(user.get("/set", "user", "ada")).isEqualTo("set");
            assertThat(user.get("/get", "user")).isEqualTo("ada");
            assertThat(redis.client().ttl("session:" + id + ":metadata")).isEqualTo(-1);
        }
    }
}
