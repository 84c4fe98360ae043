package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.metrics.EndReason;
import org.abisession.settings.InvalidSettingException;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SpringSessionStore;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The taking over of Hashes as Spring Session writes them. {@code it/spring-session} has those of a real application.
 */
class TakeOverTest {
    private static final SessionId ID = SessionId.of("9b2f7c1e-5d43-4a8e-b1f6-0c9d8e7f6a5b");

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "take-over", "spring-session(shop:session)");

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private void store(Instant lastAccess, int interval, Map<String, Object> attributes) throws IOException {
        set("creationTime", Instant.parse("2024-01-15T10:30:00Z").toEpochMilli());
        set("lastAccessedTime", lastAccess.toEpochMilli());
        set("maxInactiveInterval", interval);
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            set("sessionAttr:" + attribute.getKey(), attribute.getValue());
        }
    }

    private static void set(String field, Object value) throws IOException {
        redis.client().hset(key(), utf8(field), java(value));
    }

    private static byte[] key() {
        return utf8("shop:session:sessions:" + ID.value());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] java(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static TakeOver of(SessionNode node) {
        return node.takeOver().orElseThrow();
    }

    private Instant now() {
        return Instant.ofEpochMilli(nodes.here().clock().millis());
    }

    @Test
    void bring_session_keepsItsAgeItsIntervalAndItsAttributes() throws IOException {
        store(now(), 600, Map.of("text", "tea", "number", 7L, "@name", "at", "list", new ArrayList<>(List.of(1, 2))));

        assertThat(of(nodes.here()).bring(ID)).isTrue();

        NodeSession session = nodes.there().find(ID).orElseThrow();
        assertThat(session.createdAt()).isEqualTo(Instant.parse("2024-01-15T10:30:00Z"));
        assertThat(session.maxInactiveInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(session.attributeNames()).containsExactlyInAnyOrder("text", "number", "@name", "list");
        assertThat(session.attribute("number")).isEqualTo(7L);
        assertThat(session.attribute("list")).isEqualTo(List.of(1, 2));
    }

    @Test
    void bring_byManyThreadsOfTwoNodes_createsItOnce() throws Exception {
        store(now(), 600, Map.of("text", "tea"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                SessionNode node = i % 2 == 0 ? nodes.here() : nodes.there();
                all.add(threads.submit(() -> of(node).bring(ID)));
            }
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(nodes.here().find(ID)).isPresent();
    }

    @Test
    void bring_afterTheSessionHasEnded_createsNoneAgain() throws IOException {
        store(now(), 600, Map.of("text", "tea"));
        of(nodes.here()).bring(ID);
        nodes.there().repository().delete(ID);

        of(nodes.here()).bring(ID);

        assertThat(nodes.here().find(ID)).isEmpty();
    }

    @Test
    void delete_afterAChangeOfTheId_endsTheOldSession() throws IOException {
        store(now(), 600, Map.of("text", "tea"));
        of(nodes.here()).bring(ID);
        NodeSession session = nodes.here().find(ID).orElseThrow();
        session.changeId(SessionId.random());

        session.delete();

        assertThat(redis.client().exists(key())).isFalse();
    }

    @Test
    void end_ofASessionThatWasTakenOverAndRedisFailsMeanwhile_tellsTheListeners() throws IOException {
        store(now(), 600, Map.of("text", "tea"));
        of(nodes.here()).bring(ID);
        List<Object> told = new ArrayList<>();
        nodes.here().ends().setListener(ended -> told.add(String.valueOf(ended.attribute("text"))));
        nodes.proxy().answer("DEL", "-OOM command not allowed when used memory > 'maxmemory'.");

        assertThatThrownBy(() -> nodes.here().ends().end(ID, EndReason.ADMINISTRATOR))
                .isInstanceOf(SessionStoreUnavailableException.class);

        assertThat(told).containsExactly("tea");
    }

    @Test
    void end_fieldThatSaysWhatWasTakenOverIsDamaged_endsTheSession() throws IOException {
        store(now(), 600, Map.of("text", "tea"));
        of(nodes.here()).bring(ID);
        redis.client().hset("session:" + ID.value() + ":attributes", "@taken_over", "[damaged");
        List<Object> told = new ArrayList<>();
        nodes.here().ends().setListener(ended -> told.add(String.valueOf(ended.attribute("text"))));

        assertThat(nodes.here().ends().end(ID, EndReason.ADMINISTRATOR)).isTrue();

        assertThat(told).containsExactly("tea");
    }

    @Test
    void bring_sessionWhoseTimeIsOver_createsNone() throws IOException {
        store(now().minusSeconds(601), 600, Map.of("text", "tea"));

        assertThat(of(nodes.here()).bring(ID)).isFalse();
        assertThat(nodes.here().find(ID)).isEmpty();
    }

    @Test
    void bring_sessionThatLivesForEver_doesSoHere() throws IOException {
        store(now().minusSeconds(601), -1, Map.of("text", "tea"));
        redis.allowKeysWithoutTtl();

        assertThat(of(nodes.here()).bring(ID)).isTrue();
        assertThat(nodes.here().find(ID).orElseThrow().maxInactiveInterval()).isEqualTo(Duration.ZERO);
    }

    @Test
    void bring_ofAnotherSerializer_createsNoneAndSaysSo() {
        redis.client().hset(key(), Map.of(utf8("creationTime"), utf8("1705314600000")));

        assertThat(of(nodes.here()).bring(ID)).isFalse();
        assertThat(logs.lines()).anyMatch(line -> line.contains("Only Spring Session's default serializer"));
    }

    @Test
    void bring_sessionFromBeforeAllTimes_createsNoneAndSaysSo() throws IOException {
        store(now(), 600, Map.of("text", "tea"));
        set("creationTime", Long.MIN_VALUE);

        assertThat(of(nodes.here()).bring(ID)).isFalse();
        assertThat(nodes.here().find(ID)).isEmpty();
        assertThat(logs.lines()).anyMatch(line -> line.contains("its field creationTime is before 1970"));
    }

    @Test
    void id_base64OrPlainWithAndWithoutARoute_isTheId() {
        TakeOver takeOver = of(nodes.here());
        String base64 = Base64.getEncoder().encodeToString(utf8(ID.value()));
        String routed = Base64.getEncoder().encodeToString(utf8(ID.value() + ".n1"));

        assertThat(List.of(base64, routed, ID.value(), ID.value() + ".n1"))
                .allMatch(text -> takeOver.id(text).orElseThrow().equals(ID));
        assertThat(List.of("", "x", "*".repeat(20), "e30="))
                .allMatch(text -> takeOver.id(text).isEmpty());
    }

    @Test
    void setting_itsForms_areTheNamespaceAndTheCookie() {
        assertThat(setting("none")).isEmpty();
        assertThat(setting("spring-session")).contains(new SpringSessionStore("spring:session", "SESSION"));
        assertThat(setting("spring-session(a:b)")).contains(new SpringSessionStore("a:b", "SESSION"));
        assertThat(setting("spring-session(a:b,SID)")).contains(new SpringSessionStore("a:b", "SID"));
        for (String wrong : List.of("redisson", "spring-session()", "spring-session(a,b,c)", "spring-session(a,b;c)")) {
            assertThatThrownBy(() -> setting(wrong))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("take-over");
        }
    }

    private static Optional<SpringSessionStore> setting(String value) {
        return SessionSettings.builder().adapter("take-over", value).build().takeOver();
    }

    @Test
    void bring_destroyMethodOfABean_isLeftOutWithoutAWord() throws IOException {
        String callback =
                "org.springframework.web.context.request.ServletRequestAttributes.DESTRUCTION_CALLBACK.scopedTarget.cart";
        store(now(), 1000, Map.of("cart", "tea", callback, "x"));

        assertThat(of(nodes.here()).bring(ID)).isTrue();
        NodeSession session = nodes.here().find(ID).orElseThrow();
        assertThat(session.attribute("cart")).isEqualTo("tea");
        assertThat(session.attributeNames()).doesNotContain(callback);
        assertThat(logs.lines()).noneMatch(line -> line.contains("is lost"));
    }
}
