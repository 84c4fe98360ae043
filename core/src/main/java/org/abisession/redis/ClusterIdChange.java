package org.abisession.redis;

import static org.abisession.redis.Records.addPairs;
import static org.abisession.redis.Records.text;
import static org.abisession.redis.SessionKeys.bytes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.SaveResult;
import org.abisession.SessionId;
import org.abisession.SessionStoreException;
import redis.clients.jedis.Protocol.Command;

/**
 * Moves a session to another id, whose keys lie on other nodes of the cluster.
 *
 * <ol>
 *   <li>The record is marked as ended: from now on the old id is dead. All keys are read.
 *   <li>They are written under the new id, with their TTLs.
 *   <li>Metadata and conversation of the old id are removed; what was written to them since they were read follows.
 *   <li>The old record is removed, and then the mark that says that the conversation has moved.
 * </ol>
 *
 * <p>A node that dies in between leaves a marked record, which is no session; after a minute others remove it, and tell
 * the application's listeners of its end.
 */
final class ClusterIdChange {
    private static final String MARK = "@ended";
    private static final int TURNS_AT_ONCE = 200;
    private static final Duration LEAST_TIME = Duration.ofSeconds(60);

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Records records;
    private final Applications applications;
    private final byte[] time;

    ClusterIdChange(
            RedisConnections redis,
            SessionKeys keys,
            Records records,
            Applications applications,
            Duration commandTimeout) {
        this.redis = redis;
        this.keys = keys;
        this.records = records;
        this.applications = applications;
        Duration most = commandTimeout.multipliedBy(20);
        this.time = bytes(Long.toString((most.compareTo(LEAST_TIME) > 0 ? most : LEAST_TIME).toMillis()));
    }

    SaveResult move(SessionId from, SessionId to, Set<String> taken) {
        List<SessionKeys> apps = new ArrayList<>(List.of(keys));
        taken.forEach(application -> apps.add(keys.of(application)));
        List<KeyCall> freeze = new ArrayList<>();
        apps.forEach(app -> freeze.add(KeyCall.of(
                Script.KEY_END,
                app.attributes(from),
                records.defaults().get(0),
                records.defaults().get(1),
                bytes("freeze"),
                time)));
        freeze.add(KeyCall.of(Script.KEY_READ, keys.metadata(from), bytes("string")));
        freeze.add(KeyCall.of(Script.KEY_READ, keys.conversation(from), bytes("list")));
        List<Object> read = redis.fly("change the id", freeze);
        List<String> others = new ArrayList<>(applications.known());
        others.removeAll(taken);
        boolean shared;
        try {
            shared = applications.isElsewhere(from, others);
        } catch (SessionStoreException e) {
            goOnAsBefore(from, to, apps, read, e);
            throw e;
        }
        List<?> metadata = (List<?>) read.get(apps.size());
        List<?> conversation = (List<?>) read.get(apps.size() + 1);
        String own = text(((List<?>) read.get(0)).get(0));
        if (own.equals("ended")
                || own.equals("expired")
                || text(metadata.get(0)).equals("none")
                || (own.equals("none") && !isStillThere(from))) {
            unfreeze(from, apps, read);
            return SaveResult.GONE;
        }
        try {
            write(from, to, apps, read, metadata, conversation);
        } catch (SessionStoreException e) {
            goOnAsBefore(from, to, apps, read, e);
            throw e;
        }
        if (!shared) {
            dropOld(from, to, metadata, conversation);
        }
        List<KeyCall> remove = new ArrayList<>();
        for (int i = 0; i < apps.size(); i++) {
            if (isFrozen(read, i)) {
                remove.add(KeyCall.of(Command.DEL, apps.get(i).attributes(from)));
            }
        }
        if (!remove.isEmpty()) {
            redis.fly("change the id", remove);
        }
        if (shared) {
            copyLateTurns(from, to, conversation);
        } else {
            // The mark there goes last: who adds a turn while the record is still marked counts on it to be taken
            // along.
            redis.fly("change the id", List.of(KeyCall.of(Command.DEL, keys.conversation(from))));
        }
        return SaveResult.SAVED;
    }

    /** The conversation of the old id stays, for another application; what was added since it was read is under both ids. */
    private void copyLateTurns(SessionId from, SessionId to, List<?> conversation) {
        boolean isList = text(conversation.get(0)).equals("list");
        if (!isList && !text(conversation.get(0)).equals("none")) {
            return;
        }
        List<?> now = (List<?>)
                redis.fly("change the id", List.of(KeyCall.of(Script.KEY_READ, keys.conversation(from), bytes("list"))))
                        .get(0);
        int before = isList ? ((List<?>) conversation.get(2)).size() : 0;
        List<?> turns = text(now.get(0)).equals("list") ? (List<?>) now.get(2) : List.of();
        if (turns.size() > before) {
            List<KeyCall> late = new ArrayList<>();
            push(late, to, (Long) now.get(1), turns.subList(before, turns.size()));
            redis.fly("change the id", late);
        }
    }

    /** Asked at the same time, metadata may be from before a logout, and the lack of a record from behind it. */
    private boolean isStillThere(SessionId from) {
        return Long.valueOf(1)
                .equals(redis.fly("change the id", List.of(KeyCall.of(Command.EXISTS, keys.metadata(from))))
                        .get(0));
    }

    private static boolean isFrozen(List<Object> read, int app) {
        String state = text(((List<?>) read.get(app)).get(0));
        return state.equals("alive") || state.equals("none");
    }

