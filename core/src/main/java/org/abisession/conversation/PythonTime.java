package org.abisession.conversation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Points in time as a Python application writes them to JSON, and as each of its versions reads them.
 *
 * <p>Read are: {@code datetime.isoformat()} with 0 to 9 digits of fraction, {@code T} or a blank
 * between date and time, with or without a zone ({@code Z}, {@code +05:30}, {@code +0530}, {@code
 * +05}); {@code date.isoformat()}, as midnight; and seconds since 1970, as {@code time.time()} gives
 * them. A time that names no zone is of the zone that the caller knows (setting {@code zone}); of the two that
 * an hour put back makes of one text it is the earlier, as in Python.
 *
 * <p>Written is one form, {@code 2024-01-15T10:30:00.123456}: it names no zone, and always has six
 * digits. {@code datetime.fromisoformat} of Python before 3.11 reads no {@code Z} and no other count of
 * digits but three, and Python can't compare a time that names its zone with one that doesn't.
 */
final class PythonTime {
    /** The first year that Python's datetime knows. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private static final Pattern ISO = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)"
            + "(?:[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?"
            + "(?:Z|([+-])(\\d\\d)(?::?(\\d\\d))?)?)?");

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

    private PythonTime() {}

    /**
     * Reads a JSON value.
     *
     * @param value a String, Integer, Long, BigInteger or Double
     * @param zone the zone of a time that names none
     * @return empty if it is anything else, or no time of the years 1 to 9999
     */
    static Optional<Instant> read(@Nullable Object value, ZoneId zone) {
        try {
            if (value instanceof String text) {
                return iso(text, zone).filter(PythonTime::isInRange);
            }
            if (value instanceof Double seconds && Double.isFinite(seconds)) {
                return epoch(BigDecimal.valueOf(seconds));
            }
            if (value instanceof Integer || value instanceof Long) {
                return epoch(BigDecimal.valueOf(((Number) value).longValue()));
            }
            if (value instanceof BigInteger seconds) {
                return epoch(new BigDecimal(seconds));
            }
            return Optional.empty();
        } catch (DateTimeException e) { // the 30th of February, 25:00
            return Optional.empty();
        }
    }

    /**
     * Writes a time, cut off (not rounded) after the microseconds.
     *
     * @param zone the zone of the text, which names none
     * @throws IllegalArgumentException if it is before year 1 or after year 9999
     */
    static String write(Instant time, ZoneId zone) {
        LocalDateTime local = isInRange(time) ? LocalDateTime.ofInstant(time, zone) : LocalDateTime.MIN;
        if (local.getYear() < 1 || local.getYear() > 9999) {
            throw new IllegalArgumentException("A timestamp must be in the years 1 to 9999, was " + time);
        }
        return MICROSECONDS.format(local);
    }

    private static boolean isInRange(Instant time) {
        return !time.isBefore(EARLIEST) && time.isBefore(END);
    }

    private static Optional<Instant> epoch(BigDecimal seconds) {
        if (seconds.compareTo(BigDecimal.valueOf(EARLIEST.getEpochSecond())) < 0
                || seconds.compareTo(BigDecimal.valueOf(END.getEpochSecond())) >= 0) {
            return Optional.empty();
        }
        BigInteger nanos = seconds.movePointRight(9).toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
        return Optional.of(Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue()));
    }

    private static Optional<Instant> iso(String text, ZoneId zone) {
        Matcher m = ISO.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        int offsetHours = number(m.group(9));
        int offsetMinutes = number(m.group(10));
        if (offsetHours > 23 || offsetMinutes > 59) {
            return Optional.empty();
        }
        LocalDateTime local = LocalDateTime.of(
                number(m.group(1)),
                number(m.group(2)),
                number(m.group(3)),
                number(m.group(4)),
                number(m.group(5)),
                number(m.group(6)),
                nanos(m.group(7)));
        if (m.group(8) == null && !text.endsWith("Z")) {
            return Optional.of(local.atZone(zone).toInstant());
        }
        long offset = (offsetHours * 60L + offsetMinutes) * ("-".equals(m.group(8)) ? -60 : 60);
        return Optional.of(local.minusSeconds(offset).toInstant(ZoneOffset.UTC));
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
    }
}
