package org.abisession.redis;

import static org.abisession.redis.Records.addPairs;
import static org.abisession.redis.SessionKeys.bytes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.SessionStoreException;
import org.abisession.redis.ClusterReplies.Copy;
import org.abisession.redis.ClusterReplies.CopyType;
import org.abisession.redis.ClusterReplies.Marked;
import org.abisession.redis.ClusterReplies.RecordState;
import org.abisession.redis.ClusterReplies.Undropped;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 * <p>What fails in the first two steps leaves the session under its old id. From then on it has its new one: what the
 * others did not remove, other nodes do a minute later. A node that dies in between leaves a marked record, which is no
 * session; they remove that, too, and tell the application's listeners of its end.
 */
final class ClusterIdChange {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterIdChange.class);
    private static final String MARK = "@ended";
    private static final int TURNS_AT_ONCE = 200;
    private static final Duration LEAST_TIME = Duration.ofSeconds(60);

    private final RedisConnections redis;
    private final RedisClock clock;
    private final SessionKeys keys;
    private final Records records;
    private final Applications applications;
    private final byte[] time;

    ClusterIdChange(
            RedisConnections redis,
            RedisClock clock,
            SessionKeys keys,
            Records records,
            Applications applications,
            Duration commandTimeout) {
        this.redis = redis;
        this.clock = clock;
        this.keys = keys;
        this.records = records;
        this.applications = applications;
        Duration most = commandTimeout.multipliedBy(20);
        this.time = bytes(Long.toString((most.compareTo(LEAST_TIME) > 0 ? most : LEAST_TIME).toMillis()));
    }

    SaveResult move(SessionId from, SessionId to, Set<String> taken) {
        List<SessionKeys> apps = new ArrayList<>(List.of(keys));
        taken.forEach(application -> apps.add(keys.of(application)));
        List<Reply> read = freeze(from, apps);
        List<Marked> marked = marked(read, apps);
        Copy metadata;
        Copy conversation;
        boolean shared;
        try {
            metadata = Copy.of(read.get(apps.size()));
            conversation = Copy.of(read.get(apps.size() + 1));
            List<String> others = new ArrayList<>(applications.known());
            others.removeAll(taken);
            shared = applications.isElsewhere(from, others);
            if (isGone(from, marked.get(0).state(), metadata)) {
                unfreeze(from, apps, marked);
                return SaveResult.GONE;
            }
            write(from, to, apps, marked, metadata, conversation);
        } catch (SessionStoreException e) {
            goOnAsBefore(from, to, apps, marked, e);
            throw e;
        }
        try {
            removeOld(from, to, apps, marked, shared ? Optional.empty() : Optional.of(metadata), conversation);
        } catch (SessionStoreException e) {
            leaveMarks(from, apps, marked, e);
            LOG.debug("{} has its new id; of the old one something is left, which another node removes", to, e);
        }
        return SaveResult.SAVED;
    }

    private boolean isGone(SessionId from, RecordState own, Copy metadata) {
        return own == RecordState.ENDED
                || own == RecordState.EXPIRED
                || metadata.type() == CopyType.NONE
                || (own == RecordState.NONE && !isStillThere(from));
    }

    /**
     * Removes the old id, when all is under the new one.
     *
     * @param metadata as they were read, unless another application has a session under the old id
     */
    private void removeOld(
            SessionId from,
            SessionId to,
            List<SessionKeys> apps,
            List<Marked> marked,
            Optional<Copy> metadata,
            Copy conversation) {
        metadata.ifPresent(read -> dropOld(from, to, read, conversation));
        List<KeyCall> remove = new ArrayList<>();
        for (int i = 0; i < apps.size(); i++) {
            if (marked.get(i).isNew()) {
                remove.add(KeyCall.of(Command.DEL, apps.get(i).attributes(from)));
            }
        }
        if (!remove.isEmpty()) {
            redis.fly("change the id", remove);
        }
        if (metadata.isEmpty()) {
            copyLateTurns(from, to, conversation);
        } else {
            // The mark there goes last: who adds a turn while the record is still marked counts on it to be taken
            // along.
            redis.fly("change the id", List.of(KeyCall.of(Command.DEL, keys.conversation(from))));
        }
    }

    /**
     * Leaves nothing but the marks of the records of the old id, after a failure to remove them: the node that does it
     * later must not call listeners for the end of a session that goes on.
     */
    private void leaveMarks(SessionId from, List<SessionKeys> apps, List<Marked> marked, SessionStoreException cause) {
        List<KeyCall> calls = new ArrayList<>();
        for (int i = 0; i < apps.size(); i++) {
            byte[][] fields = marked.get(i).fields().keySet().stream()
                    .map(SessionKeys::bytes)
                    .toArray(byte[][]::new);
            if (marked.get(i).isNew() && fields.length > 0) {
                calls.add(KeyCall.of(Command.HDEL, apps.get(i).attributes(from), fields));
            }
        }
        flyAfter(cause, calls);
    }

    /** Runs what is left to do after a failure. */
    private void flyAfter(SessionStoreException cause, List<KeyCall> calls) {
        try {
            if (!calls.isEmpty()) {
                redis.fly("change the id", calls);
            }
        } catch (SessionStoreException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Marks the records of the old id, and reads its metadata and conversation. A mark that comes after the deadline is
     * not set: the client has got an error then, and goes on with the old id.
     */
    private List<Reply> freeze(SessionId from, List<SessionKeys> apps) {
        List<Reply> read = new ArrayList<>();
        try {
            Reply unused = clock.inTime(deadline -> {
                unfreeze(from, apps, marked(read, apps)); // of several applications one was late
                read.clear();
                freeze(from, apps, deadline, read);
                return read.stream().filter(RedisClock::isLate).findFirst().orElseGet(() -> read.get(0));
            });
            return read;
        } catch (SessionStoreException e) {
            flyAfter(e, unfreezing(from, apps, marked(read, apps)));
            throw e;
        }
    }

    /**
     * Does that once.
     *
     * @param read gets the replies, also where one of them did not come: the others tell which record is marked
     */
    private void freeze(SessionId from, List<SessionKeys> apps, byte[] deadline, List<Reply> read) {
        List<KeyCall> calls = new ArrayList<>();
        apps.forEach(app -> calls.add(KeyCall.of(
                Script.KEY_END,
                app.attributes(from),
                records.defaults().get(0),
                records.defaults().get(1),
                bytes("freeze"),
                time,
                deadline)));
        calls.add(KeyCall.of(Script.KEY_READ, keys.metadata(from), bytes("string")));
        calls.add(KeyCall.of(Script.KEY_READ, keys.conversation(from), bytes("list")));
        Object unused = redis.call("change the id", client -> {
            List<Object> replies = redis.flights().each(calls);
            read.addAll(Reply.all(replies));
            return ClusterFlights.unlessFailed(replies);
        });
    }

    private static List<Marked> marked(List<Reply> read, List<SessionKeys> apps) {
        return read.stream().limit(apps.size()).map(Marked::of).toList();
    }

    /**
     * Copies the turns that were added since the conversation was read, so that they are under both ids. The old id
     * keeps its conversation, for another application.
     */
    private void copyLateTurns(SessionId from, SessionId to, Copy conversation) {
        if (conversation.type() == CopyType.STRING || conversation.type() == CopyType.FOREIGN) {
            return;
        }
        Copy now = Copy.of(first(KeyCall.of(Script.KEY_READ, keys.conversation(from), bytes("list"))));
        if (now.entries() > conversation.entries()) {
            List<KeyCall> late = new ArrayList<>();
            push(late, to, now.ttl(), now.values().subList(conversation.entries(), now.entries()));
            redis.fly("change the id", late);
        }
    }

    /**
     * Returns true if the old id's metadata still exists. It is asked for after the records: of two simultaneous
     * replies, the one for the metadata may be from before a logout, and the one for the record from after it.
     */
    private boolean isStillThere(SessionId from) {
        return first(KeyCall.of(Command.EXISTS, keys.metadata(from))).isOne();
    }

    private void unfreeze(SessionId from, List<SessionKeys> apps, List<Marked> marked) {
        List<KeyCall> calls = unfreezing(from, apps, marked);
        if (!calls.isEmpty()) {
            redis.fly("change the id", calls);
        }
    }

    private static List<KeyCall> unfreezing(SessionId from, List<SessionKeys> apps, List<Marked> marked) {
        List<KeyCall> calls = new ArrayList<>();
        for (int i = 0; i < marked.size(); i++) {
            if (marked.get(i).isNew()) {
                calls.add(KeyCall.of(Command.HDEL, apps.get(i).attributes(from), bytes(MARK)));
            }
        }
        return calls;
    }

    /**
     * Removes what was written under the new id, and unlocks the records of the old id, of which nothing has been
     * removed yet.
     */
    private void goOnAsBefore(
            SessionId from, SessionId to, List<SessionKeys> apps, List<Marked> marked, SessionStoreException cause) {
        List<KeyCall> undo = new ArrayList<>();
        undo.add(KeyCall.of(Command.DEL, keys.metadata(to)));
        undo.add(KeyCall.of(Command.DEL, keys.conversation(to)));
        apps.forEach(app -> undo.add(KeyCall.of(Command.DEL, app.attributes(to))));
        flyAfter(cause, undo);
        flyAfter(cause, unfreezing(from, apps, marked));
    }

    private void write(
            SessionId from,
            SessionId to,
            List<SessionKeys> apps,
            List<Marked> marked,
            Copy metadata,
            Copy conversation) {
        List<KeyCall> calls = new ArrayList<>();
        if (metadata.type() == CopyType.STRING) {
            byte[] moved = withNewId(metadata.values().get(0), from, to);
            calls.add(KeyCalls.set(keys.metadata(to), moved, metadata.ttl()));
        } else {
            calls.add(restore(keys.metadata(to), metadata));
        }
        switch (conversation.type()) {
            case LIST -> push(calls, to, conversation.ttl(), conversation.values());
            case STRING, FOREIGN -> calls.add(restore(keys.conversation(to), conversation));
            case NONE -> {}
        }
        for (int i = 0; i < apps.size(); i++) {
            Marked record = marked.get(i);
            if (record.state() == RecordState.ALIVE) {
                List<byte[]> arguments = new ArrayList<>(List.of(bytes(Long.toString(record.ttl()))));
                addPairs(arguments, record.fields());
                calls.add(
                        KeyCall.of(Script.KEY_CREATE, List.of(bytes(apps.get(i).attributes(to))), arguments));
            }
        }
        redis.fly("change the id", calls);
    }

    /**
     * Returns the call that writes a key under the new id as DUMP has read it, whatever its type: it is not the
     * schema's, and nobody's but its writer's to mend.
     */
    private static KeyCall restore(String key, Copy read) {
        byte[] ttl = bytes(Long.toString(Math.max(read.ttl(), 0)));
        return KeyCall.of(Command.RESTORE, key, ttl, read.values().get(0), bytes("REPLACE"));
    }

    private void push(List<KeyCall> calls, SessionId to, long ttl, List<byte[]> turns) {
        for (int i = 0; i < turns.size(); i += TURNS_AT_ONCE) {
            List<byte[]> arguments = new ArrayList<>(List.of(bytes(Long.toString(ttl))));
            arguments.addAll(turns.subList(i, Math.min(i + TURNS_AT_ONCE, turns.size())));
            calls.add(KeyCall.of(Script.KEY_PUSH, List.of(bytes(keys.conversation(to))), arguments));
        }
    }

    /**
     * Removes the metadata and the conversation of the old id, and copies what was written there since they were read:
     * a save, or a turn, that was under way.
     */
    private void dropOld(SessionId from, SessionId to, Copy metadata, Copy conversation) {
        byte[] copied = metadata.type() == CopyType.STRING ? metadata.values().get(0) : new byte[0];
        List<Reply> dropped = Reply.all(redis.fly(
                "change the id",
                List.of(
                        KeyCall.of(Script.KEY_DROP, keys.metadata(from), copied),
                        KeyCall.of(
                                Script.KEY_DRAIN,
                                keys.conversation(from),
                                bytes(Integer.toString(conversation.entries())),
                                time))));
        List<KeyCall> late = new ArrayList<>();
        Copy withTtl = conversation.type() == CopyType.LIST ? conversation : metadata;
        push(late, to, withTtl.ttl(), dropped.get(1).values());
        if (!late.isEmpty()) {
            redis.fly("change the id", late);
        }
        Optional<Undropped> changed = Undropped.of(dropped.get(0));
        while (changed.isPresent()) {
            byte[] now = changed.get().metadata();
            redis.fly(
                    "change the id",
                    List.of(KeyCalls.set(
                            keys.metadata(to),
                            withNewId(now, from, to),
                            changed.get().ttl())));
            changed = Undropped.of(first(KeyCall.of(Script.KEY_DROP, keys.metadata(from), now)));
        }
    }

    private Reply first(KeyCall call) {
        return Reply.of(redis.fly("change the id", List.of(call)).get(0));
    }

    /** Returns the metadata with the new id in a field session_id that has the old one; every other byte stays. */
    private static byte[] withNewId(byte[] metadata, SessionId from, SessionId to) {
        String text = new String(metadata, StandardCharsets.ISO_8859_1);
        Matcher field = Pattern.compile("(\"session_id\"\\s*:\\s*\")" + from.value() + "\"")
                .matcher(text);
        return field.replaceAll("$1" + to.value() + "\"").getBytes(StandardCharsets.ISO_8859_1);
    }
}
