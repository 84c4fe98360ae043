package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.MessageFormat;
import java.text.SimpleDateFormat;
import java.time.Clock;
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
import java.time.chrono.HijrahDate;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseDate;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.ValueRange;
import java.time.temporal.WeekFields;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SimpleTimeZone;
import java.util.StringJoiner;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of the JDK, by themselves and in all that may hold them, come back equal or are refused. */
@SuppressWarnings({
    "JavaUtilDate",
    "JdkObsolete",
    "BigDecimalEquals",
    "FloatingPointLiteralPrecision",
    "ThreeLetterTimeZoneID",
    "UnnecessaryStringBuilder",
    "GetClassOnEnum"
}) // such values are stored, too
class JdkValuesTest {
    private record Holder(Object value, Object again) implements Serializable {}

    private enum Shape {
        ROUND,
        SQUARE {
            @Override
            public String toString() {
                return "four sides";
            }
        }
    }

    private final AttributeCodec codec =
            AttributeCodec.builder(JdkValuesTest.class.getClassLoader()).build();

    private static final Map<String, Function<Object, Object>> HOLDERS = new LinkedHashMap<>();

    static {
        HOLDERS.put("itself", value -> value);
        HOLDERS.put("in ArrayList", value -> new ArrayList<>(Arrays.asList(value, 1)));
        HOLDERS.put("in List.of", List::of);
        HOLDERS.put("in Stream.toList", value -> Stream.of(value).toList());
        HOLDERS.put("in HashMap", value -> new HashMap<>(Collections.singletonMap("a", value)));
        HOLDERS.put("in Map.of", value -> Map.of("a", value));
        HOLDERS.put("in LinkedHashMap of Integers", value -> new LinkedHashMap<>(Collections.singletonMap(1, value)));
        HOLDERS.put("in Object[]", value -> new Object[] {value});
        HOLDERS.put("in an entry", value -> new AbstractMap.SimpleEntry<>("a", value));
        HOLDERS.put("twice in a list", value -> new ArrayList<>(Arrays.asList(value, value)));
        HOLDERS.put("in Holder", value -> new Holder(value, null));
        HOLDERS.put("twice in Holder", value -> new Holder(value, new ArrayList<>(List.of(value))));
    }

