package org.abisession.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abisession.conversation.EntryJson;
import org.abisession.json.JsonStrings;
import org.abisession.redis.JsonScanner.Member;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object in {@code session:<id>:metadata}, which the Python application writes as well. An edit
 * exchanges the bytes of one field; all others stay as their writer left them: order, unknown fields, text
 * of numbers, separators, escapes, duplicates, blanks around. Of several fields of one name the last one
 * counts, as in Python.
 *
 * <p>What an edit adds follows the document: it has the separators of the fields that are there, and is in
 * ASCII if they are. Immutable, safe for use by several threads.
 */
final class MetadataDocument {
    private final byte[] json;
    private final List<Member> members;

    private MetadataDocument(byte[] json, List<Member> members) {
        this.json = json;
        this.members = members;
    }

    /**
     * Reads what Redis holds: what {@code json.loads} takes, so NaN and Infinity too.
     *
     * @throws UnreadableMetadataException if it is not a JSON object in UTF-8, or nested deeper than 1000
     *     levels
     */
    static MetadataDocument parse(byte[] utf8) throws UnreadableMetadataException {
        byte[] copy = utf8.clone();
        return new MetadataDocument(copy, JsonScanner.members(copy));
    }

    /**
     * Returns the document of a new session, {@code {"session_id": "...", "created_at": "2024-01-15T10:30:00.123456"}}.
     *
     * @param id the value of the session's id
     * @param zone the zone of the time, which names none
     */
    static byte[] create(String id, Instant createdAt, ZoneId zone) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("session_id", id);
        fields.put("created_at", EntryJson.timestamp(createdAt, zone));
        return EntryJson.write(fields).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the value of each field, exactly the bytes of its JSON, in their order. */
    Map<String, byte[]> fields() {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        members.forEach(
                member -> fields.put(member.name(), Arrays.copyOfRange(json, member.valueStart(), member.valueEnd())));
        return fields;
    }

    /** Returns true if there is a field of this name, null or not. */
    boolean has(String field) {
        return last(field) != null;
    }

    /** Returns the value of a field, exactly the bytes of its JSON; empty if there is no such field. */
    Optional<byte[]> raw(String field) {
        return Optional.ofNullable(last(field))
                .map(member -> Arrays.copyOfRange(json, member.valueStart(), member.valueEnd()));
    }

    /**
     * Returns the time in the field {@code created_at}, in any form that Python writes; empty if it holds none.
     *
     * @param zone the zone of a time that names none
     */
    Optional<Instant> createdAt(ZoneId zone) {
        return raw("created_at")
                .map(value -> EntryJson.read("{\"value\":" + new String(value, StandardCharsets.UTF_8) + "}"))
                .flatMap(fields -> EntryJson.timestamp(fields.get("value"), zone));
    }

    /**
     * Returns the document with a field set: its value exchanged where it stands, or the field added as the last one.
     *
     * @param rawJson one JSON value in UTF-8 (RFC 8259: no NaN), no blanks around it, less than 100 levels
     *     deep
     * @throws IllegalArgumentException if {@code rawJson} is anything else
     */
    MetadataDocument with(String field, byte[] rawJson) {
        try {
            JsonScanner.requireValue(rawJson);
        } catch (UnreadableMetadataException e) {
            throw new IllegalArgumentException("The new value of a metadata field " + e.reason(), e);
        }
        boolean ascii = isAscii(json);
        byte[] value = ascii && !isAscii(rawJson)
                ? JsonStrings.toAscii(new String(rawJson, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.US_ASCII)
                : rawJson;
        Member present = last(field);
        return present != null ? replace(present.valueStart(), present.valueEnd(), value) : append(field, value, ascii);
    }

    /** Returns the document without all fields of a name and their separators; the same document if it has none. */
    MetadataDocument without(String field) {
        if (!has(field)) {
            return this;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length);
        out.write(json, 0, members.get(0).keyStart());
        boolean first = true;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (!member.name().equals(field)) {
                int from = first ? member.keyStart() : members.get(i - 1).valueEnd();
                out.write(json, from, member.valueEnd() - from);
                first = false;
            }
        }
        int tail = members.get(members.size() - 1).valueEnd();
        out.write(json, tail, json.length - tail);
        return reparsed(out.toByteArray());
    }

    /** Returns a copy of the document's bytes, in UTF-8. */
    byte[] bytes() {
        return json.clone();
    }

    private @Nullable Member last(String field) {
        for (int i = members.size() - 1; i >= 0; i--) {
            if (members.get(i).name().equals(field)) {
                return members.get(i);
            }
        }
        return null;
    }

    private MetadataDocument append(String field, byte[] value, boolean ascii) {
        StringBuilder added = new StringBuilder();
        int at;
        String colon = ": ";
        if (members.isEmpty()) {
            at = text(0, json.length).indexOf('{') + 1;
        } else {
            Member last = members.get(members.size() - 1);
            at = last.valueEnd();
            colon = text(last.keyEnd(), last.valueStart());
            added.append(separator(colon));
        }
        JsonStrings.append(added, field, ascii);
        added.append(colon).append(new String(value, StandardCharsets.UTF_8));
        return replace(at, at, added.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what stands between the last two fields; with one field, what its own layout suggests. */
    private String separator(String colon) {
        Member last = members.get(members.size() - 1);
        if (members.size() > 1) {
            return text(members.get(members.size() - 2).valueEnd(), last.keyStart());
        }
        String head = text(0, last.keyStart());
        String indent = head.substring(head.indexOf('{') + 1);
        if (indent.indexOf('\n') >= 0) {
            return "," + indent;
        }
        return colon.equals(":") ? "," : ", ";
    }

    /**
     * Returns a part of the document as text. It is never used across a string, so that bytes and characters are the
     * same.
     */
    private String text(int from, int to) {
        return new String(json, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private MetadataDocument replace(int from, int to, byte[] by) {
        byte[] edited = new byte[json.length - (to - from) + by.length];
        System.arraycopy(json, 0, edited, 0, from);
        System.arraycopy(by, 0, edited, from, by.length);
        System.arraycopy(json, to, edited, from + by.length, json.length - to);
        return reparsed(edited);
    }

    private static MetadataDocument reparsed(byte[] edited) {
        try {
            return new MetadataDocument(edited, JsonScanner.members(edited));
        } catch (UnreadableMetadataException e) {
            throw new IllegalStateException("An edit must leave a JSON object", e);
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
