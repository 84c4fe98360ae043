package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.abisession.ConversationEntry;
import org.abisession.redis.ClusterReplies.Marked;
import org.abisession.redis.ClusterReplies.RecordState;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;

/**
 * The sessions of one application as a tool sees them: nothing here but {@link #end} changes anything, or counts as
 * an access to a session. Keys are found by SCAN. Safe for use by several threads.
 */
public final class SessionBrowser {
    /** Tells what {@link #end} found. */
    public enum Ended {
        /** There was no session, or one that had ended before. */
        NO_SESSION,
        /** A session without attributes of this application: there is no listener to call. */
        NOBODY_TO_TELL,
        /** A session whose expired record waits for a node, which calls the application's listeners. */
        LEFT_FOR_A_NODE
    }

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final boolean hashTags;
    private final Applications applications;
    private final StoredSessionReader reader;
    private final Duration defaultInterval;
    private final Duration defaultRetention;

    /** Makes one for the application that the settings name; the connections stay the caller's to close. */
    public SessionBrowser(RedisConnections redis, SessionSettings settings) {
        this.redis = redis;
        this.keys = new SessionKeys(settings.app(), settings.hashTags());
        this.hashTags = settings.hashTags();
        this.applications = new Applications(redis, keys, settings.app(), settings.hashTags());
        this.reader = new StoredSessionReader(redis, keys, applications, settings);
        this.defaultInterval = settings.maxInactiveInterval();
        this.defaultRetention = settings.expiryRetention();
    }

    /** Returns the names of the other applications whose sessions are in this Redis; that of the root is empty. */
    public List<String> otherApplications() {
        return applications.read();
    }

    /**
     * Returns all keys under {@code session:}, of whatever shape, one page a step; a key may come twice.
     *
     * @param pageSize about how many keys Redis looks at for a page, which may hold none
     */
    public Iterator<List<KeyName>> keys(int pageSize) {
        return scan("session:*", pageSize);
    }

    /**
     * Returns the ids of all sessions that have metadata, one page a step; ids of a form that the application can't
     * look up are skipped.
     */
    public Iterator<List<SessionId>> sessions(int pageSize) {
        Iterator<List<KeyName>> pages = scan(hashTags ? "session:{*}:metadata" : "session:*:metadata", pageSize);
        return map(
                pages,
                page -> page.stream()
                        .filter(key -> key.kind() == KeyName.Kind.METADATA && key.braces() == hashTags)
                        .flatMap(key -> key.id().stream())
                        .toList());
    }

    private Iterator<List<KeyName>> scan(String pattern, int pageSize) {
        KeyScan pages = new KeyScan(redis, new ScanParams().match(pattern).count(pageSize));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return pages.hasNext();
            }

