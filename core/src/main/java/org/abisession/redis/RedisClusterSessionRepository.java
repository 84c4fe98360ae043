package org.abisession.redis;

import static org.abisession.redis.Records.addPairs;
import static org.abisession.redis.SessionKeys.bytes;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.abisession.redis.ClusterAccess.Found;
import org.abisession.redis.ClusterReplies.Accessed;
import org.abisession.redis.ClusterReplies.Adjustment;
import org.abisession.redis.ClusterReplies.Extended;
import org.abisession.redis.ClusterReplies.Marked;
import org.abisession.redis.ClusterReplies.RecordState;
import org.abisession.redis.ClusterReplies.SavedRecord;
import org.abisession.redis.ClusterReplies.State;
import org.abisession.redis.ClusterReplies.Taken;
import org.abisession.redis.ScriptReplies.Claimed;
import org.abisession.redis.ScriptReplies.Edited;
import org.abisession.redis.ScriptReplies.MetadataReply;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sessions on a Redis Cluster whose key names have no hash tags: the three keys of a session lie on different
 * nodes, and each operation is small scripts of one key each, sent to their nodes at the same time where the order does
 * not matter.
 *
 * <p>The record of the attributes is what decides: who ends a session or moves it to another id marks the record first
 * ({@code @ended}), and from then on no save gets through and no load finds a session, whatever else is still there.
 * What remains of a node that dies in between is removed by the next node that finds it.
 */
final class RedisClusterSessionRepository extends RedisRepository {
    private static final Logger LOG = LoggerFactory.getLogger(RedisClusterSessionRepository.class);
    private static final byte[] NONE = {};
    private static final byte[] YES = {'1'};

    private final SharedSaves sharedSaves = new SharedSaves();
    private final Intervals intervals;
    private final ClusterAccess access;

    RedisClusterSessionRepository(
            RedisConnections redis, SessionSettings settings, InstantSource clock, Consumer<SessionSnapshot> expired) {
        super(redis, settings, clock, expired);
        this.intervals = new Intervals(settings.maxInactiveInterval());
        this.access = new ClusterAccess(redis, keys, records, intervals, applications);
    }

    @Override
    public Optional<SessionSnapshot> findWhole(SessionId id) {
        return find(id); // which leaves nothing
    }

    @Override
    public Optional<SessionSnapshot> find(SessionId id) {
        Found found = access.access(id, true);
        if (found.state() == RecordState.EXPIRED) {
            claimExpired(id).ifPresent(expired);
            if (!found.metadataOutlives()) {
                return Optional.empty();
            }
            found = access.access(id, true); // the Python application has kept its part
        } else if (!found.hasMetadata() || found.state().isMarked()) {
            if (found.state() != RecordState.NONE) {
                claimExpired(id).ifPresent(expired);
            }
            return Optional.empty();
        }
        if (found.metadata().isEmpty()) {
            return Optional.empty();
        }
        Accessed record = found.record();
        return switch (record.state()) {
            case ALIVE ->
                Optional.of(records.alive(id, found.metadata(), record.accessed(), record.fields(), Map.of()));
            case NONE, FOREIGN -> adopt(id, found, found.metadata().get());
            case ENDED, OVERDUE, EXPIRED -> Optional.empty();
        };
    }

    private Optional<SessionSnapshot> adopt(SessionId id, Found found, MetadataReply stored) {
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
        return Optional.of(records.adopted(id, stored, accessed, found.record().foreign()));
    }

    @Override
    SessionSnapshot create(SessionSnapshot session, Duration life) {
        StoredMetadata shared = metadata.create(session);
        SessionId id = session.id();
        long interval = Math.max(life.toMillis(), 0);
        List<KeyCall> both = List.of(
                KeyCalls.setIfAbsent(keys.metadata(id), shared.stored(), interval), makeRecord(session, interval));
        if (!redis.call("create", unused -> isMade(id, redis.flights().each(both)))) {
            throw idInUse(id);
        }
        intervals.saw(id, interval);
        return session.withMetadata(shared);
    }

