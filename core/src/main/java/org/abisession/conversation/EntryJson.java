package org.abisession.conversation;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON of a conversation's entries. */
public final class EntryJson {
    private EntryJson() {}

    public static @Nullable Map<String, @Nullable Object> read(String json) {
        return Map.of("json", json);
    }

    public static String write(Map<String, ? extends @Nullable Object> fields) {
        return "{}";
    }

    public static Optional<Instant> timestamp(@Nullable Object value) {
        return Optional.empty();
    }

    public static String timestamp(Instant value) {
        return "";
    }

    public static String now() {
        return "";
    }
}
