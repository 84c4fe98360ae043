package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.SimpleDateFormat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({"JavaUtilDate", "JdkObsolete", "BigDecimalEquals"}) // such values are stored, too
class RoundTripTest {
    private enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "verde";
            }
        };
    }

    private record Item(String name, List<BigDecimal> prices) implements Serializable {}

    private final AttributeCodec codec =
            AttributeCodec.builder(RoundTripTest.class.getClassLoader()).build();

    static Stream<Arguments> typed() throws Exception {
        BitSet bits = new BitSet();
        bits.set(3);
        bits.set(300);
        Map<Object, Object> pairs = new LinkedHashMap<>();
        pairs.put(1, "one");
        pairs.put(null, null);
        pairs.put(2L, List.of(DayOfWeek.MONDAY));
        Map<String, Object> marked = new LinkedHashMap<>(Map.of("@type", "long"));
        marked.put("value", 5);
        EnumMap<Colour, Object> enumMap = new EnumMap<>(Colour.class);
        enumMap.put(Colour.GREEN, 1L);
        enumMap.put(Colour.RED, null);
        return Stream.<Object>of(
                        5L,
                        Long.MIN_VALUE,
                        (short) -3,
                        (byte) -128,
                        'x',
                        '\ud800',
                        1.5f,
                        0.1f,
                        Float.MIN_VALUE,
                        Float.MAX_VALUE,
                        Float.NaN,
                        Float.NEGATIVE_INFINITY,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        new BigInteger("-123456789012345678901234567890"),
                        new BigDecimal("1.50"),
                        new BigDecimal("1E+30"),
                        Instant.parse("2024-01-15T10:30:00.123456789Z"),
                        Instant.MAX,
                        Instant.MIN,
                        LocalDate.of(2024, 2, 29),
                        LocalDate.MAX,
                        LocalDateTime.of(2024, 1, 15, 10, 30),
                        LocalTime.of(10, 30, 1, 5),
                        ZonedDateTime.ofLocal(
                                LocalDateTime.of(2024, 10, 27, 2, 30),
                                ZoneId.of("Europe/Berlin"),
                                ZoneOffset.ofHours(1)),
                        ZonedDateTime.of(LocalDateTime.of(2024, 1, 1, 0, 0), ZoneOffset.UTC),
                        OffsetDateTime.of(LocalDateTime.of(2024, 1, 1, 0, 0), ZoneOffset.ofHoursMinutes(5, 30)),
                        OffsetTime.of(LocalTime.NOON, ZoneOffset.ofHours(-3)),
                        Duration.ofSeconds(-90061, 5),
                        Period.of(1, -2, 3),
                        Year.of(12345),
                        YearMonth.of(2024, 2),
                        MonthDay.of(2, 29),
                        ZoneId.of("Europe/Berlin"),
                        ZoneOffset.ofHours(2),
                        DayOfWeek.MONDAY,
                        TimeUnit.DAYS,
                        RoundingMode.HALF_EVEN,
                        Colour.RED,
                        Colour.GREEN,
                        new Date(1705314600123L),
                        new Date(Long.MAX_VALUE),
                        UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
                        Locale.GERMANY,
                        Locale.ROOT,
                        Currency.getInstance("EUR"),
                        TimeZone.getTimeZone("Europe/Berlin"),
                        TimeZone.getTimeZone("GMT+05:30"),
                        URI.create("https://example.org/a%20b?c=d#e"),
                        bits,
                        new byte[] {0, 1, -1},
                        new boolean[] {true, false},
                        new char[] {'a', '\u0000', '\udc00'},
                        new short[] {1, -1},
                        new int[] {1, Integer.MIN_VALUE},
                        new int[0],
                        new long[] {1, Long.MAX_VALUE},
                        new float[] {0.1f, Float.NaN},
                        new double[] {0.1, 1, Double.NEGATIVE_INFINITY, -0.0},
                        new String[] {"a", null},
                        new Object[] {1, "a", 2L, new int[] {3}, null, new Object[0]},
                        new Long[] {1L, null},
                        new Integer[] {1},
                        new int[][] {{1}, {2, 3}, null},
                        new LinkedList<>(Arrays.asList(1, null, "x")),
                        new HashSet<>(Arrays.asList("a", "b", null)),
                        new LinkedHashSet<>(List.of("z", 1, 2L, List.of(3L))),
                        new TreeSet<>(List.of("b", "a")),
                        new CopyOnWriteArrayList<>(List.of(1, 2)),
                        EnumSet.of(Colour.RED, Colour.GREEN),
                        EnumSet.noneOf(Colour.class),
                        enumMap,
                        new TreeMap<>(Map.of("b", 1, "a", 2L)),
                        new ConcurrentHashMap<>(Map.of("a", 1L)),
                        pairs,
                        marked,
                        new ArrayList<>(List.of(5L, marked)),
                        List.of(),
                        List.of(1),
                        List.of(1, 2L),
                        List.of(1, 2, 3),
                        Set.of(),
                        Set.of("a"),
                        Set.of("a", "b", "c"),
                        Map.of(),
                        Map.of("a", 1),
                        Map.of("a", 1, 2L, "b"),
                        Collections.emptyList(),
                        Collections.emptySet(),
                        Collections.emptyMap(),
                        Collections.singletonList(null),
                        Collections.singleton("a"),
                        Collections.singletonMap("a", null))
                .map(value -> Arguments.argumentSet(value.getClass().getSimpleName() + " " + value, value));
    }

    static Stream<Arguments> serialized() {
        SimpleTimeZone zone = new SimpleTimeZone(3600000, "Own");
        TreeSet<String> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(List.of("a", "b"));
        ArrayList<Object> list = new ArrayList<>(List.of(1, 2));
        return Stream.<Object>of(
                        new Item("pen", new ArrayList<>(List.of(BigDecimal.TEN))),
                        new ArrayList<>(List.of(new Item("pen", List.of()))),
                        new HashMap<>(Map.of("a", new Item("pen", List.of()))),
                        YearMonth.of(12345, 1),
                        new Locale("no", "NO", "NY"),
                        new GregorianCalendar(2024, 1, 15),
                        zone,
                        JapaneseDate.of(2024, 1, 15),
                        reversed,
                        new TreeMap<>(Map.of(zone.getRawOffset(), zone)),
                        new Hashtable<>(Map.of("a", 1)),
                        new Properties(),
                        new Vector<>(list),
                        Collections.unmodifiableList(list),
                        Collections.unmodifiableSet(new TreeSet<>(list)),
                        Collections.unmodifiableMap(new HashMap<>(Map.of("a", 1))),
                        Collections.synchronizedList(list),
                        Arrays.asList("a", "b"),
                        Stream.of("a", null).toList(),
                        new CopyOnWriteArraySet<>(list),
                        new ConcurrentSkipListMap<>(Map.of("a", 1)),
                        new ConcurrentHashMap<>(Map.of("a", new Item("pen", List.of()))),
                        EnumSet.noneOf(EmptyEnum.class),
                        new EnumMap<>(Colour.class),
                        new String[][] {{"a"}},
                        new List<?>[] {list},
                        new Colour[] {Colour.RED},
                        BigInteger.ONE.shiftLeft(5000),
                        new File("/tmp/a"),
                        new DecimalFormat("#.00"),
                        new SimpleDateFormat("yyyy", Locale.ROOT),
                        new java.sql.Timestamp(5),
                        new java.sql.Date(5),
                        InetSocketAddress.createUnresolved("example.org", 80),
                        String.class,
                        Colour.class,
                        int.class,
                        long[].class)
                .map(value -> Arguments.argumentSet(value.getClass().getSimpleName() + " " + value, value));
    }

    private enum EmptyEnum {}

    @ParameterizedTest
    @MethodSource("typed")
    void decode_encodedJdkValue_isEqualAndOfTheSameClassAndNoJavaSerialization(Object value) {
        byte[] stored = codec.encode("a", value);

        assertThat(text(stored)).contains("\"@type\":").doesNotContain("\"@type\":\"java\"");
        assertThat(codec.isPlain(stored)).isFalse();
        assertSame(codec.decode("a", stored), value);
    }

    @ParameterizedTest
    @MethodSource("serialized")
    void decode_encodedSerializable_isEqualAndOfTheSameClass(Object value) {
        byte[] stored = codec.encode("a", value);

        assertThat(text(stored)).startsWith("{\"@type\":\"java\",\"class\":\"").endsWith("\"}");
        assertSame(codec.decode("a", stored), value);
    }

    @ParameterizedTest
    @MethodSource({"typed", "serialized"})
    void encode_decodedTwice_givesTheSameBytes(Object value) {
        byte[] once = codec.encode("a", codec.decode("a", codec.encode("a", value)));

        assertThat(codec.encode("a", codec.decode("a", once))).isEqualTo(once);
    }

    static Stream<Object> withoutEquals() {
        LongAdder adder = new LongAdder();
        adder.add(5);
        return Stream.of(
                new AtomicInteger(5),
                new AtomicLong(Long.MAX_VALUE),
                new AtomicBoolean(true),
                new AtomicReference<>("a"),
                adder,
                new ArrayDeque<>(List.of(1, 2L)),
                new PriorityQueue<>(List.of(1, 2)),
                new ConcurrentLinkedQueue<>(List.of(1, 2)),
                new LinkedBlockingQueue<>(List.of(1, 2)),
                Collections.unmodifiableCollection(new ArrayList<>(List.of(1))),
                Pattern.compile("a+", Pattern.CASE_INSENSITIVE),
                new IllegalStateException("x", new IOException("y")),
                new StringBuffer("a"));
    }

    @ParameterizedTest
    @MethodSource("withoutEquals")
    void decode_encodedValueWithoutEquals_hasTheSameTextAndClass(Object value) {
        Object back = codec.decode("a", codec.encode("a", value));

        assertThat(back).hasSameClassAs(value).hasToString(value.toString());
    }

    @Test
    void decode_encodedUrl_hasTheSameText() throws Exception {
        ArrayList<Object> urls = new ArrayList<>(List.of(new URL("https://example.org/a?b#c")));

        byte[] stored = codec.encode("a", urls);

        assertThat(text(stored)).isEqualTo("[{\"@type\":\"url\",\"value\":\"https://example.org/a?b#c\"}]");
        assertThat((List<?>) codec.decode("a", stored))
                .singleElement()
                .isInstanceOf(URL.class)
                .hasToString("https://example.org/a?b#c");
    }

    @Test
    void encode_identityMap_isRefusedWhereItWouldNotFindItsKeys() {
        IdentityHashMap<Object, Integer> constants = new IdentityHashMap<>();
        constants.put(Colour.RED, 1);
        constants.put(null, 2);
        IdentityHashMap<Object, Integer> texts = new IdentityHashMap<>();
        texts.put("a", 1);

        Map<?, ?> back = (Map<?, ?>) codec.decode("a", codec.encode("a", constants));

        assertThat(back).isExactlyInstanceOf(IdentityHashMap.class).hasSize(2);
        assertThat(back.get(Colour.RED)).isEqualTo(1);
        assertThatThrownBy(() -> codec.encode("a", new ArrayList<>(List.of(texts))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.util.IdentityHashMap would not find its keys (java.lang.String)");
    }

    @Test
    void decode_urlInAnApplicationsObject_isTheSameAsByItself() throws Exception {
        URL url = new URL("https://issuer.invalid:8443/a?b#c");
        Item item = new Item("pen", List.of());

        Map<?, ?> back = (Map<?, ?>) codec.decode("a", codec.encode("a", new HashMap<>(Map.of("iss", url, "x", item))));

        assertThat(back.get("iss")).isInstanceOf(URL.class).hasToString(url.toString());
        assertThat(((URL) back.get("iss")).toURI()).isEqualTo(url.toURI());
        assertThat(((URL) back.get("iss")).getDefaultPort()).isEqualTo(443);
        assertThat(codec.encode("a", back)).isEqualTo(codec.encode("a", codec.decode("a", codec.encode("a", back))));
    }

    private static void assertSame(Object back, Object value) {
        assertThat(back).hasSameClassAs(value);
        if (value.getClass().isArray()) {
            assertThat(Arrays.deepEquals(new Object[] {back}, new Object[] {value}))
                    .isTrue();
        } else {
            assertThat(back.equals(value)).isTrue();
        }
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) != null) {
                    assertThat(((List<?>) back).get(i)).hasSameClassAs(list.get(i));
                }
            }
        }
    }

    private static String text(byte[] stored) {
        return new String(stored, StandardCharsets.UTF_8);
    }
}