    /**
     * Returns whether metadata and record were made; if not, the one that was is removed: metadata alone would be a
     * session of the Python application, and a record alone one that has ended.
     *
     * @throws JedisException if one of them got no answer, or was refused
     */
    private boolean isMade(SessionId id, List<Object> replies) {
        boolean metadataMade = !(replies.get(0) instanceof JedisException)
                && !Reply.of(replies.get(0)).isNil();
        boolean recordMade = !(replies.get(1) instanceof JedisException)
                && Reply.of(replies.get(1)).isOne();
        if (metadataMade != recordMade) {
            String alone = metadataMade ? keys.metadata(id) : keys.attributes(id);
            redis.flights().each(List.of(KeyCall.of(Command.DEL, alone)));
        }
        for (Object reply : replies) {
            if (reply instanceof JedisException failed) {
                throw failed;
            }
        }
        return metadataMade && recordMade;
    }

    private KeyCall makeRecord(SessionSnapshot session, long interval) {
        long retention = settings.expiryRetention().toMillis();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(Long.toString(interval == 0 ? 0 : interval + retention)));
        addPairs(arguments, records.stored(session));
        return KeyCall.of(Script.KEY_CREATE, List.of(bytes(keys.attributes(session.id()))), arguments);
    }

    /**
     * Stores the record first, then the metadata: a node that ends the other session would remove metadata for which it
     * has seen no record.
     */
    @Override
    public SaveResult createBeside(SessionSnapshot session) {
        SessionId id = session.id();
        long interval = Math.max(records.firstLife(session).toMillis(), 0);
        if (!applications.isElsewhere(id, applications.read())
                || !first("create", List.of(makeRecord(session, interval))).isOne()) {
            return SaveResult.GONE;
        }
        byte[] millis = bytes(Long.toString(interval));
        Extended metadata = Extended.of(first(
                "create",
                List.of(
                        KeyCall.of(Script.KEY_EXTEND, keys.metadata(id), millis, NONE),
                        KeyCall.of(Script.KEY_EXTEND, keys.conversation(id), millis, NONE))));
        if (metadata.before() == -2) {
            removeRecord(id, true);
            return SaveResult.GONE;
        }
        intervals.saw(id, interval);
        return SaveResult.SAVED;
    }

    @Override
    public SaveResult save(SessionSnapshot read, SessionDelta delta) {
        SessionId id = read.id();
        Map<String, byte[]> own = records.own(read, delta);
        boolean shares = !delta.shared().isEmpty() || !delta.sharedRemoved().isEmpty();
        byte[] known = StoredMetadata.bytes(read);
        byte[] before = shares ? sharedSaves.now(id, known) : known;
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
            Edited answer = Edited.of(
                    first("save", List.of(KeyCall.of(Script.KEY_SWAP, keys.metadata(id), before, edited.get()))));
            switch (answer.outcome()) {
                case SAVED -> {
                    sharedSaves.wrote(id, known, edited.get());
                    return SaveResult.SAVED;
                }
                case GONE -> {
                    removeRecord(id, made);
                    return gone(id);
                }
                case CONFLICT -> { // the Python application has changed it: edit that
                    statistics.conflict();
                    before = answer.now().map(now -> metadata.bytes(id, now)).orElse(NONE);
                }
            }
        }
    }

    /** Returns whether the record was made by this; empty if the session has ended. */
    private Optional<Boolean> saveRecord(
            SessionSnapshot read, SessionDelta delta, RecordChanges changes, boolean madeBefore) {
        SessionId id = read.id();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Records.newInterval(read, delta));
        arguments.add(Records.adoption(read, delta));
        arguments.addAll(records.defaults());
        changes.addTo(arguments);
        List<Reply> answers = Reply.all(redis.fly(
                "save",
                List.of(
                        KeyCall.of(Script.KEY_SAVE, List.of(bytes(keys.attributes(id))), arguments),
                        KeyCall.of(Command.EXISTS, keys.metadata(id)))));
        Optional<SavedRecord> saved = SavedRecord.of(answers.get(0));
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        boolean made = madeBefore || saved.get().made();
        boolean metadataThere = answers.get(1).isOne();
        if (made) { // the session may have been ended after its metadata was looked at, and before the record was made
            metadataThere = first("save", List.of(KeyCall.of(Command.EXISTS, keys.metadata(id))))
                    .isOne();
        }
        // One that was adopted is no session here any more where another application has a record now.
        boolean elsewhere = made && !madeBefore && applications.isElsewhere(id);
        if (!metadataThere || elsewhere) {
            removeRecord(id, made);
            return Optional.empty();
        }
        boolean newEnd = changes.set().containsKey(ControlFields.ENDS_AT);
        if ((delta.maxInactiveInterval().isPresent() || newEnd)
                && saved.get().others().isPresent()) {
            // What another application shares is not shortened for one of them.
            Adjustment others = saved.get().others().get();
            String ours = applications.isElsewhere(id) ? "" : others.ours();
            long wanted = others.wanted();
            redis.fly(
                    "save",
                    List.of(
                            ClusterAccess.adjust(keys.metadata(id), ours, wanted),
                            ClusterAccess.adjust(keys.conversation(id), ours, wanted)));
            intervals.saw(id, wanted);
        }
        return Optional.of(made);
    }

    /** Removes the record that a save has made for a session that had ended meanwhile. */
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
        boolean alive = found.adopted() || (found.state() == RecordState.ALIVE && found.hasMetadata());
        return alive ? SaveResult.SAVED : SaveResult.GONE;
    }

    @Override
    public SaveResult changeId(SessionId from, SessionId to, Set<String> taken) {
        return idChange.move(from, to, taken);
    }

    @Override
    public Optional<SessionSnapshot> end(SessionId id) {
        Marked ended = Marked.of(first(
                "delete",
                List.of(KeyCall.of(
                        Script.KEY_END,
                        keys.attributes(id),
                        records.defaults().get(0),
                        records.defaults().get(1),
                        bytes("take")))));
        if (ended.state() == RecordState.ENDED) {
            claimExpired(id).ifPresent(left -> LOG.debug("{} was left half ended; it is gone now", left.id()));
            return Optional.empty();
        }
        Taken taken = Taken.NOTHING;
        if (!applications.isElsewhere(id)) {
            taken = takeShared(id);
            redis.fly("delete", List.of(KeyCall.of(Command.DEL, keys.attributes(id)))); // the mark: all is done
        } else {
            redis.fly("delete", List.of(KeyCall.of(Command.DEL, keys.attributes(id))));
            if (!applications.isElsewhere(id)) { // the other one has ended at the same time, and has seen the mark
                taken = takeShared(id);
            }
        }
        boolean had = ended.state() != RecordState.NONE || taken.there();
        return had ? Optional.of(records.ended(id, taken.metadata(), ended.fields())) : Optional.empty();
    }

    private Taken takeShared(SessionId id) {
        return Taken.of(first(
                "delete",
                List.of(
                        KeyCall.of(Script.KEY_TAKE, keys.metadata(id)),
                        KeyCall.of(Command.DEL, keys.conversation(id)))));
    }

    @Override
    public Optional<SessionSnapshot> claimExpired(SessionId id) {
        List<Reply> answers = Reply.all(redis.fly(
                "claim",
                List.of(KeyCalls.state(keys.attributes(id), records), KeyCall.of(Command.PTTL, keys.metadata(id)))));
        RecordState state = State.of(answers.get(0)).state();
        long metadataTtl = answers.get(1).number();
        boolean withoutMetadata = metadataTtl == -2;
        if (!state.isExpired() && !(withoutMetadata && state == RecordState.ALIVE)) {
            return Optional.empty();
        }
        boolean endsWithIt = metadataTtl >= 0 && metadataTtl <= ClusterAccess.TOGETHER_MILLIS;
        if (state == RecordState.OVERDUE || (state.isExpired() && endsWithIt)) {
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
        Reply record = first(
                "claim",
                List.of(KeyCall.of(
                        Script.KEY_CLAIM,
                        keys.attributes(id),
                        records.defaults().get(0),
                        records.defaults().get(1),
                        withoutMetadata ? YES : NONE)));
        return Claimed.of(record).map(claimed -> records.claimed(id, claimed));
    }

    /** Returns the answer to the first of the calls. */
    private Reply first(String what, List<KeyCall> calls) {
        return Reply.of(redis.fly(what, calls).get(0));
    }

    @Override
    boolean append(SessionId id, byte[] entry) {
        return new ClusterAppend(redis, keys, records, id).append(entry);
    }
}
