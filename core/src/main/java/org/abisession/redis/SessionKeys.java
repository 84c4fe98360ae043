package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.abisession.store.SessionId;

/**
 * The names of a session's keys.
 *
 * <pre>
 * session:&lt;id&gt;:metadata           String, a JSON object   both applications
 * session:&lt;id&gt;:conversation       List of JSON objects    both applications
 * session:&lt;id&gt;:attributes[:app]   Hash                    this application alone
 * </pre>
 *
 * <p>With hash tags the id stands in braces, so that Redis Cluster keeps the three in one slot. A name
 * holds the id: it may not be logged.
 */
final class SessionKeys {
    private final boolean hashTags;
    private final String before;
    private final String after;
    private final String attributes;

    SessionKeys(String app, boolean hashTags) {
        this.hashTags = hashTags;
        before = hashTags ? "session:{" : "session:";
        after = hashTags ? "}" : "";
        attributes = app.isEmpty() ? ":attributes" : ":attributes:" + app;
    }

    /** Returns the names that another application has for its keys of the same sessions. */
    SessionKeys of(String otherApp) {
        return new SessionKeys(otherApp, hashTags);
    }

    String attributes(SessionId id) {
        return before + id.value() + after + attributes;
    }

    /** Returns what SCAN has to match to find the attributes of every session of this application. */
    String attributesPattern() {
        return before + "*" + after + attributes;
    }

    /** Returns the id in the name of an attributes key; empty if it is not one. */
    Optional<SessionId> idOfAttributes(String key) {
        String end = after + attributes;
        boolean fits = key.length() > before.length() + end.length() && key.startsWith(before) && key.endsWith(end);
        return fits ? SessionId.parse(key.substring(before.length(), key.length() - end.length())) : Optional.empty();
    }

    String metadata(SessionId id) {
        return before + id.value() + after + ":metadata";
    }

    String conversation(SessionId id) {
        return before + id.value() + after + ":conversation";
    }

    /** Returns all three keys, in the order in which the scripts take them. */
    List<byte[]> all(SessionId id) {
        return List.of(bytes(attributes(id)), bytes(metadata(id)), bytes(conversation(id)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
