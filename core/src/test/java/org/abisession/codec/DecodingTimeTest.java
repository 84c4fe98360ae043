package org.abisession.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a few megabytes that would take minutes to hours to read. */
@Timeout(120)
@SuppressWarnings("JdkObsolete") // sessions hold old collections, too
class DecodingTimeTest {
    private static final int MANY = 30_000;

    private record Holder(Object value) implements Serializable {}

    private final AttributeCodec codec =
            AttributeCodec.builder(DecodingTimeTest.class.getClassLoader()).build();

    /** Longs that all have the hash code 0. */
    private static List<Object> longs(int many) {
        return LongStream.range(0, many)
                .<Object>mapToObj(i -> i << 32 | i)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Texts that all have the same hash code, of 34 characters each. */
    private static List<Object> texts(int many) {
        return new ArrayList<>(IntStream.range(0, many)
                .<Object>mapToObj(i -> {
                    StringBuilder text = new StringBuilder();
                    for (int bit = 0; bit < 17; bit++) {
                        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
                    }
                    return text.toString();
                })
                .toList());
    }

    private static List<Object> lists(int many) {
        return new ArrayList<>(
                longs(many).stream().<Object>map(Collections::singletonList).toList());
    }

    private static String json(List<Object> items) {
        StringBuilder out = new StringBuilder();
        for (Object item : items) {
            out.append(out.length() == 0 ? "" : ",")
                    .append(
                            item instanceof Long number
                                    ? "{\"@type\":\"long\",\"value\":" + number + "}"
                                    : item instanceof List<?> list
                                            ? "{\"@type\":\"singleton-list\",\"items\":[" + json(new ArrayList<>(list))
                                                    + "]}"
                                            : "\"" + item + "\"");
        }
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash-set", "linked-hash-set", "set-of-many"})
    @Tag("full")
    void decode_jsonSetOfOneHashCode_isRefused(String type) {
        for (List<Object> items : List.of(longs(MANY), texts(MANY), lists(MANY))) {
            String text = "{\"@type\":\"" + type + "\",\"items\":[" + json(items) + "]}";
            assertRefused(text.getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"map", "map-of-many", "concurrent-hash-map", "tree-map"})
    @Tag("full")
    void decode_jsonMapOfOneHashCode_isRefused(String type) {
        String entries = json(longs(MANY)).replace("},{", "},1],[{");
        assertRefused(("{\"@type\":\"" + type + "\",\"entries\":[[" + entries + ",1]]}").getBytes(UTF_8));
    }

    @Test
    void decode_setOfManyWhoseKeysMeetInTheTable_isRefused() {
        StringBuilder items = new StringBuilder();
        int places = 2 * MANY;
        for (int i = 0; i < MANY; i++) { // few for each place, many for the places beside them
            items.append(i == 0 ? "" : ",").append(i % 10_000 * (long) places + i / 10_000);
        }
        assertRefused(("{\"@type\":\"set-of-many\",\"items\":[" + items + "]}").getBytes(UTF_8));
    }

    @Test
    @Tag("full")
    void decode_streamOfOneHashCode_isRefused() throws Exception {
        assertStreamRefused("HashSet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HashMap", "LinkedHashMap", "Hashtable", "ConcurrentHashMap", "Set.of"})
    @Tag("matrix")
    void decode_streamOfOneHashCodeInAnotherKind_isRefused(String kind) throws Exception {
        assertStreamRefused(kind);
    }

    private void assertStreamRefused(String kind) throws Exception {
        Map<String, Function<Map<Object, Object>, Object>> makers = Map.of(
                "HashSet", map -> new HashSet<>(map.keySet()),
                "HashMap", HashMap::new,
                "LinkedHashMap", LinkedHashMap::new,
                "Hashtable", Hashtable::new,
                "ConcurrentHashMap", ConcurrentHashMap::new,
                "Set.of", map -> Set.copyOf(map.keySet()));
        for (List<Object> items : List.of(longs(6_000), texts(6_000), lists(3_000))) {
            Map<Object, Object> map = new HashMap<>();
            items.forEach(item -> map.put(item, 1));
            Object value = makers.get(kind).apply(map);
            assertThatThrownBy(() -> codec.encode("a", new Holder(value)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the same hash code");
            assertRefused(envelope(value));
        }
    }

    @Test
    void encode_jsonOfOneHashCode_isRefusedAsOnReading() {
        for (Object value : List.of(new HashSet<>(longs(12_000)), new HashSet<>(texts(12_000)))) {
            assertThatThrownBy(() -> codec.encode("a", value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the same hash code");
        }
        List<Object> list = longs(6_000);
        assertThat(codec.decode("a", codec.encode("a", list))).isEqualTo(list);
    }

    @Test
    void encode_manyEqualAndManyHonestValues_comeBack() {
        List<Object> equal = new ArrayList<>();
        Map<Object, Object> honest = new HashMap<>();
        Set<Object> pairs = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            equal.add(new Holder(String.valueOf((Object) "EUR".toCharArray().length)));
            honest.put("key " + i, (long) i);
            pairs.add(List.of(i % 200, i / 200));
        }
        for (Object value : List.of(new Holder(List.of(equal, honest, pairs)), honest, pairs)) {
            assertThat(codec.decode("a", codec.encode("a", value))).isEqualTo(value);
        }
    }

    /** Takes 10 ms of processor time to be read. */
    private static final class Slow implements Serializable {
        private void readObject(ObjectInputStream in) {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long end = threads.getCurrentThreadCpuTime() + 10_000_000;
            while (threads.getCurrentThreadCpuTime() < end) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @Tag("full")
    void decode_streamThatTakesItsTime_isLeft() {
        List<Object> slow = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            slow.add(new Slow());
        }
        assertRefused(codec.encode("a", slow));
    }

    /** To count the decimal digits of such a number takes ten seconds. */
    @Test
    @Timeout(20)
    void decode_decimalOfMillionsOfDigits_isReadAtOnce() throws Exception {
        BigDecimal number = new BigDecimal(BigInteger.ONE.shiftLeft(32_000_000), 2);

        assertThat(codec.decode("a", envelope(number))).isEqualTo(number);
        assertThat(codec.decode("a", codec.encode("a", number))).isEqualTo(number);
    }

    @Test
    void decode_longTextsOfEachType_areReadOrRefusedAtOnce() {
        String digits = "9".repeat(400_000);
        for (String type : List.of(
                "big-integer",
                "big-decimal",
                "instant",
                "local-date",
                "duration",
                "period",
                "uuid",
                "uri",
                "url",
                "locale",
                "zone-id",
                "zone-offset",
                "time-zone",
                "currency",
                "date",
                "zoned-date-time")) {
            for (String value : List.of(
                    digits,
                    "a-b".repeat(100_000),
                    "P" + digits,
                    "PT" + digits + "S",
                    "x-" + "a-".repeat(99_999) + "b",
                    "en" + "-abcde".repeat(70_000),
                    "en" + "-a-bb".repeat(70_000),
                    "GMT+" + digits)) {
                try {
                    codec.decode("a", ("{\"@type\":\"" + type + "\",\"value\":\"" + value + "\"}").getBytes(UTF_8));
                } catch (UnreadableAttributeException e) {
                    assertThat(e.getMessage()).hasSizeLessThan(500);
                }
            }
        }
        assertThatThrownBy(() -> codec.decode("a", digits.getBytes(UTF_8)))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("a longer number");
    }

    @Test
    void decode_jsonOfMoreThan500Levels_saysSo() {
        for (String level : List.of("[]", "{\"a\":}", "{\"@type\":\"list-of\",\"items\":[]}")) {
            String open = level.substring(0, level.length() - (level.endsWith("]}") ? 2 : 1));
            String text = open.repeat(501)
                    + (level.startsWith("{\"a") ? "1" : "")
                    + level.substring(open.length()).repeat(501);
            assertThatThrownBy(() -> codec.decode("a", text.getBytes(UTF_8)))
                    .isInstanceOf(UnreadableAttributeException.class)
                    .hasMessage("Attribute 'a' can't be read: its JSON is nested more than 500 levels deep. Store it"
                            + " flatter, or remove the attribute.");
            assertThat(codec.isPlain(text.getBytes(UTF_8))).isFalse();
        }
        String allowed = "[".repeat(500) + "]".repeat(500);
        assertThat(codec.decode("a", allowed.getBytes(UTF_8))).isInstanceOf(List.class);
    }

    private void assertRefused(byte[] stored) {
        assertThatThrownBy(() -> codec.decode("a", stored))
                .isInstanceOf(UnreadableAttributeException.class)
                .message()
                .matches(".*(the same hash code|to hash one takes too long|processor time).*");
    }

    private static byte[] serialize(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static byte[] envelope(Object value) throws Exception {
        byte[] stream = value instanceof byte[] bytes ? bytes : serialize(value);
        String data = Base64.getEncoder().encodeToString(stream);
        return ("{\"@type\":\"java\",\"class\":\"x\",\"data\":\"" + data + "\"}").getBytes(UTF_8);
    }
}
