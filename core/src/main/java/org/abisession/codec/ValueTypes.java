package org.abisession.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
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
import java.util.Base64;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds all {@link ValueType}s, by class and by name. */
final class ValueTypes {
    /**
     * The most bits of a number that is stored in decimal digits. Reading those takes time that grows with the square
     * of their count, so longer numbers are stored in binary.
     */
    private static final int MAX_BITS = 4096;

    private static final int MAX_DIGITS = 1300;

    private static final List<ValueType> ALL = Stream.concat(
                    Stream.of(
                            ValueType.immutable("long", Long.class, v -> v, plain -> whole(plain)),
                            ValueType.immutable("short", Short.class, Short::intValue, plain ->
                                    (short) ranged(plain, Short.MIN_VALUE, Short.MAX_VALUE)),
                            ValueType.immutable("byte", Byte.class, Byte::intValue, plain ->
                                    (byte) ranged(plain, Byte.MIN_VALUE, Byte.MAX_VALUE)),
                            ValueType.immutable("char", Character.class, String::valueOf, ValueTypes::character),
                            ValueType.immutable("float", Float.class, v -> ArrayTypes.plain(v.doubleValue()), plain ->
                                    (float) ArrayTypes.floating(plain)),
                            ValueType.immutable("double", Double.class, ArrayTypes::plain, ArrayTypes::floating),
                            number("big-integer", BigInteger.class, BigInteger::bitLength, BigInteger::new),
                            number(
                                    "big-decimal",
                                    BigDecimal.class,
                                    v -> v.unscaledValue().bitLength(),
                                    BigDecimal::new),
                            ValueType.text("instant", Instant.class, Instant::parse),
                            ValueType.text("local-date", LocalDate.class, LocalDate::parse),
                            ValueType.text("local-date-time", LocalDateTime.class, LocalDateTime::parse),
                            ValueType.text("local-time", LocalTime.class, LocalTime::parse),
                            ValueType.text("zoned-date-time", ZonedDateTime.class, ZonedDateTime::parse),
                            ValueType.text("offset-date-time", OffsetDateTime.class, OffsetDateTime::parse),
                            ValueType.text("offset-time", OffsetTime.class, OffsetTime::parse),
                            ValueType.text("duration", Duration.class, Duration::parse),
                            ValueType.text("period", Period.class, Period::parse),
                            ValueType.immutable(
                                    "year",
                                    Year.class,
                                    Year::getValue,
                                    plain -> Year.of(ranged(plain, Year.MIN_VALUE, Year.MAX_VALUE))),
                            ValueType.text("year-month", YearMonth.class, YearMonth::parse),
                            ValueType.text("month-day", MonthDay.class, MonthDay::parse),
                            ValueType.text("zone-offset", ZoneOffset.class, ZoneOffset::of),
                            zoneRegion(ZoneId.of("UTC").getClass()),
                            ValueType.text("uuid", UUID.class, UUID::fromString),
                            ValueType.text("currency", Currency.class, Currency::getInstance),
                            ValueType.checkedText(
                                    "locale", Locale.class, Locale::toLanguageTag, Locale::forLanguageTag),
                            ValueType.text("uri", URI.class, URI::create),
                            url(),
                            ValueType.mutable(
                                    "date",
                                    Date.class,
                                    v -> v.toInstant().toString(),
                                    plain -> Date.from(Instant.parse((String) plain))),
                            timeZone(TimeZone.getTimeZone("UTC").getClass()),
                            ValueType.mutable(
                                    "bit-set",
                                    BitSet.class,
                                    v -> base64(v.toByteArray()),
                                    plain -> BitSet.valueOf(bytes(plain))),
                            ValueType.mutable(
                                    "atomic-integer",
                                    AtomicInteger.class,
                                    AtomicInteger::get,
                                    plain -> new AtomicInteger((Integer) plain)),
                            ValueType.mutable(
                                    "atomic-long",
                                    AtomicLong.class,
                                    AtomicLong::get,
                                    plain -> new AtomicLong(whole(plain))),
                            ValueType.mutable(
                                    "atomic-boolean",
                                    AtomicBoolean.class,
                                    AtomicBoolean::get,
                                    plain -> new AtomicBoolean((Boolean) plain)),
                            ValueType.mutable("byte[]", byte[].class, ValueTypes::base64, ValueTypes::bytes)),
                    ArrayTypes.ALL.stream())
            .toList();

    private static final Map<Class<?>, ValueType> BY_CLASS =
            ALL.stream().collect(Collectors.toUnmodifiableMap(ValueType::type, Function.identity()));
    private static final Map<String, ValueType> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(ValueType::name, Function.identity()));

    private ValueTypes() {}

    static @Nullable ValueType of(Class<?> type) {
        return BY_CLASS.get(type);
    }

    static @Nullable ValueType named(String name) {
        return BY_NAME.get(name);
    }

    static List<ValueType> all() {
        return ALL;
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] bytes(Object plain) {
        return Base64.getDecoder().decode((String) plain);
    }

    /** Returns an integer of up to 64 bits, which JSON text carries as Integer or Long. */
    static long whole(Object plain) {
        if (plain instanceof Integer || plain instanceof Long) {
            return ((Number) plain).longValue();
        }
        throw new MalformedValueException("a number that is no integer of 64 bits");
    }

    static int ranged(Object plain, int min, int max) {
        long value = whole(plain);
        if (value < min || value > max) {
            throw new MalformedValueException("a number outside " + min + " to " + max);
        }
        return (int) value;
    }

    private static char character(Object plain) {
        String text = (String) plain;
        if (text.length() != 1) {
            throw new MalformedValueException("a char of " + text.length() + " characters");
        }
        return text.charAt(0);
    }

    private static <T> ValueType number(
            String name, Class<T> type, Function<T, Integer> bits, Function<String, T> parse) {
        ValueType text = ValueType.text(name, type, parse);
        return new ValueType(
                name,
                type,
                false,
                value -> bits.apply(type.cast(value)) > MAX_BITS
                        ? null
                        : text.toPlain().apply(value),
                plain -> {
                    String digits = (String) plain;
                    if (digits.length() > MAX_DIGITS) {
                        throw new MalformedValueException("a " + name + " of " + digits.length() + " digits");
                    }
                    return parse.apply(digits);
                });
    }

    private static <T extends ZoneId> ValueType zoneRegion(Class<T> region) {
        return ValueType.text("zone-id", region, id -> region.cast(ZoneId.of(id)));
    }

    private static <T extends TimeZone> ValueType timeZone(Class<T> info) {
        ValueType text =
                ValueType.checkedText("time-zone", info, TimeZone::getID, id -> info.cast(TimeZone.getTimeZone(id)));
        return new ValueType(text.name(), info, true, text.toPlain(), plain -> {
            TimeZone zone = TimeZone.getTimeZone((String) plain);
            if (!zone.getID().equals(plain)) {
                throw new MalformedValueException("a time zone that this JVM does not know"); // it answered GMT
            }
            return zone;
        });
    }

    /** Returns the type of URLs, which are compared as text: {@code URL.equals} asks the name server. */
    private static ValueType url() {
        return new ValueType(
                "url",
                URL.class,
                false,
                value -> TextUrls.isReadable((URL) value) ? ((URL) value).toExternalForm() : null,
                plain -> TextUrls.of((String) plain));
    }
}
