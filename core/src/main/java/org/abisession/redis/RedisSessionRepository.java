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
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.redis.ScriptReplies.Claimed;
import org.abisession.redis.ScriptReplies.Deleted;
import org.abisession.redis.ScriptReplies.Edited;
import org.abisession.redis.ScriptReplies.Loaded;
import org.abisession.redis.ScriptReplies.Lookup;
import org.abisession.settings.SessionSettings;
import org.abisession.store.LoginEndedException;
import org.abisession.store.RenewalResult;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions in Redis. A session is three keys; each operation is one script over those that it needs, so
 * it is atomic for the session as a whole and costs one round trip:
 *
 * <pre>
 * MULTI
 * EVALSHA load   3 session:&lt;id&gt;:attributes session:&lt;id&gt;:metadata session:&lt;id&gt;:conversation 86400 300
 * HGETALL session:&lt;id&gt;:attributes
 *   &#64;created_at 1705314600123  &#64;max_inactive_interval 86400  &#64;expiry_retention 300  cart ["tea"]
 * EXEC
 * </pre>
 *
 * <p>The last access is not stored: it is the expiry less the interval, in Redis' clock.
 */
final class RedisSessionRepository extends RedisRepository {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionRepository.class);
    private static final byte[] NONE = {};

    /** The interval and the retention of a session without such control fields: the last arguments of most scripts. */
    private final List<byte[]> defaults = records.defaults();

    private final SharedSaves sharedSaves = new SharedSaves();
    private final LargeSessions large = new LargeSessions();
    private final UserKeys users = new UserKeys(settings);
    private final Leases leases = new Leases(redis, settings, keys, defaults);

    RedisSessionRepository(RedisConnections redis, SessionSettings settings, Consumer<SessionSnapshot> expired) {
        this(redis, settings, InstantSource.system(), expired);
    }

    RedisSessionRepository(
            RedisConnections redis, SessionSettings settings, InstantSource clock, Consumer<SessionSnapshot> expired) {
        super(redis, settings, clock, expired);
    }

    Leases leases() {
        return leases;
    }

    /**
     * Returns the keys of a script that stores fields. With a login these include the key of the user's sessions,
     * except on a cluster, where one script may not use both.
     */
    private List<byte[]> withUser(List<byte[]> ofSession, Map<String, byte[]> fields) {
        if (redis.isCluster()) {
            return ofSession;
        }
        List<byte[]> all = new ArrayList<>(ofSession);
        users.ofLogin(fields).ifPresent(all::add);
        return all;
    }

    @Override
    public Optional<SessionSnapshot> near(SessionId id, boolean whole) {
        return leases.find(id, whole);
    }

    @Override
    public Optional<SessionSnapshot> find(SessionId id) {
        return near(id, false).or(() -> find(id, !large.defersValues(id), true));
    }

    @Override
    public Optional<SessionSnapshot> findWhole(SessionId id) {
        return near(id, true).or(() -> {
            large.wanted(id);
            return find(id, true, true);
        });
    }

    /**
     * Returns true if an id is that of a session that has not ended. Loads the session if a lease may come with it:
     * then the next request has no round trip.
     */
    @Override
    public boolean isCurrent(SessionId id) {
        return leases.isListening()
                ? find(id).filter(session -> session.id().equals(id)).isPresent()
                : super.isCurrent(id);
    }

    /**
     * Loads a session.
     *
     * @param follow whether an id that was renewed is followed
     */
    private Optional<SessionSnapshot> find(SessionId id, boolean whole, boolean follow) {
        Leases.Request request = leases.ask(id);
        boolean answered = false;
        try {
            Loaded loaded = load(id, whole, request.argument(), follow);
            if (loaded.status() == Lookup.ALIVE) {
                SessionSnapshot alive = leases.answered(request, alive(id, loaded, whole), loaded.grant());
                answered = true;
                return Optional.of(alive);
            }
            return loaded.status() == Lookup.RENEWED
                    ? renewals.follow(id, loaded, newId -> near(newId, whole).or(() -> find(newId, whole, false)))
                    : find(id, whole, loaded);
        } finally {
            if (!answered) {
                leases.failed(request);
            }
        }
    }

    private Optional<SessionSnapshot> find(SessionId id, boolean whole, Loaded first) {
        Loaded loaded = first;
        if (loaded.status() != Lookup.ALIVE) {
            large.forget(id);
        }
        if (loaded.isExpired()) {
            claimExpired(id).ifPresent(expired);
            loaded = load(id, whole, NONE, false); // the Python application may have kept its part
        }
        Loaded found = loaded;
        return switch (found.status()) {
            case ALIVE -> Optional.of(alive(id, found, whole));
            case ADOPTED ->
                found.metadata().map(shared -> records.adopted(id, shared, found.accessed(), found.foreign()));
            case NONE -> {
                // Metadata that is empty or null, and nothing else, is no session; that is reported.
                found.metadata().ifPresent(shared -> metadata.read(id, metadata.bytes(id, shared)));
                yield Optional.empty();
            }
            case ELSEWHERE -> {
                applications.sawElsewhere(id);
                yield Optional.empty();
            }
            case REFUSED -> {
                applications.refused();
                applications.sawElsewhere(id);
                yield Optional.empty();
            }
            case EXPIRED, RENEWED -> Optional.empty();
        };
    }

    private SessionSnapshot alive(SessionId id, Loaded found, boolean whole) {
        SessionSnapshot alive = records.alive(id, found.metadata(), found.accessed(), found.fields(), found.deferred());
        if (whole) {
            large.read(id, alive.fields());
        } else if (alive.deferred().isEmpty()) {
            large.forget(id);
        }
        return alive;
    }

    private Loaded load(SessionId id, boolean whole, byte[] lease, boolean follow) {
        List<byte[]> all = new ArrayList<>(keys.all(id));
        if (follow) {
            all.addAll(renewals.keyOf(id));
        }
        List<Reply> hash = new ArrayList<>();
        Reply answer = applications.ask(id, true, Set.of(), others -> {
            List<byte[]> arguments = arguments(defaults, List.of(lease));
            arguments.addAll(others);
            if (!whole) {
                arguments.add(LargeSessions.MOST);
                return Reply.of(redis.run(Script.LOAD, all, arguments));
            }
            List<Reply> answers =
                    Reply.all(redis.runAndRead(Script.LOAD, all, arguments, all.get(0), large.isLarge(id)));
            hash.clear();
            hash.addAll(answers.subList(1, answers.size()));
            return answers.get(0);
        });
        return Loaded.of(answer, hash.stream().findFirst());
    }

    private static List<byte[]> arguments(List<byte[]> first, List<byte[]> others) {
        List<byte[]> arguments = new ArrayList<>(first);
        arguments.addAll(others);
        return arguments;
    }

    @Override
    SessionSnapshot create(SessionSnapshot session, Duration life) {
        StoredMetadata made = metadata.create(session);
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Records.preciseSeconds(life));
        arguments.add(records.retention());
        arguments.add(made.stored());
        addPairs(arguments, records.stored(session));
        List<byte[]> named = withUser(keys.all(session.id()).subList(0, 2), session.fields());
        Reply created = Reply.of(redis.run(Script.CREATE, named, arguments));
        if (!created.isOne() && created.number() < 0) {
            throw new LoginEndedException(session.id());
        }
        if (!created.isOne()) {
            throw idInUse(session.id());
        }
        return session.withMetadata(made);
    }

    @Override
    public SaveResult createBeside(SessionSnapshot session) {
        return ScriptReplies.result(applications.ask(session.id(), false, Set.of(), others -> {
            List<byte[]> arguments =
                    arguments(List.of(Records.preciseSeconds(records.firstLife(session)), records.retention()), others);
            addPairs(arguments, records.stored(session));
            return Reply.of(redis.run(Script.CREATE_BESIDE, keys.all(session.id()), arguments));
        }));
    }

    @Override
    public SaveResult save(SessionSnapshot read, SessionDelta delta) {
        Map<String, byte[]> own = records.own(read, delta);
        Leases.Change change = leases.begin(read.id());
        boolean saved = false;
        try {
            SaveResult result = save(read, delta, own, change);
            saved = result == SaveResult.SAVED;
            return result;
        } finally {
            change.ended(saved ? Records.change(read, delta, own) : null);
        }
    }

    private SaveResult save(SessionSnapshot read, SessionDelta delta, Map<String, byte[]> own, Leases.Change change) {
        boolean shares = !delta.shared().isEmpty() || !delta.sharedRemoved().isEmpty();
        List<byte[]> named = withUser(keys.all(read.id()), own);
        byte[] known = StoredMetadata.bytes(read);
        byte[] before = shares ? sharedSaves.now(read.id(), known) : known;
        while (true) {
            Optional<byte[]> edited =
                    shares ? metadata.edit(read.id(), before, delta.shared(), delta.sharedRemoved()) : Optional.empty();
            RecordChanges changes = RecordChanges.of(own, delta, edited.isPresent());
            List<byte[]> first = new ArrayList<>();
            // An adopted session gets its record now: with an expiry, like every key.
            first.add(Records.newInterval(read, delta));
            first.add(Records.adoption(read, delta));
            first.add(edited.isPresent() ? before : NONE);
            first.add(edited.orElse(NONE));
            first.addAll(defaults);
            first.add(leases.node());
            Edited answer = Edited.of(change.run(() -> applications.ask(read.id(), false, Set.of(), others -> {
                List<byte[]> arguments = arguments(first, others);
                changes.addTo(arguments);
                return Reply.of(redis.run(Script.SAVE, named, arguments));
            })));
            switch (answer.outcome()) {
                case SAVED -> {
                    edited.ifPresent(written -> sharedSaves.wrote(read.id(), known, written));
                    return SaveResult.SAVED;
                }
                case GONE -> {
                    LOG.debug("{} had ended before its request did; what the request changed is dropped", read.id());
                    return SaveResult.GONE;
                }
                case CONFLICT ->
                    statistics.conflict(); // the Python application has changed the metadata meanwhile: edit those
            }
            before = answer.now().map(now -> metadata.bytes(read.id(), now)).orElse(NONE);
        }
    }

    @Override
    public SaveResult touch(SessionId id) {
        return ScriptReplies.result(applications.ask(
                id,
                false,
                Set.of(),
                others -> Reply.of(redis.run(Script.TOUCH, keys.all(id), arguments(defaults, others)))));
    }

    @Override
    public SaveResult changeId(SessionId from, SessionId to, Set<String> taken) {
        if (redis.isCluster()) { // two ids are two slots, hash tags or not
            return idChange.move(from, to, taken);
        }
        large.forget(from);
        List<byte[]> both = new ArrayList<>(keys.all(from));
        both.addAll(keys.all(to));
        for (String application : taken) {
            SessionKeys others = keys.of(application);
            both.add(bytes(others.attributes(from)));
            both.add(bytes(others.attributes(to)));
        }
        byte[] renewed = bytes(renewals.isOn() ? "1" : "");
        List<byte[]> first = arguments(ofBoth(from, to), List.of(renewed));
        try {
            return ScriptReplies.result(leases.end(
                    from,
                    () -> applications.ask(
                            from, false, taken, others -> runInTime(Script.CHANGE_ID, both, first, others))));
        } catch (SessionStoreUnavailableException e) {
            if (!RedisErrors.isCut(e) || !exists(to, e)) {
                throw e;
            }
            return SaveResult.SAVED; // the answer was lost with its connection
        }
    }

    /** Returns true if there is a session under an id that nobody else knows, after a failure that leaves that open. */
    private boolean exists(SessionId id, SessionStoreException failure) {
        try {
            return redis.call("look for the new id", client -> client.exists(bytes(keys.metadata(id))));
        } catch (SessionStoreException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    /** Runs a script that must do nothing after its caller has given up. */
    private Reply runInTime(Script script, List<byte[]> names, List<byte[]> first, List<byte[]> others) {
        return redisClock.inTime(deadline ->
                Reply.of(redis.run(script, names, arguments(arguments(first, List.of(deadline)), others))));
    }

    private List<byte[]> ofBoth(SessionId from, SessionId to) {
        return List.of(bytes(from.value()), bytes(to.value()), defaults.get(0), defaults.get(1), leases.node());
    }

    @Override
    public RenewalResult renewId(SessionId from, SessionId to) {
        if (!renewals.isOn()) {
            return RenewalResult.KEPT;
        }
        List<byte[]> named = new ArrayList<>(keys.all(from));
        named.addAll(keys.all(to).subList(0, 2));
        named.addAll(renewals.keyOf(from));
        List<byte[]> first = arguments(ofBoth(from, to), renewals.arguments(from));
        return ScriptReplies.renewal(leases.end(
                from,
                () -> applications.ask(
                        from, false, Set.of(), others -> runInTime(Script.RENEW_ID, named, first, others))));
    }

    @Override
    public Optional<SessionSnapshot> end(SessionId id) {
        boolean wasLarge = large.isLarge(id);
        large.forget(id);
        List<byte[]> all = keys.all(id);
        List<Reply> hash = new ArrayList<>();
        Reply answer = leases.end(
                id,
                () -> applications.ask(id, false, Set.of(), others -> {
                    List<byte[]> arguments = arguments(List.of(leases.node()), others);
                    List<Reply> answers =
                            Reply.all(redis.readAndRun(Script.DELETE, all, arguments, all.get(0), wasLarge));
                    hash.clear();
                    hash.addAll(answers.subList(1, answers.size()));
                    return answers.get(0);
                }));
        return Deleted.of(answer, hash.stream().findFirst())
                .map(deleted -> records.ended(id, deleted.metadata(), deleted.fields()));
    }

    @Override
    public Optional<SessionSnapshot> claimExpired(SessionId id) {
        large.forget(id);
        Reply answer = leases.end(
                id, () -> Reply.of(redis.run(Script.CLAIM, keys.all(id).subList(0, 2), defaults)));
        return Claimed.of(answer).map(record -> records.claimed(id, record));
    }

    @Override
    boolean append(SessionId id, byte[] entry) {
        List<byte[]> arguments = List.of(entry, defaults.get(0), defaults.get(1));
        return Reply.of(redis.run(Script.APPEND, keys.all(id), arguments)).number() > 0;
    }
}
