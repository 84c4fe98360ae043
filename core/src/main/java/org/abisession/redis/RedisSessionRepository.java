package org.abisession.redis;

import static org.abisession.redis.Records.addPairs;
import static org.abisession.redis.Records.fields;
import static org.abisession.redis.Records.text;
import static org.abisession.redis.SessionKeys.bytes;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.abisession.Conversation;
import org.abisession.SaveResult;
import org.abisession.SessionDelta;
import org.abisession.SessionId;
import org.abisession.SessionSnapshot;
import org.abisession.StoredKeys;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;
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
public final class RedisSessionRepository implements RedisRepository {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionRepository.class);
    private static final byte[] NONE = {};

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Consumer<SessionSnapshot> expired;
    private final ZoneId zone;
    private final Records records;
    private final Metadata metadata;
    /** Interval and retention where a session has no such control fields: the last arguments of most scripts. */
    private final List<byte[]> defaults;

    private final SharedSaves sharedSaves = new SharedSaves();
    private final LargeSessions large = new LargeSessions();
    private final ClusterIdChange idChange;
    private final SessionPeek peek;
    private final Applications applications;
    private final UserKeys users;

    /**
     * For the sessions of one application; the connections stay the caller's to close.
     *
     * @param expired is told of each session that this repository finds at its end, in the thread that asked for it
     */
    public RedisSessionRepository(RedisConnections redis, SessionSettings settings, Consumer<SessionSnapshot> expired) {
        this.redis = redis;
        this.expired = expired;
        this.keys = new SessionKeys(settings.app(), settings.hashTags());
        this.zone = settings.zone();
        this.records = new Records(settings);
        this.metadata = records.metadata();
        this.defaults = records.defaults();
        this.applications = new Applications(redis, keys, settings.app(), settings.hashTags());
        this.idChange = new ClusterIdChange(redis, keys, records, applications, settings.commandTimeout());
        this.peek = new SessionPeek(redis, keys, records);
        this.users = new UserKeys(settings);
    }

    /** The keys of a script that stores fields; with a login also that of the user's sessions, where one script may. */
    private List<byte[]> withUser(List<byte[]> ofSession, Map<String, byte[]> fields) {
        if (redis.isCluster()) {
            return ofSession;
        }
        List<byte[]> all = new ArrayList<>(ofSession);
        users.ofLogin(fields).ifPresent(all::add);
        return all;
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
    public Optional<SessionSnapshot> find(SessionId id) {
        return find(id, !large.canBeLeft(id));
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
        large.wanted(id);
        return find(id, true);
    }

    private Optional<SessionSnapshot> find(SessionId id, boolean whole) {
        Loaded loaded = load(id, whole);
        if (!loaded.status().equals("alive")) {
            large.forget(id);
        }
        if (loaded.isOver()) {
            claimExpired(id).ifPresent(expired);
            loaded = load(id, whole); // the Python application may have kept its part
        }
        List<?> answer = loaded.answer;
        return switch (loaded.status()) {
            case "alive" -> {
                SessionSnapshot alive = records.alive(
                        id, metadata.bytes(id, answer.get(1)), (Long) answer.get(2), loaded.fields, loaded.left);
                if (whole) {
                    large.read(id, alive.fields());
                } else if (alive.left().isEmpty()) {
                    large.forget(id);
                }
                yield Optional.of(alive);
            }
            case "adopted" ->
                Optional.of(records.adopted(
                        id,
                        answer.get(1),
                        (Long) answer.get(2),
                        answer.size() > 3 ? Optional.of(text(answer.get(3))) : Optional.empty()));
            case "none" -> none(id, answer);
            case "elsewhere" -> {
                applications.sawElsewhere(id);
                yield Optional.empty();
            }
            case "refused" -> {
                applications.refused();
                applications.sawElsewhere(id);
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /**
     * What Redis says of a session.
     *
     * @param answer of the script
     * @param fields of its record, with their values
     * @param left fields that were not read, with their sizes
     */
    private record Loaded(List<?> answer, List<?> fields, List<?> left) {
        String status() {
            return text(answer.get(0));
        }

        /** Whether a record waits to be claimed. */
        boolean isOver() {
            boolean leftOver = status().equals("none") && Long.valueOf(1).equals(answer.get(1));
            return leftOver || status().equals("expired");
        }
    }

    /** Metadata that is empty or null, and nothing else: that is no session. */
    private Optional<SessionSnapshot> none(SessionId id, List<?> answer) {
        if (answer.size() > 2) {
            metadata.read(id, metadata.bytes(id, answer.get(2)));
        }
        return Optional.empty();
    }

    private Loaded load(SessionId id, boolean whole) {
        List<byte[]> all = keys.all(id);
        List<@Nullable Object> fields = new ArrayList<>();
        List<?> answer = (List<?>) applications.ask(id, true, Set.of(), others -> {
            List<byte[]> arguments = arguments(defaults, others);
            List<@Nullable Object> answers;
            if (whole) {
                answers = redis.runAndRead(Script.LOAD, all, arguments, all.get(0));
            } else {
                arguments.add(LargeSessions.MOST);
                answers = List.of(redis.run(Script.LOAD, all, arguments));
            }
            fields.clear();
            fields.addAll(answers.subList(1, answers.size()));
            return Objects.requireNonNull(answers.get(0));
        });
        if (!fields.isEmpty()) {
            return new Loaded(answer, fields.get(0) instanceof List<?> read ? read : List.of(), List.of());
        }
        boolean alive = text(answer.get(0)).equals("alive");
        return new Loaded(
                answer, alive ? (List<?>) answer.get(3) : List.of(), alive ? (List<?>) answer.get(4) : List.of());
    }

    private static List<byte[]> arguments(List<byte[]> first, List<byte[]> others) {
        List<byte[]> arguments = new ArrayList<>(first);
        arguments.addAll(others);
        return arguments;
    }

    @Override
    public void create(SessionSnapshot session) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Records.preciseSeconds(records.firstLife(session)));
        arguments.add(records.retention());
        arguments.add(session.metadata());
        addPairs(arguments, records.stored(session));
        List<byte[]> named = withUser(keys.all(session.id()).subList(0, 2), session.fields());
        Object made = redis.run(Script.CREATE, named, arguments);
        if (Long.valueOf(-1).equals(made)) {
            throw new LoginEndedException(session.id());
        }
        if (!Long.valueOf(1).equals(made)) {
            throw new IllegalStateException("There is something under the id of the new session " + session.id()
                    + " already; nothing was changed. Use an id from SessionId.random().");
        }
    }

    @Override
    public boolean isElsewhere(SessionId id) {
        return applications.wasElsewhere(id);
    }

    @Override
    public SaveResult createBeside(SessionSnapshot session) {
        return result(applications.ask(session.id(), false, Set.of(), others -> {
            List<byte[]> arguments =
                    arguments(List.of(Records.preciseSeconds(records.firstLife(session)), records.retention()), others);
            addPairs(arguments, records.stored(session));
            return redis.run(Script.CREATE_BESIDE, keys.all(session.id()), arguments);
        }));
    }

    @Override
    public SaveResult save(SessionSnapshot read, SessionDelta delta) {
        Map<String, byte[]> own = records.own(read, delta);
        boolean shares = !delta.shared().isEmpty() || !delta.sharedRemoved().isEmpty();
        List<byte[]> named = withUser(keys.all(read.id()), own);
        byte[] before = shares ? sharedSaves.now(read.id(), read.metadata()) : read.metadata();
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
            List<?> answer = (List<?>) applications.ask(read.id(), false, Set.of(), others -> {
                List<byte[]> arguments = arguments(first, others);
                changes.addTo(arguments);
                return redis.run(Script.SAVE, named, arguments);
            });
            String outcome = text(answer.get(0));
            if (outcome.equals("saved")) {
                edited.ifPresent(written -> sharedSaves.wrote(read.id(), read.metadata(), written));
                return SaveResult.SAVED;
            }
            if (outcome.equals("gone")) {
                LOG.debug("{} had ended before its request did; what the request changed is dropped", read.id());
                return SaveResult.GONE;
            }
            before = metadata.bytes(
                    read.id(), answer.get(1)); // the Python application has changed it meanwhile: edit that
        }
    }

    @Override
    public SaveResult touch(SessionId id) {
        return result(applications.ask(
                id, false, Set.of(), others -> redis.run(Script.TOUCH, keys.all(id), arguments(defaults, others))));
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
        List<byte[]> first = List.of(bytes(from.value()), bytes(to.value()), defaults.get(0), defaults.get(1));
        return result(applications.ask(
                from, false, taken, others -> redis.run(Script.CHANGE_ID, both, arguments(first, others))));
    }

    @Override
    public Optional<SessionSnapshot> end(SessionId id) {
        large.forget(id);
        List<byte[]> all = keys.all(id);
        List<@Nullable Object> read = new ArrayList<>();
        Object answer = applications.ask(id, false, Set.of(), others -> {
            List<@Nullable Object> answers = redis.readAndRun(Script.DELETE, all, others, all.get(0));
            read.clear();
            read.addAll(answers.subList(1, answers.size()));
            return Objects.requireNonNullElse(answers.get(0), List.of());
        });
        List<?> was = (List<?>) answer;
        if (was.isEmpty()) {
            return Optional.empty();
        }
        Object hash = read.isEmpty() ? was.get(1) : read.get(0);
        return Optional.of(records.ended(
                id, (byte[]) was.get(0), fields(hash instanceof List<?> pairs ? pairs : List.of())));
    }

    @Override
    public Optional<SessionSnapshot> claimExpired(SessionId id) {
        large.forget(id);
        List<?> answer = (List<?>) redis.run(Script.CLAIM, keys.all(id).subList(0, 2), defaults);
        return Optional.ofNullable(answer)
                .map(record -> records.alive(id, NONE, (Long) record.get(0), (List<?>) record.get(1)));
    }

    @Override
    public Conversation conversation(SessionId id) {
        return new RedisConversation(redis, keys, id, entry -> append(id, entry), zone, unreadable());
    }

    private boolean append(SessionId id, byte[] entry) {
        List<byte[]> arguments = List.of(entry, defaults.get(0), defaults.get(1));
        return !Long.valueOf(0).equals(redis.run(Script.APPEND, keys.all(id), arguments));
    }

    @Override
    public StoredKeys storedKeys(SessionId id) {
        return new RedisStoredKeys(redis, keys, id);
    }

    private static SaveResult result(Object answer) {
        return Long.valueOf(1).equals(answer) ? SaveResult.SAVED : SaveResult.GONE;
    }
}
