package org.abisession.redis;

import static org.abisession.redis.ControlFields.CREATED_AT;
import static org.abisession.redis.ControlFields.EXPIRY_RETENTION;
import static org.abisession.redis.ControlFields.MAX_INACTIVE_INTERVAL;
import static org.abisession.redis.SessionKeys.bytes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.abisession.Conversation;
import org.abisession.SaveResult;
import org.abisession.SessionDelta;
import org.abisession.SessionId;
import org.abisession.SessionRepository;
import org.abisession.SessionSnapshot;
import org.abisession.StoredKeys;
import org.abisession.settings.SessionSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions in Redis. A session is three keys; each operation is one script over those that it needs, so
 * it is atomic for the session as a whole and costs one round trip:
 *
 * <pre>
 * EVALSHA load   3 session:&lt;id&gt;:attributes session:&lt;id&gt;:metadata session:&lt;id&gt;:conversation 86400
 * HGETALL session:&lt;id&gt;:attributes
 *   &#64;created_at 1705314600123  &#64;max_inactive_interval 86400  &#64;expiry_retention 300  cart ["tea"]
 * </pre>
 *
 * <p>The last access is not stored: it is the expiry less the interval, in Redis' clock.
 */
public final class RedisSessionRepository implements SessionRepository {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionRepository.class);
    private static final byte[] NONE = {};
    private static final byte[] YES = {'1'};

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Consumer<SessionSnapshot> expired;
    private final Duration defaultInterval;
    private final byte[] retention;
    /** Interval and retention where a session has no such control fields: the last arguments of most scripts. */
    private final List<byte[]> defaults;

    private final ZoneId zone;
    private final UnreadableValues unreadable = new UnreadableValues();
    private final Metadata metadata;

    /**
     * For the sessions of one application; the connections stay the caller's to close.
     *
     * @param expired is told of each session that this repository finds at its end, in the thread that asked for it
     */
    public RedisSessionRepository(RedisConnections redis, SessionSettings settings, Consumer<SessionSnapshot> expired) {
        this.redis = redis;
        this.expired = expired;
        this.keys = new SessionKeys(settings.app(), settings.hashTags());
        this.defaultInterval = settings.maxInactiveInterval();
        this.retention = seconds(settings.expiryRetention());
        this.defaults = List.of(seconds(defaultInterval), retention);
        this.zone = settings.zone();
        this.metadata = new Metadata(zone, unreadable);
    }

    /** Reads and makes the metadata of these sessions. */
    public Metadata metadata() {
        return metadata;
    }

    /** Tells of values of these sessions that can't be read. */
    public UnreadableValues unreadable() {
        return unreadable;
    }

    @Override
    public Optional<SessionSnapshot> find(SessionId id) {
        List<?> answer = load(id);
        String status = text(answer.get(0));
        boolean leftOver = status.equals("none") && Long.valueOf(1).equals(answer.get(1));
        if (leftOver || status.equals("expired")) {
            claimExpired(id).ifPresent(expired);
            answer = load(id); // the other side may have kept its part
        }
        return switch (text(answer.get(0))) {
            case "alive" ->
                Optional.of(
                        snapshot(id, metadata.bytes(id, answer.get(1)), (Long) answer.get(2), (List<?>) answer.get(3)));
            case "adopted" -> Optional.of(adopted(id, answer));
            case "none" -> none(id, answer);
            default -> Optional.empty();
        };
    }

    /** Metadata that is empty or null, and nothing else: that is no session. */
    private Optional<SessionSnapshot> none(SessionId id, List<?> answer) {
        if (answer.size() > 2) {
            metadata.read(id, metadata.bytes(id, answer.get(2)));
        }
        return Optional.empty();
    }

    private List<?> load(SessionId id) {
        return (List<?>) redis.run(Script.LOAD, keys.all(id), defaults);
    }

    private SessionSnapshot snapshot(SessionId id, byte[] metadata, long accessed, List<?> flat) {
        Map<String, byte[]> fields = fields(flat);
        Instant lastAccessed = Instant.ofEpochMilli(accessed);
        Instant created =
                ControlFields.createdAt(fields).map(Instant::ofEpochMilli).orElse(lastAccessed);
        Duration interval = ControlFields.maxInactiveInterval(fields).orElse(defaultInterval);
        ControlFields.report(id, fields, defaultInterval);
        return new SessionSnapshot(id, created, lastAccessed, interval, false, fields, metadata);
    }

    private SessionSnapshot adopted(SessionId id, List<?> answer) {
        byte[] stored = metadata.bytes(id, answer.get(1));
        Instant lastAccessed = Instant.ofEpochMilli((Long) answer.get(2));
        Instant created = metadata.createdAt(id, stored)
                .filter(instant -> instant.isBefore(lastAccessed))
                .orElse(lastAccessed);
        if (answer.size() > 3) {
            unreadable.report(
                    id,
                    "attributes",
                    "The key of the attributes is a Redis " + text(answer.get(3))
                            + ", not a Hash. Nobody but abi-session" + " may write it.",
                    "the session goes on without attributes, and can't store any.");
        }
        return new SessionSnapshot(id, created, lastAccessed, defaultInterval, true, Map.of(), stored);
    }

    @Override
    public void create(SessionSnapshot session) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(seconds(session.maxInactiveInterval()));
        arguments.add(retention);
        arguments.add(session.metadata());
        addPairs(arguments, control(session));
        addPairs(arguments, session.fields());
        if (!Long.valueOf(1)
                .equals(redis.run(Script.CREATE, keys.all(session.id()).subList(0, 2), arguments))) {
            throw new IllegalStateException("There is something under the id of the new session " + session.id()
                    + " already; nothing was changed. Use an id from SessionId.random().");
        }
    }

    private Map<String, byte[]> control(SessionSnapshot session) {
        return Map.of(
                CREATED_AT, bytes(Long.toString(session.createdAt().toEpochMilli())),
                MAX_INACTIVE_INTERVAL, seconds(session.maxInactiveInterval()),
                EXPIRY_RETENTION, retention);
    }

    @Override
    public SaveResult save(SessionSnapshot read, SessionDelta delta) {
        Map<String, byte[]> own = new LinkedHashMap<>(delta.changed());
        if (read.adopted()) {
            own.putAll(control(read));
        }
        delta.maxInactiveInterval().ifPresent(interval -> own.put(MAX_INACTIVE_INTERVAL, seconds(interval)));
        boolean shares = !delta.shared().isEmpty() || !delta.sharedRemoved().isEmpty();
        byte[] before = read.metadata();
        while (true) {
            Optional<byte[]> edited =
                    shares ? metadata.edit(read.id(), before, delta.shared(), delta.sharedRemoved()) : Optional.empty();
            Map<String, byte[]> set = new LinkedHashMap<>(own);
            Set<String> removed = new HashSet<>(delta.removed());
            // What can't be shared, since the metadata is no JSON object, is kept with the attributes until it can.
            if (edited.isPresent()) {
                removed.addAll(delta.shared().keySet());
            } else {
                set.putAll(delta.shared());
                removed.addAll(delta.sharedRemoved());
                removed.removeAll(set.keySet());
            }
            List<byte[]> arguments = new ArrayList<>();
            // An adopted session gets its record now: with an expiry, like every key.
            arguments.add(delta.maxInactiveInterval()
                    .or(() -> read.adopted() ? Optional.of(read.maxInactiveInterval()) : Optional.empty())
                    .map(RedisSessionRepository::seconds)
                    .orElse(NONE));
            arguments.add(read.adopted() ? YES : NONE);
            arguments.add(edited.isPresent() ? before : NONE);
            arguments.add(edited.orElse(NONE));
            arguments.addAll(defaults);
            arguments.add(bytes(Integer.toString(set.size())));
            addPairs(arguments, set);
            removed.forEach(field -> arguments.add(bytes(field)));
            List<?> answer = (List<?>) redis.run(Script.SAVE, keys.all(read.id()), arguments);
            String outcome = text(answer.get(0));
            if (outcome.equals("saved")) {
                return SaveResult.SAVED;
            }
            if (outcome.equals("gone")) {
                LOG.debug("{} had ended before its request did; what the request changed is dropped", read.id());
                return SaveResult.GONE;
            }
            before = metadata.bytes(read.id(), answer.get(1)); // the other side has changed it meanwhile: edit that
        }
    }

    @Override
    public SaveResult touch(SessionId id) {
        return result(redis.run(Script.TOUCH, keys.all(id), defaults));
    }

    @Override
    public SaveResult changeId(SessionId from, SessionId to, Set<String> applications) {
        List<byte[]> both = new ArrayList<>(keys.all(from));
        both.addAll(keys.all(to));
        for (String application : applications) {
            SessionKeys others = keys.of(application);
            both.add(bytes(others.attributes(from)));
            both.add(bytes(others.attributes(to)));
        }
        return result(redis.run(
                Script.CHANGE_ID,
                both,
                List.of(bytes(from.value()), bytes(to.value()), defaults.get(0), defaults.get(1))));
    }

    @Override
    public Optional<SessionSnapshot> end(SessionId id) {
        List<?> answer = (List<?>) redis.run(Script.DELETE, keys.all(id), List.of());
        return Optional.ofNullable(answer).map(was -> ended(id, (byte[]) was.get(0), fields((List<?>) was.get(1))));
    }

    /** When it was last used is not said: nobody may use it any more. */
    private SessionSnapshot ended(SessionId id, byte[] metadata, Map<String, byte[]> fields) {
        Instant created =
                ControlFields.createdAt(fields).map(Instant::ofEpochMilli).orElse(Instant.EPOCH);
        Duration interval = ControlFields.maxInactiveInterval(fields).orElse(defaultInterval);
        return new SessionSnapshot(id, created, created, interval, fields.isEmpty(), fields, metadata);
    }

    @Override
    public Optional<SessionSnapshot> claimExpired(SessionId id) {
        List<?> answer = (List<?>) redis.run(Script.CLAIM, keys.all(id).subList(0, 2), defaults);
        return Optional.ofNullable(answer)
                .map(record -> snapshot(id, NONE, (Long) record.get(0), (List<?>) record.get(1)));
    }

    @Override
    public Conversation conversation(SessionId id) {
        return new RedisConversation(redis, keys, id, defaults, zone, unreadable);
    }

    @Override
    public StoredKeys storedKeys(SessionId id) {
        return new RedisStoredKeys(redis, keys, id);
    }

    private static SaveResult result(Object answer) {
        return Long.valueOf(1).equals(answer) ? SaveResult.SAVED : SaveResult.GONE;
    }

    private static void addPairs(List<byte[]> arguments, Map<String, byte[]> fields) {
        fields.forEach((field, value) -> {
            arguments.add(bytes(field));
            arguments.add(value);
        });
    }

    private static Map<String, byte[]> fields(List<?> flat) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            fields.put(text(flat.get(i)), (byte[]) flat.get(i + 1));
        }
        return fields;
    }

    private static byte[] seconds(Duration duration) {
        return bytes(Long.toString(duration.toSeconds()));
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