    private void unfreeze(SessionId from, List<SessionKeys> apps, List<Object> read) {
        List<KeyCall> calls = new ArrayList<>();
        for (int i = 0; i < apps.size(); i++) {
            if (isFrozen(read, i)) {
                calls.add(KeyCall.of(Command.HDEL, apps.get(i).attributes(from), bytes(MARK)));
            }
        }
        if (!calls.isEmpty()) {
            redis.fly("change the id", calls);
        }
    }

    /** Nothing of the old id has been removed yet; of the new one nothing shall be left. */
    private void goOnAsBefore(
            SessionId from, SessionId to, List<SessionKeys> apps, List<Object> read, SessionStoreException cause) {
        try {
            List<KeyCall> undo = new ArrayList<>();
            undo.add(KeyCall.of(Command.DEL, keys.metadata(to)));
            undo.add(KeyCall.of(Command.DEL, keys.conversation(to)));
            apps.forEach(app -> undo.add(KeyCall.of(Command.DEL, app.attributes(to))));
            redis.fly("change the id", undo);
        } catch (SessionStoreException e) {
            cause.addSuppressed(e);
        }
        try {
            unfreeze(from, apps, read);
        } catch (SessionStoreException e) {
            cause.addSuppressed(e);
        }
    }

    private void write(
            SessionId from,
            SessionId to,
            List<SessionKeys> apps,
            List<Object> read,
            List<?> metadata,
            List<?> conversation) {
        List<KeyCall> calls = new ArrayList<>();
        if (text(metadata.get(0)).equals("string")) {
            byte[] moved = withNewId((byte[]) metadata.get(2), from, to);
            calls.add(KeyCalls.set(keys.metadata(to), moved, (Long) metadata.get(1)));
        } else {
            calls.add(restore(keys.metadata(to), metadata));
        }
        String type = text(conversation.get(0));
        if (type.equals("list")) {
            push(calls, to, (Long) conversation.get(1), (List<?>) conversation.get(2));
        } else if (!type.equals("none")) {
            calls.add(restore(keys.conversation(to), conversation));
        }
        for (int i = 0; i < apps.size(); i++) {
            List<?> record = (List<?>) read.get(i);
            if (text(record.get(0)).equals("alive")) {
                Map<String, byte[]> fields = new LinkedHashMap<>(Records.fields((List<?>) record.get(2)));
                List<byte[]> arguments = new ArrayList<>(List.of(bytes(Long.toString((Long) record.get(1)))));
                addPairs(arguments, fields);
                calls.add(
                        KeyCall.of(Script.KEY_CREATE, List.of(bytes(apps.get(i).attributes(to))), arguments));
            }
        }
        redis.fly("change the id", calls);
    }

    /** Of a type that the schema does not know: it is somebody's mistake, and stays what it is. */
    private static KeyCall restore(String key, List<?> read) {
        byte[] ttl = bytes(Long.toString(Math.max((Long) read.get(1), 0)));
        return KeyCall.of(Command.RESTORE, key, ttl, (byte[]) read.get(2), bytes("REPLACE"));
    }

    private void push(List<KeyCall> calls, SessionId to, long ttl, List<?> turns) {
        for (int i = 0; i < turns.size(); i += TURNS_AT_ONCE) {
            List<byte[]> arguments = new ArrayList<>(List.of(bytes(Long.toString(ttl))));
            turns.subList(i, Math.min(i + TURNS_AT_ONCE, turns.size())).forEach(turn -> arguments.add((byte[]) turn));
            calls.add(KeyCall.of(Script.KEY_PUSH, List.of(bytes(keys.conversation(to))), arguments));
        }
    }

    /** What was written under the old id since it was read is not lost: a save, or a turn, that was under way. */
    private void dropOld(SessionId from, SessionId to, List<?> metadata, List<?> conversation) {
        byte[] copied = text(metadata.get(0)).equals("string") ? (byte[]) metadata.get(2) : new byte[0];
        int turns = text(conversation.get(0)).equals("list") ? ((List<?>) conversation.get(2)).size() : 0;
        List<Object> dropped = redis.fly(
                "change the id",
                List.of(
                        KeyCall.of(Script.KEY_DROP, keys.metadata(from), copied),
                        KeyCall.of(Script.KEY_DRAIN, keys.conversation(from), bytes(Integer.toString(turns)), time)));
        List<KeyCall> late = new ArrayList<>();
        List<?> withTtl = text(conversation.get(0)).equals("list") ? conversation : metadata;
        push(late, to, (Long) withTtl.get(1), (List<?>) dropped.get(1));
        if (!late.isEmpty()) {
            redis.fly("change the id", late);
        }
        List<?> changed = (List<?>) dropped.get(0);
        while (changed != null) {
            byte[] now = (byte[]) changed.get(1);
            redis.fly("change the id", List.of(KeyCalls.set(keys.metadata(to), withNewId(now, from, to), (Long)
                    changed.get(0))));
            changed =
                    (List<?>) redis.fly("change the id", List.of(KeyCall.of(Script.KEY_DROP, keys.metadata(from), now)))
                            .get(0);
        }
    }

    /** A field session_id that names the old id follows; every other byte stays. */
    private static byte[] withNewId(byte[] metadata, SessionId from, SessionId to) {
        String text = new String(metadata, StandardCharsets.ISO_8859_1);
        Matcher field = Pattern.compile("(\"session_id\"\\s*:\\s*\")" + from.value() + "\"")
                .matcher(text);
        return field.replaceAll("$1" + to.value() + "\"").getBytes(StandardCharsets.ISO_8859_1);
    }
}
