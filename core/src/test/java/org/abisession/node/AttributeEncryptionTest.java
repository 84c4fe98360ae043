package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attributes whose values are encrypted, on nodes with the same keys and with others. */
class AttributeEncryptionTest {
    private static final String SECRET = "a very private value";

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private final List<SessionNode> nodes = new ArrayList<>();

    @BeforeEach
    void empty() {
        redis.client().flushAll();
    }

    @AfterEach
    void close() {
        nodes.forEach(SessionNode::close);
    }

    private static String key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return "k" + seed + ":" + Base64.getEncoder().encodeToString(bytes);
    }

    private SessionNode node(String keys, String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        if (!keys.isEmpty()) {
            settings.addAll(List.of("attribute-key", keys));
        }
        SessionNode node = TwoNodes.open(redis.uri(), settings.toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    private static NodeSession stored(SessionNode node) {
        NodeSession session = node.create();
        session.setAttribute("a", SECRET);
        session.setAttribute("list", new ArrayList<>(List.of(SECRET)));
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        return session;
    }

    private static Object read(SessionNode node, NodeSession session, String name) {
        return node.find(session.id()).orElseThrow().attribute(name);
    }

    private static String record(NodeSession session) {
        return "session:" + session.id().value() + ":attributes";
    }

    private static String bytes(NodeSession session, String field) {
        return redis.client().hget(record(session), field);
    }

    private String text() {
        return String.join("\n", logs.lines());
    }

    @Test
    void values_withAKey_areReadOnAllNodesAndStandInRedisEncrypted() {
        NodeSession session = stored(node(key(1)));

        assertThat(redis.client().hgetAll(record(session)).toString()).doesNotContain("private");
        assertThat(bytes(session, "a")).startsWith("{\"@type\":\"encrypted\",\"key\":\"k1\",\"data\":\"");
        SessionNode other = node(key(1));
        assertThat(read(other, session, "a")).isEqualTo(SECRET);
        assertThat(read(other, session, "list")).isEqualTo(List.of(SECRET));
    }

    @Test
    void controlFields_metadataAndSharedAttributes_stayInClear() {
        SessionNode node = node(key(1), "shared-attributes", "locale", "user-attribute", "who");
        NodeSession session = node.create();
        session.setAttribute("locale", "de");
        session.setAttribute("who", "ada");
        session.save();

        assertThat(redis.client().get("session:" + session.id().value() + ":metadata"))
                .contains("\"locale\": \"de\"");
        assertThat(bytes(session, "@user")).isEqualTo("\"ada\"");
        assertThat(bytes(session, "who")).contains("encrypted");
        assertThat(node.sessionsOf("ada").list()).hasSize(1);
    }

    @Test
    void save_valueThatWasReadAndNotChanged_isNotStoredAnew() {
        SessionNode node = node(key(1));
        NodeSession session = stored(node);
        String before = bytes(session, "list");
        NodeSession next = node.find(session.id()).orElseThrow();
        assertThat(next.attribute("list")).isEqualTo(List.of(SECRET));
        next.setAttribute("other", 1);
        next.save();

        assertThat(bytes(session, "list")).isEqualTo(before);
    }

    @Test
    void save_valueThatWasChangedInPlace_isStored() {
        SessionNode node = node(key(1));
        NodeSession session = stored(node);
        NodeSession next = node.find(session.id()).orElseThrow();
        @SuppressWarnings("unchecked")
        List<String> list = (List<String>) Objects.requireNonNull(next.attribute("list"));
        list.add("more");
        next.save();

        assertThat(read(node(key(1)), session, "list")).isEqualTo(List.of(SECRET, "more"));
    }

    @Test
    void rotation_newKeyFirst_readsBothAndEncryptsByTheNewOne() {
        NodeSession session = stored(node(key(1)));
        SessionNode rotated = node(key(2) + "," + key(1));
        NodeSession next = rotated.find(session.id()).orElseThrow();
        assertThat(next.attribute("a")).isEqualTo(SECRET);
        next.setAttribute("b", "new");
        next.save();

        assertThat(bytes(session, "b")).contains("\"key\":\"k2\"");
        assertThat(read(node(key(1) + "," + key(2)), session, "b")).isEqualTo("new");
    }

    @Test
    void lostKey_costsTheValuesAndSaysSo() {
        NodeSession session = stored(node(key(1)));
        String before = bytes(session, "a");
        NodeSession next = node(key(2)).find(session.id()).orElseThrow();

        assertThat(next.attribute("a")).isNull();
        assertThat(next.attributeNames()).contains("a");
        next.setAttribute("b", "new");
        assertThat(next.save()).isEqualTo(SaveResult.SAVED);

        assertThat(text()).contains("is encrypted by the key k1, which this node does not have");
        assertThat(bytes(session, "a")).isEqualTo(before);
        assertThat(read(node(""), session, "a")).isNull();
    }

    @Test
    void values_swappedBetweenFields_areNotRead() {
        SessionNode node = node(key(1));
        NodeSession session = stored(node);
        redis.client().hset(record(session), "a", bytes(session, "list"));

        assertThat(read(node, session, "a")).isNull();
        assertThat(read(node, session, "list")).isEqualTo(List.of(SECRET));
        assertThat(text()).contains("it was changed or copied there");
    }

    @Test
    void values_cutOff_costThemselvesAlone() {
        SessionNode node = node(key(1));
        NodeSession session = stored(node);
        String whole = bytes(session, "a");
        int data = whole.indexOf("data") + "data\":\"".length();
        List<String> cut = IntStream.rangeClosed(0, 12) // 36 bytes; nonce and tag have 28
                .mapToObj(length -> whole.substring(0, data + 4 * length) + "\"}")
                .toList();
        for (int i = 0; i < cut.size(); i++) {
            redis.client().hset(record(session), "cut" + i, cut.get(i));
        }
        NodeSession next = node.find(session.id()).orElseThrow();
        next.setAttribute("b", 1);
        assertThat(next.save()).isEqualTo(SaveResult.SAVED);

        assertThat(read(node, session, "a")).isEqualTo(SECRET);
        for (int i = 0; i < cut.size(); i++) {
            assertThat(read(node, session, "cut" + i)).isNull();
            assertThat(bytes(session, "cut" + i)).isEqualTo(cut.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "null", "{\"@type\":\"encrypted\"", "{\"@type\":\"encrypted\",\"key\":\""})
    void origin_damaged_isNone(String damaged) {
        SessionNode node = node(key(1));
        NodeSession kept = stored(node);
        NodeSession moved = stored(node);
        assertThat(moved.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
        String origin = redis.client().hkeys(record(moved)).stream()
                .filter(AttributeCipher::isOrigin)
                .findFirst()
                .orElseThrow();
        redis.client().hset(record(moved), origin, damaged);

        assertThat(read(node, kept, "a")).isEqualTo(SECRET);
        assertThat(read(node, moved, "a")).isNull();
        assertThat(text()).contains("it was changed or copied there");
    }

    @Test
    void values_copiedFromAnotherSession_areNotRead() {
        SessionNode node = node(key(1));
        NodeSession victim = stored(node);
        victim.changeId(SessionId.random());
        NodeSession attacker = node.create();
        attacker.setAttribute("b", "own");
        attacker.save();
        redis.client().hgetAll(record(victim)).forEach((field, value) -> {
            if (!field.startsWith("@") || field.startsWith("@origin")) {
                redis.client().hset(record(attacker), field, value);
            }
        });

        assertThat(read(node, attacker, "a")).isNull();
        assertThat(read(node, attacker, "b")).isEqualTo("own");
    }

    @Test
    void values_ofAnotherApplication_areNotRead() {
        NodeSession session = stored(node(key(1), "app", "one"));
        SessionNode two = node(key(1), "app", "two");
        String record = "session:" + session.id().value() + ":attributes:";
        redis.client().hset(record + "two", redis.client().hgetAll(record + "one"));
        redis.client().expire(record + "two", 1000);

        assertThat(two.find(session.id()).orElseThrow().attribute("a")).isNull();
    }

    @Test
    void changeId_severalTimes_keepsTheValuesAndAllThatIsSetBehindIt() {
        SessionNode node = node(key(1));
        NodeSession session = stored(node);
        for (int i = 0; i < 12; i++) {
            NodeSession next =
                    (i % 2 == 0 ? node : node(key(1))).find(session.id()).orElseThrow();
            assertThat(next.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
            next.setAttribute("n" + i, i);
            assertThat(next.save()).isEqualTo(SaveResult.SAVED);
            session = next;
        }

        NodeSession last = node(key(1)).find(session.id()).orElseThrow();
        assertThat(last.attribute("a")).isEqualTo(SECRET);
        assertThat(last.attribute("n0")).isEqualTo(0);
        assertThat(last.attribute("n11")).isEqualTo(11);
        assertThat(redis.client().hkeys(record(last)).stream().filter(AttributeCipher::isOrigin))
                .hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void changeId_onTwoNodesAtOnce_losesNoValue() {
        SessionNode one = node(key(1));
        SessionNode two = node(key(1));
        for (int i = 0; i < 100; i++) {
            NodeSession here = stored(one);
            NodeSession there = two.find(here.id()).orElseThrow();
            CompletableFuture<SaveResult> other =
                    CompletableFuture.supplyAsync(() -> there.changeId(SessionId.random()));
            NodeSession moved = here.changeId(SessionId.random()) == SaveResult.SAVED ? here : there;
            other.join();

            assertThat(read(two, moved, "a")).isEqualTo(SECRET);
        }
    }

    @Test
    void end_listenersReadTheValues() {
        SessionNode node = node(key(1));
        NodeSession session = stored(node);
        NodeSession other = node(key(1)).find(session.id()).orElseThrow();

        assertThat(other.delete()).isTrue();

        assertThat(other.attribute("a")).isEqualTo(SECRET);
    }

    @Test
    void switchedOnUnderLoad_keysThatOnlyDecryptFirst_losesNothing() {
        SessionNode clear = node("clear," + key(1));
        SessionNode encrypting = node(key(1));
        NodeSession session = clear.create();
        session.setAttribute("old", SECRET);
        session.save();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Integer>> writers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(2); // the common pool may have a single one
        for (SessionNode node : List.of(clear, encrypting)) {
            String name = node == clear ? "c" : "e";
            writers.add(CompletableFuture.supplyAsync(
                    () -> {
                        int i = 0;
                        while (!over.get()) {
                            NodeSession each = node.find(session.id()).orElseThrow();
                            assertThat(each.attribute("old")).isEqualTo(SECRET);
                            assertThat(each.attribute(name)).isEqualTo(i == 0 ? null : (Object) i);
                            each.setAttribute(name, ++i);
                            assertThat(each.save()).isEqualTo(SaveResult.SAVED);
                        }
                        return i;
                    },
                    threads));
        }
        Awaitility.await()
                .pollDelay(Duration.ofMillis(500))
                .until(() -> bytes(session, "e") != null && bytes(session, "c") != null);
        over.set(true);

        int lastClear = writers.get(0).join();
        int lastEncrypted = writers.get(1).join();
        threads.shutdown();
        assertThat(read(clear, session, "e")).isEqualTo(lastEncrypted);
        assertThat(read(encrypting, session, "c")).isEqualTo(lastClear);
        assertThat(bytes(session, "e")).contains("encrypted");
        assertThat(bytes(session, "c")).doesNotContain("encrypted");
    }

    @Test
    void keysFile_changed_isReadAgain() throws IOException {
        Path file = file(key(1));
        SessionNode node = node("", "attribute-keys-file", file.toString());
        NodeSession session = stored(node);
        Files.writeString(file, "# rotated\n" + key(2) + "\n" + key(1) + "\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));

        Awaitility.await().until(() -> {
            NodeSession next = node.find(session.id()).orElseThrow();
            next.setAttribute("b", new Object[] {System.nanoTime()});
            next.save();
            return bytes(session, "b").contains("\"k2\"");
        });
        assertThat(read(node, session, "a")).isEqualTo(SECRET);
    }

    @Test
    void keysFile_damagedLater_leavesTheKeysAndSaysSo() throws IOException {
        Path file = file(key(1));
        SessionNode node = node("", "attribute-keys-file", file.toString());
        NodeSession session = stored(node);
        Files.writeString(file, "k1:short");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));

        Awaitility.await().until(() -> {
            assertThat(read(node, session, "a")).isEqualTo(SECRET);
            return text().contains("The keys of attributes are as they were before");
        });
        assertThat(text()).doesNotContain("k1:short");
    }

    private Path file(String keys) throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), keys + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
