package org.abisession.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.abisession.SessionId;
import org.abisession.SessionRepository;
import org.abisession.SessionSnapshot;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.codec.AttributeCodec;
import org.abisession.redis.ExpiredSessionSweeper;
import org.abisession.redis.Metadata;
import org.abisession.redis.OnceAMinute;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.redis.UnreadableValues;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one web application on one node: what an adapter asks for them. Safe for use by
 * several threads.
 */
public final class SessionNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionNode.class);

    private final SessionSettings settings;
    private final RedisConnections redis;
    private final SessionRepository repository;
    private final Metadata metadata;
    private final UnreadableValues unreadable;
    private final AttributeCodec codec;
    private final SharedAttributes shared;
    private final SizeLimits limits;
    private final InstantSource clock;
    private final OnceAMinute once = new OnceAMinute();
    private volatile Consumer<NodeSession> expiredListener = session -> {};
    private volatile @Nullable Maintenance maintenance;

    private SessionNode(SessionSettings settings, AttributeCodec codec, InstantSource clock) {
        this.settings = settings;
        this.redis = RedisConnections.open(settings);
        RedisRepository stored = RedisRepository.open(redis, settings, this::tellExpired);
        this.repository = stored;
        this.metadata = stored.metadata();
        this.unreadable = stored.unreadable();
        this.codec = codec;
        this.shared = new SharedAttributes(settings.sharedAttributes());
        this.limits = new SizeLimits(settings.maxAttributeBytes(), settings.maxSessionBytes());
        this.clock = clock;
    }

    /**
     * Opens the store for one application and says in the log where it is and what is set. Does not wait
     * for Redis: an application starts without it.
     *
     * @param application loads the classes of the attributes
     * @param container loads the container's own classes, as those of a login
     */
    public static SessionNode open(SessionSettings settings, ClassLoader application, ClassLoader container) {
        return open(settings, application, container, List.of());
    }

    /**
     * As {@link #open(SessionSettings, ClassLoader, ClassLoader)}, for a container that keeps values of its
     * own classes with a session.
     *
     * @param containerClasses what these are, as the setting {@code allowed-classes} would name them
     */
    public static SessionNode open(
            SessionSettings settings, ClassLoader application, ClassLoader container, List<String> containerClasses) {
        List<String> allowed = new ArrayList<>(settings.allowedClasses());
        allowed.addAll(containerClasses);
        allowed.addAll(settings.alsoAllowed());
        AttributeCodec codec = AttributeCodec.builder(application)
                .containerLoader(container)
                .allowedClasses(allowed)
                .ownClasses(settings.ownClasses())
                .build();
        SessionNode node = new SessionNode(settings, codec, InstantSource.system());
        LOG.info("Sessions of {} are in Redis at {}; {}", name(settings), node.redis.address(), settings.origins());
        return node;
    }

    private static String name(SessionSettings settings) {
        return settings.app().isEmpty() ? "the root context" : "context " + settings.app();
    }

    /**
     * From now on calls throw what this makes of their {@link SessionStoreUnavailableException}: a container may answer
     * it by a cause of its own.
     */
    public void translate(UnaryOperator<SessionStoreUnavailableException> translation) {
        redis.translate(translation);
    }

    /** A session with a new id, not stored until it is first saved. */
    public NodeSession create() {
        return create(SessionId.random(), settings.maxInactiveInterval());
    }

    /** A session with an id that is new, not stored until it is first saved. */
    public NodeSession create(SessionId id, Duration maxInactiveInterval) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        SessionSnapshot empty = new SessionSnapshot(id, now, now, maxInactiveInterval, false, Map.of(), new byte[0]);
        return new NodeSession(this, empty, false);
    }

    /** Reads a session, which counts as an access: one round trip. Empty if there is none. */
    public Optional<NodeSession> find(SessionId id) {
        return repository.find(id).map(snapshot -> new NodeSession(this, snapshot, true));
    }

    /**
     * Starts what a node does beside its requests: sessions that a long request uses are kept alive, and
     * sessions whose time is over are found, also those of nodes that are dead.
     *
     * @param listener is told, in the thread that finds it, of each session at its end by timeout; of all
     *     nodes one finds it. Its values can be read; it can't be saved
     */
    public void start(Consumer<NodeSession> listener) {
        expiredListener = listener;
        maintenance = new Maintenance(
                settings.app(),
                new ExpiredSessionSweeper(redis, repository, settings, this::tellExpired),
                settings.sweepInterval());
    }

    void enter(NodeSession session) {
        Maintenance running = maintenance;
        if (running != null) {
            running.enter(session);
        }
    }

    void leave(NodeSession session) {
        Maintenance running = maintenance;
        if (running != null) {
            running.leave(session);
        }
    }

    /** Whether it is kept alive because requests of this node use it. */
    boolean keepsAlive(NodeSession session) {
        Maintenance running = maintenance;
        return running != null && running.keepsAlive(session);
    }

    InstantSource clock() {
        return clock;
    }

    /** A listener that fails does not fail the request that has found the session at its end. */
    private void tellExpired(SessionSnapshot snapshot) {
        try {
            expiredListener.accept(NodeSession.ended(this, snapshot));
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("A listener failed at the end of {}", snapshot.id(), e);
        }
    }

    /** Says that a change came too late for an error in its response and can't be stored; once a minute. */
    public void changeLost(SessionId id, RuntimeException failure) {
        String reason =
                failure instanceof SessionStoreException ? String.valueOf(failure.getMessage()) : failure.toString();
        once.say("lost", "What was changed in " + id + " after the response went out is lost: " + reason, LOG::warn);
    }

    /** The settings. */
    public SessionSettings settings() {
        return settings;
    }

    /** The store. */
    public SessionRepository repository() {
        return repository;
    }

    Metadata metadata() {
        return metadata;
    }

    UnreadableValues unreadable() {
        return unreadable;
    }

    AttributeCodec codec() {
        return codec;
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
        if (running != null) {
            running.close();
        }
        redis.close();
    }
}
