package org.abisession.redis;

import static org.abisession.redis.Records.addPairs;
import static org.abisession.redis.Records.fields;
import static org.abisession.redis.Records.text;
import static org.abisession.redis.SessionKeys.bytes;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.abisession.Conversation;
import org.abisession.SaveResult;
import org.abisession.SessionDelta;
import org.abisession.SessionId;
import org.abisession.SessionSnapshot;
import org.abisession.StoredKeys;
import org.abisession.redis.ClusterAccess.Found;
import org.abisession.settings.SessionSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * Sessions on a Redis Cluster whose key names have no hash tags: the three keys of a session lie on different
 * nodes, and each operation is small scripts of one key each, sent to their nodes at the same time where the order does
 * not matter.
 *
 * <p>The record of the attributes is what decides: who ends a session or moves it to another id marks the record first
 * ({@code @ended}), and from then on no save gets through and no load finds a session, whatever else is still there.
 * What a node that dies in between leaves behind is put away by the next one that comes upon it.
 */
final class RedisClusterSessionRepository implements RedisRepository {
    private static final Logger LOG = LoggerFactory.getLogger(RedisClusterSessionRepository.class);
    private static final byte[] NONE = {};
    private static final byte[] YES = {'1'};

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Consumer<SessionSnapshot> expired;
    private final ZoneId zone;
    private final Records records;
    private final Metadata metadata;
    private final SharedSaves sharedSaves = new SharedSaves();
    private final Intervals intervals;
    private final ClusterAccess access;
    private final ClusterIdChange idChange;
    private final SessionPeek peek;
    private final Applications applications;

    RedisClusterSessionRepository(RedisConnections redis, SessionSettings settings, Consumer<SessionSnapshot> expired) {
        this.redis = redis;
        this.expired = expired;
        this.keys = new SessionKeys(settings.app(), settings.hashTags());
        this.zone = settings.zone();
        this.records = new Records(settings);
        this.metadata = records.metadata();
        this.intervals = new Intervals(settings.maxInactiveInterval());
        this.applications = new Applications(redis, keys, settings.app(), settings.hashTags());
        this.access = new ClusterAccess(redis, keys, records, intervals, applications);
        this.idChange = new ClusterIdChange(redis, keys, records, applications, settings.commandTimeout());
        this.peek = new SessionPeek(redis, keys, records);
    }

    @Override
    public void register() {
        applications.register();
    }

    @Override
    public Metadata metadata() {
        return metadata;
    }

    @Override
    public UnreadableValues unreadable() {
        return records.unreadable();
    }

    @Override
    public Optional<SessionSnapshot> peek(SessionId id) {
        return peek.peek(id);
    }

    @Override
    public Set<SessionId> living(List<SessionId> ids) {
        return peek.living(ids);
    }

    @Override
    public Optional<SessionSnapshot> findWhole(SessionId id) {
        return find(id); // which leaves nothing
    }

    @Override
    public Optional<SessionSnapshot> find(SessionId id) {
        Found found = access.access(id, true);
        if (found.state().equals("expired")) {
            claimExpired(id).ifPresent(expired);
            if (!found.metadataOutlives()) {
                return Optional.empty();
            }
            found = access.access(id, true); // the Python application has kept its part
        } else if (!found.hasMetadata() || found.state().equals("ended")) {
            if (!found.state().equals("none")) {
                claimExpired(id).ifPresent(expired);
            }
            return Optional.empty();
        }
        Object stored = found.metadata();
        if (stored == null) {
            return Optional.empty();
        }
        return switch (found.state()) {
            case "alive" ->
                Optional.of(records.alive(
                        id, metadata.bytes(id, stored), (Long) found.record().get(2), (List<?>)
                                found.record().get(3)));
            case "none", "foreign" -> adopt(id, found, stored);
            default -> Optional.empty();
        };
    }

