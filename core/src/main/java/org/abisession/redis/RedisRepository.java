package org.abisession.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.abisession.Conversation;
import org.abisession.StoredKeys;
import org.abisession.settings.SessionSettings;
import org.abisession.store.NodeAnnouncements;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SessionSweeper;
import org.abisession.store.StoreStatistics;

/**
 * The sessions of one application in Redis. {@link #open} chooses the form that the topology and the names of the keys
 * allow; this class has what both forms do alike.
 */
public abstract class RedisRepository implements SessionRepository {
    /** The number of sessions from which on the count of the last sweep is used, in place of a new one. */
    private static final int MOST_COUNTED = 10_000;

    final RedisConnections redis;
    final SessionSettings settings;
    final SessionKeys keys;
    final Consumer<SessionSnapshot> expired;
    final Records records;
    final Metadata metadata;
    final Applications applications;
    final ClusterIdChange idChange;
    final RedisClock redisClock;
    final RenewedIds renewals;
    private final SessionPeek peek;
    private final SessionCount count;
    private final SweepCount swept;
    final RedisStatistics statistics;

    RedisRepository(
            RedisConnections redis, SessionSettings settings, InstantSource clock, Consumer<SessionSnapshot> expired) {
        this.redis = redis;
        this.settings = settings;
        this.expired = expired;
        this.keys = new SessionKeys(settings.app(), settings.hashTags());
        this.records = new Records(settings, clock);
        this.metadata = records.metadata();
        this.applications = new Applications(redis, keys, settings.app(), settings.hashTags());
        this.redisClock = new RedisClock(settings.commandTimeout());
        this.idChange = new ClusterIdChange(redis, redisClock, keys, records, applications, settings.commandTimeout());
        this.renewals = new RenewedIds(settings);
        this.peek = new SessionPeek(redis, keys, records, renewals, clock);
        this.count = new SessionCount(redis, settings);
        this.swept = new SweepCount(redis, settings);
        this.statistics = new RedisStatistics(redis, swept);
    }

    /**
     * Opens the sessions of one application; the connections stay the caller's to close.
     *
     * @param expired is called for each session that this repository finds at its end, in the thread that asked for it
     */
    public static SessionRepository open(
            RedisConnections redis, SessionSettings settings, Consumer<SessionSnapshot> expired) {
        return open(redis, settings, InstantSource.system(), expired);
    }

    /** Does the same as {@link #open(RedisConnections, SessionSettings, Consumer)}, with the clock of this node. */
    public static SessionRepository open(
            RedisConnections redis, SessionSettings settings, InstantSource clock, Consumer<SessionSnapshot> expired) {
        return redis.isCluster() && !settings.hashTags()
                ? new RedisClusterSessionRepository(redis, settings, clock, expired)
                : new RedisSessionRepository(redis, settings, clock, expired);
    }

    @Override
    public final SessionSnapshot create(SessionSnapshot session) {
        return create(session, records.firstLife(session));
    }

    @Override
    public final SessionSnapshot takeOver(SessionSnapshot session) {
        return create(session, records.restOfLife(session));
    }

    /**
     * Stores a session that is new here.
     *
     * @param life how long it lives without an access until its first one
     */
    abstract SessionSnapshot create(SessionSnapshot session, Duration life);

    /** Adds a turn to the conversation of a session; false if the session has ended. */
    abstract boolean append(SessionId id, byte[] entry);

    @Override
    public final void register() {
        applications.register();
    }

    @Override
    public final Optional<SessionSnapshot> peek(SessionId id) {
        return peek.peek(id);
    }

    @Override
    public final Set<SessionId> living(List<SessionId> ids, boolean renewed) {
        return peek.living(ids, renewed);
    }

    @Override
    public final boolean isElsewhere(SessionId id) {
        return applications.wasElsewhere(id);
    }

    @Override
    public final Conversation conversation(SessionId id) {
        return new RedisConversation(
                redis, keys, id, entry -> append(id, entry), settings.zone(), records.unreadable());
    }

    @Override
    public final StoredKeys storedKeys(SessionId id) {
        return new RedisStoredKeys(redis, keys, id);
    }

    @Override
    public final long count() {
        Optional<Long> known = swept.sessions();
        return known.isPresent() && known.get() > MOST_COUNTED ? known.get() : count.sessions();
    }

    @Override
    public final SessionSweeper sweeper(Consumer<SessionSnapshot> listener) {
        return new ExpiredSessionSweeper(redis, this, settings, listener, swept);
    }

    @Override
    public final NodeAnnouncements announcements() {
        return new ApplicationNodes(redis, redisClock, settings);
    }

    @Override
    public final StoreStatistics statistics() {
        return statistics;
    }

    static IllegalStateException idInUse(SessionId id) {
        return new IllegalStateException("There is something under the id of the new session " + id
                + " already; nothing was changed. Use an id from SessionId.random().");
    }
}