            @Override
            public List<KeyName> next() {
                return pages.next().stream().map(KeyName::of).toList();
            }
        };
    }

    private static <A, B> Iterator<B> map(Iterator<A> from, Function<A, B> to) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return from.hasNext();
            }

            @Override
            public B next() {
                return to.apply(from.next());
            }
        };
    }

    /** Returns the other applications in this Redis of which its user may not see whether they have a session. */
    public List<String> unseenApplications() {
        return applications.readUnseen();
    }

    /** Returns the type, the expiry and, if asked for, the memory of each key, in the same order, in one pipeline. */
    public List<KeyState> states(List<KeyName> stored, boolean memory) {
        return redis.read("type", pipeline -> {
            List<Response<String>> types = new ArrayList<>();
            List<Response<Long>> times = new ArrayList<>();
            List<Response<Long>> sizes = new ArrayList<>();
            for (KeyName key : stored) {
                byte[] name = bytes(key.name());
                types.add(pipeline.type(name));
                times.add(pipeline.pttl(name));
                if (memory) {
                    sizes.add(pipeline.memoryUsage(name));
                }
            }
            return () -> {
                List<KeyState> states = new ArrayList<>();
                for (int i = 0; i < stored.size(); i++) {
                    long ttl = times.get(i).get();
                    states.add(new KeyState(
                            stored.get(i),
                            types.get(i).get(),
                            ttl < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(ttl)),
                            memory ? StoredSessionReader.size(sizes.get(i)) : OptionalLong.empty()));
                }
                return states;
            };
        });
    }

    /**
     * Returns those of the sessions that exist, in one pipeline. One more looks for records of other applications, for
     * the sessions of which this application has none; several, where there are thousands of applications.
     *
     * @param memory whether Redis is asked for the memory of their keys
     */
    public List<StoredSession> read(Collection<SessionId> ids, boolean memory) {
        return reader.read(ids, memory);
    }

    /** Returns the session; empty if it does not exist. */
    public Optional<StoredSession> read(SessionId id, boolean memory) {
        return read(List.of(id), memory).stream().findFirst();
    }

    /**
     * Returns the fields of the record, control fields included, as they are stored, but for the lease of a node, which
     * is no part of the session; empty if there is no record.
     */
    public Map<String, byte[]> attributes(SessionId id) {
        Map<byte[], byte[]> stored = redis.read("hgetall", pipeline -> pipeline.hgetAll(bytes(keys.attributes(id))));
        Map<String, byte[]> fields = new LinkedHashMap<>();
        stored.forEach((field, value) -> fields.put(new String(field, StandardCharsets.UTF_8), value));
        fields.remove(ControlFields.LEASE);
        return fields;
    }

    /** Returns why a turn of a conversation is not readable, as a clause without its subject. */
    public static String whyUnreadable(ConversationEntry turn) {
        return turn.json().indexOf('\ufffd') >= 0 ? "is not UTF-8." : EntryBytes.whyUnreadable(bytes(turn.json()));
    }

    /**
     * Ends a session. Nobody can use it when this returns, on no node; its attributes are kept for
     * {@code expiry-retention}, for the next node that sweeps or is asked for the session to call the listeners,
     * who see it as one that timed out just now.
     */
    public Ended end(SessionId id) {
        if (redis.isCluster() && !hashTags) {
            return endKeyByKey(id);
        }
        Reply answer = LeaseWait.run(() -> applications.ask(id, true, Set.of(), others -> {
            List<byte[]> arguments = new ArrayList<>(List.of(
                    bytes(Long.toString(defaultInterval.toSeconds())),
                    bytes(Long.toString(defaultRetention.toSeconds()))));
            arguments.addAll(others);
            return Reply.of(redis.run(Script.END, keys.all(id), arguments));
        }));
        return Ended.values()[(int) answer.number()];
    }

    /**
     * Ends a session whose keys lie on several nodes. The record is marked first: whoever finds it completes what is
     * not done here.
     */
    private Ended endKeyByKey(SessionId id) {
        KeyCall mark = KeyCall.of(
                Script.KEY_END,
                keys.attributes(id),
                bytes(Long.toString(defaultInterval.toSeconds())),
                bytes(Long.toString(defaultRetention.toSeconds())),
                bytes("leave"));
        RecordState record =
                Marked.of(Reply.of(redis.fly("end", List.of(mark)).get(0))).state();
        boolean shared = applications.isElsewhere(id, applications.read());
        boolean had = !shared
                && Reply.of(redis.fly(
                                        "end",
                                        List.of(
                                                KeyCall.of(Command.DEL, keys.metadata(id)),
                                                KeyCall.of(Command.DEL, keys.conversation(id))))
                                .get(0))
                        .isOne();
        if (record == RecordState.ALIVE) {
            return Ended.LEFT_FOR_A_NODE;
        }
        if (record.isAbsent()) {
            redis.fly("end", List.of(KeyCall.of(Command.DEL, keys.attributes(id))));
        }
        return had ? Ended.NOBODY_TO_TELL : Ended.NO_SESSION;
    }
}