    private Optional<SessionSnapshot> adopt(SessionId id, Found found, Object stored) {
        if (found.isNobodys()) {
            metadata.read(id, metadata.bytes(id, stored)); // which reports it
            return Optional.empty();
        }
        if (!found.adopted()) {
            applications.sawElsewhere(id);
            return Optional.empty();
        }
        long interval = records.defaultInterval().toMillis();
        long ttl = found.metadataTtl();
        long accessed = ttl >= 0 && ttl < interval ? found.now() - (interval - ttl) : found.now();
        Optional<String> foreign = found.state().equals("foreign")
                ? Optional.of(text(found.record().get(1)))
                : Optional.empty();
        return Optional.of(records.adopted(id, stored, accessed, foreign));
    }

    @Override
    public void create(SessionSnapshot session) {
        SessionId id = session.id();
        long interval = Math.max(records.firstLife(session).toMillis(), 0);
        List<Object> made = redis.fly(
                "create",
                List.of(KeyCalls.setIfAbsent(keys.metadata(id), session.metadata(), interval), makeRecord(session)));
        boolean metadataMade = made.get(0) != null;
        boolean recordMade = Long.valueOf(1).equals(made.get(1));
        if (!metadataMade || !recordMade) {
            List<KeyCall> undo = new ArrayList<>();
            if (metadataMade) {
                undo.add(KeyCall.of(Command.DEL, keys.metadata(id)));
            }
            if (recordMade) {
                undo.add(KeyCall.of(Command.DEL, keys.attributes(id)));
            }
            if (!undo.isEmpty()) {
                redis.fly("create", undo);
            }
            throw new IllegalStateException("There is something under the id of the new session " + id
                    + " already; nothing was changed. Use an id from SessionId.random().");
        }
        intervals.saw(id, interval);
    }