    static Stream<Arguments> values() throws Exception {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin"), Locale.GERMANY);
        calendar.setTimeInMillis(5);
        BitSet bits = new BitSet(2000);
        bits.set(1999);
        LongAdder adder = new LongAdder();
        adder.add(3);
        DoubleAdder doubles = new DoubleAdder();
        doubles.add(0.5);
        return Stream.<Object>of(
                        "",
                        "a\u0000\ud800b\udc00\ud83d\ude00\u2028\ufeff\uffff",
                        "@type",
                        true,
                        0,
                        -1,
                        0L,
                        (short) 1,
                        (byte) 2,
                        'a',
                        '\ud800',
                        '\u0000',
                        '"',
                        0.0,
                        -0.0,
                        1e300,
                        Double.MIN_VALUE,
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        Double.longBitsToDouble(0x7ff8000000000123L),
                        0f,
                        -0f,
                        Float.NaN,
                        Float.MIN_VALUE,
                        16777217f,
                        1e10f,
                        1.0E7,
                        123456789.0,
                        BigInteger.ZERO,
                        BigInteger.TWO.pow(4095),
                        BigInteger.TWO.pow(4096),
                        BigInteger.TEN.pow(5000),
                        new BigDecimal("1.500"),
                        new BigDecimal("0E-10"),
                        new BigDecimal("-0.00"),
                        new BigDecimal("1E+2147483647"),
                        new BigDecimal("1E-2147483647"),
                        BigDecimal.valueOf(1, Integer.MIN_VALUE), // beyond what is read from its text
                        BigDecimal.valueOf(12, Integer.MIN_VALUE + 1),
                        BigDecimal.valueOf(0, Integer.MIN_VALUE),
                        new BigDecimal(BigInteger.TEN.pow(5000), 3),
                        MathContext.DECIMAL64,
                        new Date(0),
                        new Date(-1),
                        new Date(Long.MIN_VALUE),
                        new Date(Long.MAX_VALUE),
                        new Date(-62135769600001L),
                        new java.sql.Date(5),
                        new java.sql.Time(5),
                        java.sql.Timestamp.valueOf("1970-01-01 00:00:00.123456789"),
                        calendar,
                        new GregorianCalendar(1500, 1, 1),
                        TimeZone.getTimeZone("America/New_York"),
                        TimeZone.getTimeZone("GMT-03:30"),
                        TimeZone.getTimeZone("EST"),
                        TimeZone.getDefault(),
                        renamed(),
                        new SimpleTimeZone(1, "x"),
                        Currency.getInstance("JPY"),
                        Locale.ROOT,
                        Locale.CHINA,
                        new Locale("no", "NO", "NY"),
                        new Locale("iw"),
                        new Locale("he"),
                        new Locale("xx", "YY", "lower_variant"),
                        Locale.forLanguageTag("x-private"),
                        Locale.forLanguageTag("zh-Hant-TW-u-ca-roc"),
                        new Locale("th", "TH", "TH"),
                        new Locale("ja", "JP", "JP"),
                        new Locale("a", "b", "c"),
                        new Locale("german"),
                        URI.create("urn:isbn:1"),
                        URI.create("HTTP://EXAMPLE.org/%7Efoo?q#f"),
                        new URI("http", "example", "/p q", "f"),
                        URI.create(""),
                        new URI("mailto", "a b@c", null),
                        new URL("http://example.invalid/a?b#c"),
                        new URL("file:/tmp/x"),
                        new URL("jar:file:/x.jar!/y"),
                        new URL("https://user@example.invalid:8443/"),
                        new URL("file", "host", "/x"),
                        InetAddress.getByAddress("name", new byte[] {1, 2, 3, 4}),
                        InetAddress.getLoopbackAddress(),
                        InetAddress.getByAddress(new byte[16]),
                        InetSocketAddress.createUnresolved("h", 1),
                        new InetSocketAddress(5),
                        UUID.fromString("0-0-0-0-1"),
                        new UUID(-1, -1),
                        Instant.EPOCH,
                        Instant.MIN,
                        Instant.MAX,
                        Duration.ZERO,
                        Duration.ofSeconds(Long.MIN_VALUE),
                        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                        Duration.ofMillis(-1),
                        Period.of(1, -2, 3),
                        Period.of(Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE),
                        LocalDate.MIN,
                        LocalDate.MAX,
                        LocalTime.MIN,
                        LocalTime.MAX,
                        LocalDateTime.MIN,
                        LocalDateTime.MAX,
                        OffsetDateTime.MIN,
                        OffsetDateTime.MAX,
                        OffsetTime.MIN,
                        OffsetTime.MAX,
                        Year.of(-5),
                        Year.of(Year.MAX_VALUE),
                        YearMonth.of(-1, 1),
                        YearMonth.of(99999, 12),
                        MonthDay.of(2, 29),
                        ZoneOffset.MAX,
                        ZoneOffset.UTC,
                        ZoneId.of("UTC"),
                        ZoneId.of("GMT+2"),
                        ZoneId.of("UT+01:00"),
                        ZoneId.of("Europe/Paris"),
                        ZonedDateTime.of(LocalDateTime.MIN, ZoneId.of("Asia/Tokyo")),
                        ZonedDateTime.of(2024, 3, 31, 2, 30, 0, 0, ZoneId.of("Europe/Berlin")),
                        ZonedDateTime.ofLocal(
                                LocalDateTime.of(2024, 10, 27, 2, 30),
                                ZoneId.of("Europe/Berlin"),
                                ZoneOffset.ofHours(1)),
                        ZonedDateTime.of(LocalDateTime.MAX, ZoneId.of("GMT0")),
                        ZonedDateTime.ofStrict(
                                LocalDateTime.of(1800, 1, 1, 0, 0),
                                ZoneOffset.ofHoursMinutesSeconds(0, 53, 28),
                                ZoneId.of("Europe/Berlin")),
                        HijrahDate.now(Clock.systemUTC()),
                        JapaneseDate.of(2024, 1, 1),
                        MinguoDate.of(100, 1, 1),
                        ThaiBuddhistDate.of(2560, 1, 1),
                        IsoChronology.INSTANCE,
                        DayOfWeek.MONDAY,
                        ChronoUnit.DAYS,
                        ChronoField.YEAR,
                        ValueRange.of(1, 5),
                        WeekFields.ISO,
                        WeekFields.of(Locale.US),
                        Clock.systemUTC(),
                        JapaneseDate.of(2024, 1, 1).atTime(LocalTime.NOON),
                        Shape.ROUND,
                        Shape.SQUARE,
                        TimeUnit.DAYS,
                        Optional.empty(),
                        OptionalInt.of(1),
                        new IntSummaryStatistics(),
                        Pattern.compile("a(b)+", Pattern.CASE_INSENSITIVE),
                        new StringBuilder("ab"),
                        new StringBuffer("ab"),
                        new StringJoiner(","),
                        new AtomicInteger(1),
                        new AtomicLong(2),
                        new AtomicBoolean(true),
                        new AtomicReference<>("x"),
                        new AtomicIntegerArray(new int[] {1}),
                        adder,
                        doubles,
                        bits,
                        new BitSet(),
                        new File("a/b"),
                        java.nio.file.Path.of("a/b"),
                        StandardCharsets.UTF_8,
                        new DecimalFormat("0.00"),
                        new SimpleDateFormat("yyyy", Locale.ROOT),
                        new MessageFormat("{0}", Locale.ROOT),
                        String.class,
                        int.class,
                        int[][].class,
                        List.class,
                        Shape.class,
                        Shape.SQUARE.getClass(),
                        void.class,
                        Runnable.class,
                        new Object(),
                        Thread.currentThread(),
                        new IllegalStateException("x"),
                        new boolean[] {true},
                        new byte[] {1},
                        new char[] {'\ud800'},
                        new short[] {1},
                        new int[] {},
                        new long[] {1},
                        new float[] {Float.NaN, -0f},
                        new double[] {-0.0, Double.NaN},
                        new String[] {null, "a"},
                        new Object[] {null},
                        new int[][] {{1}, {}},
                        new int[][][] {{{1}}},
                        new Object[][] {{1}, null},
                        new Integer[] {1},
                        new Number[] {1, 2L},
                        new Comparable<?>[] {1, "a"},
                        new Serializable[] {1},
                        new CharSequence[] {"a"},
                        new List<?>[] {List.of()},
                        new Shape[] {Shape.SQUARE},
                        new Enum<?>[] {Shape.ROUND},
                        new Class<?>[] {int.class},
                        new Date[] {new Date(1)},
                        new java.sql.Date[] {new java.sql.Date(1)},
                        new Runnable[] {},
                        new Void[1],
                        new Character[] {'a'},
                        new BigDecimal[] {BigDecimal.ONE},
                        new Holder[] {new Holder(1, 2)},
                        new Map.Entry<?, ?>[] {Map.entry(1, 2)},
                        Arrays.asList(1, 2.0),
                        Arrays.asList(1, "a"),
                        Arrays.asList(DayOfWeek.MONDAY, TimeUnit.DAYS),
                        Arrays.asList(LocalDate.MIN, LocalDateTime.MIN),
                        Arrays.asList(LocalDate.MIN, Instant.MIN),
                        Arrays.asList(new ArrayList<>(), new HashSet<>()),
                        Arrays.asList(new StringBuilder(), "a"),
                        Arrays.asList(new Date(1), new java.sql.Date(1)),
                        Arrays.asList(ChronoUnit.DAYS, DayOfWeek.MONDAY),
                        Collections.reverseOrder(),
                        String.CASE_INSENSITIVE_ORDER)
                .map(value -> Arguments.argumentSet(
                        value.getClass().getSimpleName() + " " + (value instanceof Object[] ? "" : value), value));
    }

    private static TimeZone renamed() {
        TimeZone zone = (TimeZone) TimeZone.getTimeZone("Europe/Berlin").clone();
        zone.setID("America/New_York");
        return zone;
    }

    @ParameterizedTest
    @MethodSource("values")
    void decode_valueInAllThatMayHoldIt_isEqualOrRefused(Object value) {
        List<String> stored = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        HOLDERS.forEach((how, holder) -> {
            Object held = holder.apply(value);
            byte[] text;
            try {
                text = codec.encode("a", held);
            } catch (IllegalArgumentException e) {
                refused.add(how);
                return;
            }
            stored.add(how);
            try {
                assertThat(unwrapped(codec.decode("a", text), held)).as(how).isNull();
            } catch (RuntimeException e) {
                fail(how, e);
            }
        });
        assertThat(stored.isEmpty() || refused.isEmpty())
                .as("stored %s, refused %s", stored, refused)
                .isTrue();
    }

    private static String unwrapped(Object back, Object value) {
        if (value instanceof Holder holder) {
            Holder other = (Holder) back;
            String found = Likeness.difference(holder.value, other.value);
            return found != null ? found : Likeness.difference(holder.again, other.again);
        }
        return Likeness.difference(value, back);
    }
}
