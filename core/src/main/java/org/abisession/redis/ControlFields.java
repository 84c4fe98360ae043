package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.abisession.logging.UnreadableValues;
import org.abisession.store.SessionId;

/**
 * The store's own fields of the attributes record. One that is not the whole number that it should be counts as
 * missing, here and in the scripts ({@code control.lua}), and stays as it is.
 */
final class ControlFields {
    static final String CREATED_AT = "@created_at";
    static final String LAST_ACCESSED_AT = "@last_accessed_at";
    static final String MAX_INACTIVE_INTERVAL = "@max_inactive_interval";
    static final String EXPIRY_RETENTION = "@expiry_retention";

    /** The user's name, escaped ({@code UserName}). */
    static final String USER = "@user";
    /** A JSON array: the user's epoch at the login, and when that was. */
    static final String LOGIN = "@login";
    /** The client's details at the login ({@code ClientDetails}); only with the setting {@code client-details}. */
    static final String CLIENT = "@client";
    /** The moment when the session ends whatever its use, in milliseconds since 1970. */
    static final String ENDS_AT = "@ends_at";

    /** The node that has the lease; no part of the session. */
    static final String LEASE = "@lease";

    /** Marks a session that is about to be stored and is empty; never stored itself. */
    static final String ANONYMOUS = "@anonymous";

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final long LONGEST_RETENTION_SECONDS = 86_400;

    private ControlFields() {}

    /** Returns when the session began, in milliseconds since 1970; empty if the field is missing or broken. */
    static Optional<Long> createdAt(Map<String, byte[]> fields) {
        return whole(fields, CREATED_AT, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static Optional<Duration> maxInactiveInterval(Map<String, byte[]> fields) {
        return whole(fields, MAX_INACTIVE_INTERVAL, Integer.MIN_VALUE, Integer.MAX_VALUE)
                .map(Duration::ofSeconds);
    }

    static Optional<Duration> expiryRetention(Map<String, byte[]> fields) {
        return whole(fields, EXPIRY_RETENTION, 1, LONGEST_RETENTION_SECONDS).map(Duration::ofSeconds);
    }

    /** Reports broken fields that a session's life depends on, once for a session. */
    static void report(
            SessionId id, Map<String, byte[]> fields, Duration defaultInterval, UnreadableValues unreadable) {
        if (maxInactiveInterval(fields).isEmpty()) {
            unreadable.report(
                    id,
                    MAX_INACTIVE_INTERVAL,
                    "its field " + MAX_INACTIVE_INTERVAL
                            + " must be a whole number of seconds within 32 bits, and is not.",
                    "the session lives for " + defaultInterval + " without an access, as the settings say.");
        }
        if (expiryRetention(fields).isEmpty()) {
            unreadable.report(
                    id,
                    EXPIRY_RETENTION,
                    "its field " + EXPIRY_RETENTION + " must be a whole number of seconds from 1 to "
                            + LONGEST_RETENTION_SECONDS + ", and is not.",
                    "the setting expiry-retention counts.");
        }
    }

    /** Returns a field that is a whole number, such as a time in milliseconds. */
    static Optional<Long> whole(Map<String, byte[]> fields, String name) {
        return whole(fields, name, 0, Long.MAX_VALUE);
    }

    private static Optional<Long> whole(Map<String, byte[]> fields, String name, long least, long most) {
        byte[] stored = fields.get(name);
        return Optional.ofNullable(stored)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .filter(text -> WHOLE.matcher(text).matches())
                .map(Long::parseLong)
                .filter(number -> number >= least && number <= most);
    }

    /** Returns those of the fields that have a value, by what HMGET answers for their names. */
    static Map<String, byte[]> present(List<String> names, List<byte[]> values) {
        Map<String, byte[]> present = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (values.get(i) != null) {
                present.put(names.get(i), values.get(i));
            }
        }
        return present;
    }
}
