package org.abisession.it.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.abisession.ConversationEntry;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever Java stores, Python loads: json.loads of each value, read with decode_responses=True. */
class PythonReadsTest {
    @RegisterExtension
    @Order(1)
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    @Order(2)
    static final PythonApp python = new PythonApp(redis);

    /** A value for Java serialization. */
    record Item(String label, Object inside) implements Serializable {}

    private static SessionNode node(String shared) {
        ClassLoader loader = PythonReadsTest.class.getClassLoader();
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("shared-attributes", shared)
                .adapter("allowed-classes", "org.abisession.it.python.*")
                .build();
        return SessionNode.open(settings, loader, loader);
    }

    private static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("texts", new ArrayList<>(Arrays.asList("", "Où ? 😀", "\u0000\u001f\u007f\u2028", "\"\\/", null)));
        values.put("half a pair", "\ud800 and \udc00");
        values.put("@at", true);
        values.put("integers", new ArrayList<>(List.of(0, Integer.MIN_VALUE, Long.MAX_VALUE, 9007199254740993L)));
        values.put("huge", BigInteger.TEN.pow(1000));
        values.put("longer than Python's limit", BigInteger.TEN.pow(5000));
        values.put("decimal", new BigDecimal("1e-3000"));
        values.put("doubles", new ArrayList<>(List.of(1.0, 1e16, 1e-7, -0.0, Double.MIN_VALUE, Double.MAX_VALUE)));
        values.put("not JSON", new ArrayList<>(List.of(Double.NaN, Double.NEGATIVE_INFINITY)));
        values.put("nan", Double.NaN);
        values.put("floats", new float[] {1.5f, Float.NaN, Float.POSITIVE_INFINITY});
        values.put("bytes", new byte[] {0, -1, 127});
        values.put("times", new ArrayList<>(List.of(Instant.MAX, LocalDateTime.MIN, DayOfWeek.MONDAY)));
        values.put("others", new ArrayList<>(List.of(new UUID(1, 2), Locale.FRANCE, 'x')));
        values.put("set", new LinkedHashSet<>(List.of("b", "a")));
        values.put("map", new TreeMap<>(Map.of("\ud83d", Map.of(1, 2), "é", new HashMap<>())));
        values.put("java", new Item("é", new ArrayList<>(List.of(1L))));
        Object deep = "deep";
        for (int i = 0; i < 95; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        values.put("deep", deep);
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        values.put("itself", itself);
        return values;
    }

    @Test
    void attributes_ofEveryKind_areJsonForPython() {
        for (String shared : List.of("", "*")) {
            try (SessionNode node = node(shared)) {
                NodeSession session = node.create();
                values().forEach(session::setAttribute);
                session.setControl("principal", new Item("ada", null));
                session.conversation().append(entry(new Random(1)));
                session.save();
                assertPythonReadsAll(3);
                session.delete();
            }
        }
    }

    @Test
    void conversation_ofRandomTurns_isWhatJavaMeant() {
        Random random = new Random(2);
        List<String> questions = new ArrayList<>();
        try (SessionNode node = node("")) {
            NodeSession session = node.create();
            for (int i = 0; i < 500; i++) {
                ConversationEntry entry = entry(random);
                questions.add(entry.userQuery().orElseThrow());
                session.conversation().append(entry);
            }
            assertPythonReadsAll(3);
            assertThat(python.call("questions", session.id().value())).isEqualTo(questions);
        }
    }

    @Test
    void timestamp_ofATurn_isReadByFromisoformat() {
        for (String time : List.of(
                "2025-01-02T03:04:05Z",
                "2025-01-02T03:04:00Z",
                "2025-01-02T03:04:05.678901234Z",
                "2025-01-02T03:04:05.120Z",
                "2025-01-02T00:00:00.000007Z")) {
            ConversationEntry entry = ConversationEntry.builder("q")
                    .timestamp(Instant.parse(time))
                    .build();
            String text = (String) entry.fields().get("timestamp");

            // Six digits, always: what Python 3.7 to 3.10 reads, and nothing else but three.
            assertThat(text).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
            assertThat(Instant.parse(python.text("fromisoformat", text) + "Z")).isEqualTo(Instant.parse(text + "Z"));
        }
    }

    private static ConversationEntry entry(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            text.append((char) (random.nextBoolean() ? random.nextInt(0x90) : random.nextInt(0x10000)));
        }
        return ConversationEntry.builder(text.toString())
                .assistantResponse(text.reverse().toString())
                .executionTime(Math.abs(random.nextGaussian()) * Math.pow(10, random.nextInt(40) - 20))
                .metadata(Map.of(
                        text.toString(), List.of(random.nextLong(), Double.NaN, random.nextFloat()), "cache_hit", true))
                .build();
    }

    private static void assertPythonReadsAll(int keys) {
        Map<?, ?> found = (Map<?, ?>) python.call("read_all");
        assertThat((List<?>) found.get("failures")).isEmpty();
        assertThat((Map<?, ?>) found.get("texts")).hasSize(keys);
    }
}
