package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.KeyValue;

/**
 * A reply of Redis as the client hands it on. What is asked for something that it is not throws {@link
 * SessionStoreException}: another server, or something on the way, has answered. The one place that knows the client's
 * types of replies.
 */
final class Reply {
    private static final Reply NIL = new Reply(null);

    private final @Nullable Object value;

    private Reply(@Nullable Object value) {
        this.value = value;
    }

    static Reply of(@Nullable Object value) {
        return value == null ? NIL : new Reply(value);
    }

    /** Returns the replies to several commands, in their order. */
    static List<Reply> all(List<? extends @Nullable Object> values) {
        List<Reply> replies = new ArrayList<>(values.size());
        values.forEach(value -> replies.add(of(value)));
        return replies;
    }

    boolean isNil() {
        return value == null;
    }

    boolean isList() {
        return value instanceof List;
    }

    boolean isText() {
        return value instanceof byte[];
    }

    /** Returns whether the call failed, where others beside it were answered. */
    boolean isFailure() {
        return value instanceof JedisException;
    }

    /** Returns whether this is the number 1, the reply of scripts and commands for "yes". */
    boolean isOne() {
        return value instanceof Long number && number == 1;
    }

    long number() {
        if (value instanceof Long number) {
            return number;
        }
        throw unexpected("a number");
    }

    /** Returns the bytes; not to be written into. */
    byte[] bytes() {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw unexpected("text");
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    List<Reply> items() {
        if (value instanceof List<?> list) {
            return all(list);
        }
        throw unexpected("a list");
    }

    int size() {
        return value instanceof List<?> list ? list.size() : 0;
    }

    /** Returns an item of a list. */
    Reply at(int index) {
        if (value instanceof List<?> list && index < list.size()) {
            return of(list.get(index));
        }
        throw unexpected("a list of more than " + index + " items");
    }

    /** Returns an item of a list, if the list is that long and the item is not nil. */
    Optional<Reply> find(int index) {
        return index < size() ? Optional.of(at(index)).filter(item -> !item.isNil()) : Optional.empty();
    }

    /** Returns the fields of a Hash: in turn with the values, as scripts hand it on, or in pairs, as HGETALL does. */
    Map<String, byte[]> fields() {
        if (!(value instanceof List<?> list)) {
            throw unexpected("a list");
        }
        Map<String, byte[]> fields = new LinkedHashMap<>();
        Iterator<?> parts = list.iterator();
        while (parts.hasNext()) {
            Object part = parts.next();
            if (part instanceof KeyValue<?, ?> pair) {
                fields.put(of(pair.getKey()).text(), of(pair.getValue()).bytes());
            } else if (parts.hasNext()) {
                fields.put(of(part).text(), of(parts.next()).bytes());
            } else {
                throw unexpected("a value for each field");
            }
        }
        return fields;
    }

    /** Returns the bytes of each item. */
    List<byte[]> values() {
        List<byte[]> values = new ArrayList<>();
        items().forEach(item -> values.add(item.bytes()));
        return Collections.unmodifiableList(values);
    }

    /** Returns what to throw for a reply that no script of this version makes. */
    SessionStoreException unexpected(String wanted) {
        String was = value == null ? "nothing" : value.getClass().getSimpleName();
        return new SessionStoreException(
                SessionStoreCode.UNEXPECTED_REPLY,
                "Redis answered " + was + " where a script of abi-session answers " + wanted + ".",
                "See whether something is between this node and Redis, or the server is not quite Redis.",
                value instanceof JedisException failure ? failure : new IllegalStateException("Unexpected reply"));
    }
}
