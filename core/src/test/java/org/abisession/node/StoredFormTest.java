package org.abisession.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests what earlier releases have stored, in the files {@code stored/<version>.txt}, against the present code: it
 * reads them, and it writes the same bytes, so that nodes of both versions can serve the same sessions.
 *
 * <p>The file of a release is written once, by that release: {@code mvn -pl core test -Dtest=StoredFormTest
 * -Dstored.version=0.1.0}. It is never changed.
 */
class StoredFormTest {
    private static final SessionId ID = SessionId.of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
    private static final String PREFIX = "session:" + ID.value() + ":";

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @ParameterizedTest
    @ValueSource(strings = "0.1.0")
    void find_sessionStoredByAnEarlierRelease_hasItsValues(String version) throws IOException {
        load(version);
        try (SessionNode node = node()) {
            NodeSession session = node.find(ID).orElseThrow();

            Map<String, Object> expected = StoredSamples.attributes();
            assertThat(session.attributeNames()).containsAll(namesIn(version));
            for (String name : namesIn(version)) {
                Object value = session.attribute(name);
                assertThat(value).as(name).isEqualTo(expected.get(name));
                assertThat(value).as(name).hasSameClassAs(expected.get(name));
            }
            assertThat(session.maxInactiveInterval()).isEqualTo(Duration.ofHours(24));
            assertThat(session.conversation().last(10)).containsExactly(StoredSamples.TURN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "0.1.0")
    void save_theSameValues_writesTheBytesOfAnEarlierRelease(String version) throws IOException {
        store();
        Map<String, String> now = dump();
        Map<String, String> then = stored(version);
        then.forEach((name, bytes) -> {
            if (!name.contains(" @created_at") && !name.startsWith("metadata")) { // they have the time
                assertThat(now).as("%s, as %s has stored it", name, version).containsEntry(name, bytes);
            }
        });
        assertThat(now.get("metadata").replaceAll("\\d", "0"))
                .isEqualTo(then.get("metadata").replaceAll("\\d", "0"));
    }

    @ParameterizedTest
    @ValueSource(strings = "0.1.0")
    void save_sessionOfAnEarlierReleaseUnchanged_writesNothing(String version) throws IOException {
        load(version);
        Map<String, String> before = dump();
        try (SessionNode node = node()) {
            NodeSession session = node.find(ID).orElseThrow();
            session.attributeNames().forEach(session::attribute);
            assertThat(session.isChanged()).isFalse();
            session.save();
        }
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @EnabledIfSystemProperty(
            named = "stored.version",
            matches = ".+",
            disabledReason = "it writes the file of a release")
    void save_samples_writesTheFileOfARelease() throws IOException {
        store();
        Path file = Path.of("src/test/resources/stored", System.getProperty("stored.version") + ".txt");
        assertThat(file).as("the file of a release is never changed").doesNotExist();
        Files.createDirectories(file.getParent());
        List<String> lines = new ArrayList<>();
        dump().forEach((name, value) -> lines.add(encode(name) + " " + encode(value)));
        Files.write(file, lines);
    }

    private static void store() {
        try (SessionNode node = node()) {
            NodeSession session = node.create(ID, Duration.ofHours(24));
            StoredSamples.attributes().forEach(session::setAttribute);
            session.save();
            session.conversation().append(StoredSamples.TURN);
        }
    }

    private static SessionNode node() {
        return TwoNodes.open(redis.uri(), "shared-attributes", "shared");
    }

    /** Returns what the session's keys hold: {@code metadata}, {@code conversation 0}, {@code attributes <field>}. */
    private static Map<String, String> dump() {
        Map<String, String> values = new TreeMap<>();
        values.put("metadata", redis.client().get(PREFIX + "metadata"));
        List<String> turns = redis.client().lrange(PREFIX + "conversation", 0, -1);
        for (int i = 0; i < turns.size(); i++) {
            values.put("conversation " + i, turns.get(i));
        }
        redis.client()
                .hgetAll(PREFIX + "attributes")
                .forEach((field, value) -> values.put("attributes " + field, value));
        return values;
    }

    private static void load(String version) throws IOException {
        stored(version).forEach((name, value) -> {
            String key = PREFIX + name.split(" ", 2)[0];
            if (name.equals("metadata")) {
                redis.client().set(key, value);
            } else if (name.startsWith("conversation ")) {
                redis.client().rpush(key, value);
            } else {
                redis.client().hset(key, name.split(" ", 2)[1], value);
            }
        });
        redis.client().pexpire(PREFIX + "metadata", Duration.ofHours(24).toMillis());
        redis.client().pexpire(PREFIX + "conversation", Duration.ofHours(24).toMillis());
        redis.client()
                .pexpire(
                        PREFIX + "attributes",
                        Duration.ofHours(24).plusMinutes(5).toMillis());
    }

    private static List<String> namesIn(String version) throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : stored(version).keySet()) {
            if (name.startsWith("attributes @@")) {
                names.add(name.substring("attributes @".length()));
            } else if (name.startsWith("attributes ") && !name.startsWith("attributes @")) {
                names.add(name.substring("attributes ".length()));
            }
        }
        names.add("shared");
        return names;
    }

    private static Map<String, String> stored(String version) throws IOException {
        Map<String, String> values = new TreeMap<>();
        try (InputStream in = StoredFormTest.class.getResourceAsStream("/stored/" + version + ".txt")) {
            assertThat(in).as("stored/%s.txt", version).isNotNull();
            for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                int space = line.indexOf(' ');
                values.put(decode(line.substring(0, space)), decode(line.substring(space + 1)));
            }
        }
        return values;
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String decode(String text) {
        return new String(Base64.getDecoder().decode(text), UTF_8);
    }
}
