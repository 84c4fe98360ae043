package org.abisession.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.Sessions;
import org.abisession.codec.AttributeCodec;
import org.abisession.logging.UnreadableValues;
import org.abisession.metrics.MetricsRegistration;
import org.abisession.metrics.SessionMetrics;
import org.abisession.redis.ClosingSteps;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisImportMarks;
import org.abisession.redis.RedisRepository;
import org.abisession.redis.RedisSpringSessions;
import org.abisession.redis.RedisUserIndex;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.UserName;
import org.abisession.store.UserRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one web application on one node: what an adapter asks for them. Safe for use by
 * several threads.
 */
public final class SessionNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionNode.class);

    private static final byte[] MARKED = "true".getBytes(StandardCharsets.US_ASCII);

    private final SessionSettings settings;
    private final RedisConnections redis;
    private final SessionRepository repository;
    private final UnreadableValues unreadable = new UnreadableValues();
    private final AttributeCodec codec;
    private final SharedAttributes shared;
    private final SizeLimits limits;
    private final InstantSource clock;
    private final SessionMetrics metrics;
    private final SessionJournal journal;
    private final MetricsRegistration registration;
    private final UnstorableValues unstorable;
    private final Optional<TakeOver> takeOver;
    private final SessionsInUse inUse = new SessionsInUse(this);
    private final AttributeCipher cipher;
    private final SessionEnds ends = new SessionEnds(this);
    private final UncertainEnds uncertainEnds;
    private final UserSessions users;
    private volatile UnaryOperator<SessionStoreUnavailableException> translation = UnaryOperator.identity();
    private volatile @Nullable Maintenance maintenance;
    private volatile @Nullable ApplicationGuard guard;

    private SessionNode(SessionSettings settings, AttributeCodec codec, InstantSource clock) {
        this.settings = settings;
        this.redis = RedisConnections.open(settings);
        SessionRepository store = RedisRepository.open(redis, settings, clock, ends::expired);
        this.metrics = new SessionMetrics(settings.app(), new NodeState(this, store));
        this.journal = new SessionJournal(metrics, clock);
        this.repository = new MeasuredRepository(store, metrics);
        this.codec = codec;
        this.shared = new SharedAttributes(settings.sharedAttributes());
        this.limits = new SizeLimits(settings.maxAttributeBytes(), settings.maxSessionBytes());
        this.clock = clock;
        this.cipher = new AttributeCipher(settings.attributeKeys(), settings.app());
        this.uncertainEnds = new UncertainEnds(repository, ends::foundOut);
        this.users = new UserSessions(settings, new RedisUserIndex(redis, settings), ends::end);
        this.unstorable = new UnstorableValues(settings.keepsUnstorable());
        this.takeOver = settings.takeOver()
                .map(from -> new TakeOver(this, new RedisSpringSessions(redis, from), from.cookie()));
        this.registration = MetricsRegistration.of(metrics);
    }

    /**
     * Opens the store for one application and logs where it is and what is set. Does not wait for Redis: an application
     * starts without it.
     *
     * @param application loads the classes of the attributes
     * @param container loads the container's own classes, as those of a login
     */
    public static SessionNode open(SessionSettings settings, ClassLoader application, ClassLoader container) {
        return open(settings, application, container, List.of());
    }

    /**
     * Does the same as {@link #open(SessionSettings, ClassLoader, ClassLoader)}, for a container that keeps values of
     * its own classes with a session.
     *
     * @param containerClasses what these are, as the setting {@code allowed-classes} would name them
     */
    public static SessionNode open(
            SessionSettings settings, ClassLoader application, ClassLoader container, List<String> containerClasses) {
        return open(settings, application, container, containerClasses, InstantSource.system());
    }

    static SessionNode open(
            SessionSettings settings,
            ClassLoader application,
            ClassLoader container,
            List<String> containerClasses,
            InstantSource clock) {
        List<String> allowed = new ArrayList<>(settings.allowedClasses());
        allowed.addAll(containerClasses);
        allowed.addAll(settings.alsoAllowed());
        AttributeCodec codec = AttributeCodec.builder(application)
                .containerLoader(container)
                .allowedClasses(allowed)
                .ownClasses(settings.ownClasses())
                .build();
        SessionNode node = new SessionNode(settings, codec, clock);
        LOG.info("Sessions of {} are in Redis at {}; {}", name(settings), node.redis.address(), settings.origins());
        return node;
    }

    /**
     * Announces what this node serves, and makes sure that no other application uses the same name: at once, or before
     * the first session where Redis is away. To be called before {@link #start}.
     *
     * @throws IllegalArgumentException if another one does; the message says what to do, and this node is closed
     */
    public void announce(ApplicationMarks marks) {
        ApplicationGuard made = new ApplicationGuard(this, redis.address(), marks);
        try {
            made.atStart();
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
        guard = made;
    }

    void admit() {
        ApplicationGuard asked = guard;
        if (asked != null) {
            asked.admit();
        }
    }

    /** Renews the announcements of this node and its application in Redis. */
    private void renewAnnouncements() {
        ApplicationGuard announced = guard;
        if (announced != null) {
            announced.refresh();
        }
    }

    private static String name(SessionSettings settings) {
        return settings.app().isEmpty() ? "the root context" : "context " + settings.app();
    }

    /**
     * Sets what later calls throw in place of their {@link SessionStoreUnavailableException}: a container may need a
     * cause of its own.
     */
    public void translate(UnaryOperator<SessionStoreUnavailableException> newTranslation) {
        translation = newTranslation;
        redis.translate(newTranslation);
    }

    /** Makes the exception of a call that waited for another one, which the store did not answer. */
    SessionStoreUnavailableException unavailable(SessionStoreUnavailableException other) {
        return translation.apply(new SessionStoreUnavailableException(other, other));
    }

    /** Makes a session with a new id, not stored until it is first saved. */
    public NodeSession create() {
        return create(SessionId.random(), settings.maxInactiveInterval());
    }

    /** Makes a session with an id that is new, not stored until it is first saved. */
    public NodeSession create(SessionId id, Duration maxInactiveInterval) {
        admit();
        Instant now = Instant.ofEpochMilli(clock.millis());
        return new NodeSession(this, SessionSnapshot.empty(id, now, now, maxInactiveInterval), SessionOrigin.NEW);
    }

    /**
     * Makes a session that another store has had under this id, not stored until it is first saved. It goes on from
     * its last access there.
     */
    NodeSession takenOver(SessionId id, Instant createdAt, Instant lastAccessedAt, Duration maxInactiveInterval) {
        Instant began = createdAt.isBefore(lastAccessedAt) ? createdAt : lastAccessedAt;
        return new NodeSession(
                this, SessionSnapshot.empty(id, began, lastAccessedAt, maxInactiveInterval), SessionOrigin.OTHER_STORE);
    }

    /**
     * Makes a session under an id under which another application of this store has one, and stores it at once.
     *
     * @return empty if no other application has one there
     */
    public Optional<NodeSession> createBeside(SessionId id, Duration maxInactiveInterval) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Map<String, byte[]> fields = SessionUser.endsAt(users.endsAt(now, null));
        SessionSnapshot made =
                SessionSnapshot.empty(id, now, now, maxInactiveInterval).withFields(fields);
        return repository.createBeside(made) == SaveResult.SAVED ? find(id) : Optional.empty();
    }

    /**
     * Reads a session for a single use, apart from {@link #inUse}: one round trip, which counts as an access. Empty if
     * there is none.
     */
    public Optional<NodeSession> find(SessionId id) {
        admit();
        return repository.find(id).map(this::read);
    }

    /**
     * Returns how many sessions the application has on all nodes together: as SCAN finds them, at most every ten
     * seconds; of a large number of sessions as many as the last sweep of any node has found.
     */
    public long sessions() {
        return repository.count();
    }

    /** Returns what this node counts. */
    public SessionMetrics metrics() {
        return metrics;
    }

    SessionJournal journal() {
        return journal;
    }

    /** Returns the sessions that requests of this node use. */
    public SessionsInUse inUse() {
        return inUse;
    }

    /** Returns the take-over of another store's sessions; empty if the settings name none. */
    public Optional<TakeOver> takeOver() {
        return takeOver;
    }

    /** Returns what stores the sessions of another store. */
    public SessionImport imports() {
        return new SessionImport(this, new RedisImportMarks(redis, settings));
    }

    SessionEnds ends() {
        return ends;
    }

    UncertainEnds uncertainEnds() {
        return uncertainEnds;
    }

    /** Makes the object of a session that is to be looked for. */
    NodeSession unknown(SessionId id) {
        SessionSnapshot nothing =
                SessionSnapshot.empty(id, Instant.EPOCH, Instant.EPOCH, settings.maxInactiveInterval());
        return new NodeSession(this, nothing, SessionOrigin.ID);
    }

    /** Returns the attributes of a session that the Python application reads and writes, too, still encoded. */
    Map<String, byte[]> sharedFields(SessionSnapshot snapshot) {
        return shared.isEmpty() ? Map.of() : shared.read(snapshot.metadata());
    }

    /**
     * Starts the work of a node beside its requests: sessions that a long request uses are kept alive, and expired
     * sessions are found, also those of nodes that are dead.
     *
     * @param listener is called, in the thread that finds it, for each session at its end by timeout; of all
     *     nodes one finds it. Its values can be read; it can't be saved
     */
    public void start(Consumer<NodeSession> listener) {
        ends.setListener(listener);
        maintenance = new Maintenance(
                settings.app(),
                repository.sweeper(ends::expired),
                new KeptSessions(repository, inUse, ends::expired, settings.sweepInterval()),
                uncertainEnds,
                inUse,
                settings.sweepInterval(),
                this::renewAnnouncements,
                users.upkeep());
    }

    UserSessions users() {
        return users;
    }

    /** Returns the sessions of a user on all nodes, for programs that look after them. */
    public Sessions sessionsOf(String user) {
        return new NodeSessions(this, UserName.escape(user));
    }

    /** Ends all sessions that have a link ({@link org.abisession.store.ProviderLink}); returns how many have ended. */
    public int endLinked(String link) {
        return users.endLinked(link);
    }

    /** Returns the sessions of a user on all nodes, the last used first; those that are marked are among them. */
    public List<UserRecord> loginsOf(String user) {
        return users.list(UserName.escape(user));
    }

    /** Reads a session, which is no access. Empty if there is none. */
    public Optional<NodeSession> peek(SessionId id) {
        return repository.peek(id).map(this::read);
    }

    private NodeSession read(SessionSnapshot snapshot) {
        return new NodeSession(this, snapshot, SessionOrigin.STORE);
    }

    /**
     * Marks a session: a framework which asks {@link NodeSession#isMarked} refuses its next request on any node.
     *
     * @return false if there is no such session
     */
    public boolean mark(SessionId id) {
        SessionDelta mark =
                new SessionDelta(Map.of(UserRecord.MARK, MARKED), Set.of(), Optional.empty(), Map.of(), Set.of());
        return repository
                .peek(id)
                .map(session -> repository.save(session, mark) == SaveResult.SAVED)
                .orElse(false);
    }

    InstantSource clock() {
        return clock;
    }

    /** Logs that a change came too late for an error in its response and can't be stored; once a minute. */
    public void changeLost(SessionId id, RuntimeException failure) {
        journal.changeLost(id, failure);
    }

    /** Returns the settings. */
    public SessionSettings settings() {
        return settings;
    }

    /** Returns the store. */
    public SessionRepository repository() {
        return repository;
    }

    UnstorableValues unstorable() {
        return unstorable;
    }

    UnreadableValues unreadable() {
        return unreadable;
    }

    AttributeCodec codec() {
        return codec;
    }

    AttributeCipher cipher() {
        return cipher;
    }

    SizeLimits limits() {
        return limits;
    }

    SharedAttributes shared() {
        return shared;
    }

    /** Closes the connections. Ends no session. */
    @Override
    public void close() {
        Maintenance running = maintenance;
        ApplicationGuard announced = guard;
        List<Runnable> steps = new ArrayList<>();
        if (running != null) {
            steps.add(running::close);
            steps.add(users.upkeep()::close);
        }
        steps.add(registration::close);
        steps.add(inUse::clear);
        if (announced != null) {
            steps.add(announced::leave);
        }
        steps.add(redis::close);
        ClosingSteps.run(steps.toArray(Runnable[]::new));
    }
}