    private KeyCall makeRecord(SessionSnapshot session) {
        long interval = Math.max(records.firstLife(session).toMillis(), 0);
        long retention = Long.parseLong(text(records.retention())) * 1000;
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(Long.toString(interval == 0 ? 0 : interval + retention)));
        addPairs(arguments, records.stored(session));
        return KeyCall.of(Script.KEY_CREATE, List.of(bytes(keys.attributes(session.id()))), arguments);
    }

    @Override
    public boolean isElsewhere(SessionId id) {
        return applications.wasElsewhere(id);
    }

    /** The record first, so that nobody who ends the other session takes the metadata away for having seen none. */
    @Override
    public SaveResult createBeside(SessionSnapshot session) {
        SessionId id = session.id();
        if (!applications.isElsewhere(id, applications.read())
                || !Long.valueOf(1)
                        .equals(redis.fly("create", List.of(makeRecord(session)))
                                .get(0))) {
            return SaveResult.GONE;
        }
        byte[] interval =
                bytes(Long.toString(Math.max(records.firstLife(session).toMillis(), 0)));
        List<?> metadata = (List<?>) redis.fly(
                        "create",
                        List.of(
                                KeyCall.of(Script.KEY_EXTEND, keys.metadata(id), interval, NONE),
                                KeyCall.of(Script.KEY_EXTEND, keys.conversation(id), interval, NONE)))
                .get(0);
        if (Long.valueOf(-2).equals(metadata.get(0))) {
            removeRecord(id, true);
            return SaveResult.GONE;
        }
        intervals.saw(id, Math.max(records.firstLife(session).toMillis(), 0));
        return SaveResult.SAVED;
    }

    @Override
    public SaveResult save(SessionSnapshot read, SessionDelta delta) {
        SessionId id = read.id();
        Map<String, byte[]> own = records.own(read, delta);
        boolean shares = !delta.shared().isEmpty() || !delta.sharedRemoved().isEmpty();
        byte[] before = shares ? sharedSaves.now(id, read.metadata()) : read.metadata();
        boolean made = false;
        Optional<Boolean> sharedWent = Optional.empty();
        while (true) {
            Optional<byte[]> edited =
                    shares ? metadata.edit(id, before, delta.shared(), delta.sharedRemoved()) : Optional.empty();
            // The record first: it says whether the session is alive.
            if (!sharedWent.equals(Optional.of(edited.isPresent()))) {
                sharedWent = Optional.of(edited.isPresent());
                Optional<Boolean> saved =
                        saveRecord(read, delta, RecordChanges.of(own, delta, edited.isPresent()), made);
                if (saved.isEmpty()) {
                    return gone(id);
                }
                made = made || saved.get();
            }
            if (edited.isEmpty()) {
                return SaveResult.SAVED;
            }
            List<?> answer = (List<?>)
                    redis.fly("save", List.of(KeyCall.of(Script.KEY_SWAP, keys.metadata(id), before, edited.get())))
                            .get(0);
            switch (text(answer.get(0))) {
                case "saved" -> {
                    sharedSaves.wrote(id, read.metadata(), edited.get());
                    return SaveResult.SAVED;
                }
                case "gone" -> {
                    removeRecord(id, made);
                    return gone(id);
                }
                default ->
                    before = metadata.bytes(id, answer.get(1)); // the Python application has changed it: edit that
            }
        }
    }

    /** Whether the record was made by this; empty if the session has ended. */
    private Optional<Boolean> saveRecord(
            SessionSnapshot read, SessionDelta delta, RecordChanges changes, boolean madeBefore) {
        SessionId id = read.id();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Records.newInterval(read, delta));
        arguments.add(Records.adoption(read, delta));
        arguments.addAll(records.defaults());
        changes.addTo(arguments);
        List<Object> answers = redis.fly(
                "save",
                List.of(
                        KeyCall.of(Script.KEY_SAVE, List.of(bytes(keys.attributes(id))), arguments),
                        KeyCall.of(Command.EXISTS, keys.metadata(id))));
        List<?> answer = (List<?>) answers.get(0);
        if (text(answer.get(0)).equals("gone")) {
            return Optional.empty();
        }
        boolean made = madeBefore || Long.valueOf(1).equals(answer.get(1));
        Object metadataThere = answers.get(1);
        if (made) { // the session may have been ended after its metadata was looked at, and before the record was made
            metadataThere = redis.fly("save", List.of(KeyCall.of(Command.EXISTS, keys.metadata(id))))
                    .get(0);
        }
        // One that was adopted is no session here any more where another application has a record now.
        boolean elsewhere = made && !madeBefore && applications.isElsewhere(id);
        if (Long.valueOf(0).equals(metadataThere) || elsewhere) {
            removeRecord(id, made);
            return Optional.empty();
        }
        boolean newEnd = changes.set().containsKey(ControlFields.ENDS_AT);
        if ((delta.maxInactiveInterval().isPresent() || newEnd) && answer.size() > 2) {
            // What another application shares is not shortened for one of them.
            String ours = applications.isElsewhere(id) ? "" : text(answer.get(2));
            long wanted = Long.parseLong(text(answer.get(3)));
            redis.fly(
                    "save",
                    List.of(
                            ClusterAccess.adjust(keys.metadata(id), ours, wanted),
                            ClusterAccess.adjust(keys.conversation(id), ours, wanted)));
            intervals.saw(id, wanted);
        }
        return Optional.of(made);
    }

    /** A record that a save has made for a session that had ended: nobody has known of it. */
    private void removeRecord(SessionId id, boolean made) {
        if (made) {
            redis.fly("save", List.of(KeyCall.of(Command.DEL, keys.attributes(id))));
        }
    }

    private static SaveResult gone(SessionId id) {
        LOG.debug("{} had ended before its request did; what the request changed is dropped", id);
        return SaveResult.GONE;
    }

    @Override
    public SaveResult touch(SessionId id) {
        Found found = access.access(id, false);
        boolean alive = found.adopted() || (found.state().equals("alive") && found.hasMetadata());
        return alive ? SaveResult.SAVED : SaveResult.GONE;
    }

    @Override
    public SaveResult changeId(SessionId from, SessionId to, Set<String> applications) {
        return idChange.move(from, to, applications);
    }

    @Override
    public Optional<SessionSnapshot> end(SessionId id) {
        List<?> ended = (List<?>) redis.fly(
                        "delete",
                        List.of(KeyCall.of(
                                Script.KEY_END,
                                keys.attributes(id),
                                records.defaults().get(0),
                                records.defaults().get(1),
                                bytes("take"))))
                .get(0);
        if (text(ended.get(0)).equals("ended")) {
            claimExpired(id).ifPresent(left -> LOG.debug("{} was left half ended; it is gone now", left.id()));
            return Optional.empty();
        }
        List<?> taken = List.of(0L, NONE);
        if (!applications.isElsewhere(id)) {
            taken = takeShared(id);
            redis.fly("delete", List.of(KeyCall.of(Command.DEL, keys.attributes(id)))); // the mark: all is done
        } else {
            redis.fly("delete", List.of(KeyCall.of(Command.DEL, keys.attributes(id))));
            if (!applications.isElsewhere(id)) { // the other one has ended at the same time, and has seen the mark
                taken = takeShared(id);
            }
        }
        Map<String, byte[]> fields = ended.size() > 2 ? fields((List<?>) ended.get(2)) : Map.of();
        boolean had = !text(ended.get(0)).equals("none") || Long.valueOf(1).equals(taken.get(0));
        return had ? Optional.of(records.ended(id, (byte[]) taken.get(1), fields)) : Optional.empty();
    }

    private List<?> takeShared(SessionId id) {
        return (List<?>) redis.fly(
                        "delete",
                        List.of(
                                KeyCall.of(Script.KEY_TAKE, keys.metadata(id)),
                                KeyCall.of(Command.DEL, keys.conversation(id))))
                .get(0);
    }

    @Override
    public Optional<SessionSnapshot> claimExpired(SessionId id) {
        List<Object> answers = redis.fly(
                "claim",
                List.of(KeyCalls.state(keys.attributes(id), records), KeyCall.of(Command.PTTL, keys.metadata(id))));
        String state = text(((List<?>) answers.get(0)).get(0));
        long metadataTtl = (Long) answers.get(1);
        boolean over = state.equals("expired") || state.equals("overdue");
        boolean withoutMetadata = metadataTtl == -2;
        if (!over && !(withoutMetadata && state.equals("alive"))) {
            return Optional.empty();
        }
        boolean endsWithIt = metadataTtl >= 0 && metadataTtl <= ClusterAccess.TOGETHER_MILLIS;
        if (state.equals("overdue") || (over && endsWithIt)) {
            // Before the record: without it, metadata would be a session that another node adopts.
            if (!applications.isElsewhere(id)) {
                redis.fly(
                        "claim",
                        List.of(
                                KeyCall.of(Command.DEL, keys.metadata(id)),
                                KeyCall.of(Command.DEL, keys.conversation(id))));
            }
            withoutMetadata = true;
        }
        List<?> record = (List<?>) redis.fly(
                        "claim",
                        List.of(KeyCall.of(
                                Script.KEY_CLAIM,
                                keys.attributes(id),
                                records.defaults().get(0),
                                records.defaults().get(1),
                                withoutMetadata ? YES : NONE)))
                .get(0);
        return Optional.ofNullable(record)
                .map(answer -> records.alive(id, NONE, (Long) answer.get(0), (List<?>) answer.get(1)));
    }

    @Override
    public Conversation conversation(SessionId id) {
        ClusterAppend append = new ClusterAppend(redis, keys, records, id);
        return new RedisConversation(redis, keys, id, append::append, zone, unreadable());
    }

    @Override
    public StoredKeys storedKeys(SessionId id) {
        return new RedisStoredKeys(redis, keys, id);
    }
}
