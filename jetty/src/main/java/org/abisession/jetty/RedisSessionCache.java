package org.abisession.jetty;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.abisession.SessionStoreException;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionsInUse;
import org.abisession.node.TakeOver;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.eclipse.jetty.session.AbstractSessionCache;
import org.eclipse.jetty.session.AbstractSessionManager;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionContext;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionIdManager;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The sessions of one web application that requests on this node use at the moment: all of them share one
 * object, and the next request reads the session anew. Sessions with something that must stay on this node are kept
 * until they end.
 *
 * <ul>
 *   <li><b>Before the response.</b> What a request changed is stored before its response goes out; if that
 *       fails, an error goes out in its place.
 *   <li><b>Never stale.</b> A request that joins others in a session reads it anew, so a logout on another
 *       node is seen; only the setting {@code near-cache} saves that, while Redis has promised that nothing changes.
 *   <li><b>Only forgets.</b> When a session leaves the cache, or the node stops, no listener is called and
 *       nothing is deleted.
 * </ul>
 *
 * <p>For a whole server, {@link RedisSessionDataStoreFactory} makes these. For one context set one on its session
 * handler, before it starts; it brings its own {@link RedisSessionDataStore}. Safe for use by several threads.
 */
@ManagedObject("The sessions in Redis that requests on this node use at the moment")
public class RedisSessionCache extends AbstractSessionCache {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionCache.class);

    private final RequestScope scope = new RequestScope(this);

    /**
     * Makes a cache with a store of its own.
     *
     * @param manager the context's session handler; in ee8 and ee9, what its {@code getSessionManager()} returns
     */
    @SuppressWarnings("this-escape") // Jetty's own caches are set up like this
    public RedisSessionCache(SessionManager manager) {
        super(manager);
        super.setEvictionPolicy(SessionCache.EVICT_ON_SESSION_EXIT);
        super.setFlushOnResponseCommit(true);
        setSessionDataStore(new RedisSessionDataStore());
    }

    RedisSessionDataStore store() {
        if (getSessionDataStore() instanceof RedisSessionDataStore store) {
            return store;
        }
        throw new IllegalStateException(RedisSessionCache.class.getName() + " needs the store "
                + RedisSessionDataStore.class.getName() + ", was " + getSessionDataStore());
    }

    RequestScope scope() {
        return scope;
    }

    private SessionsInUse inUse() {
        return store().node().inUse();
    }

    @Override
    public void initialize(SessionContext context) {
        super.initialize(context);
        SessionIdManager ids = getSessionManager().getSessionIdManager();
        if (!(ids instanceof RedisSessionIdManager)) {
            getSessionManager().setSessionIdManager(new RedisSessionIdManager(ids, this::createBeside, scope::making));
        }
    }

    /** Makes a session under an id that another application has; not under that of one that this request has ended. */
    private boolean createBeside(String id) {
        RequestGuard guard = scope.guard();
        return (guard == null || !guard.hasEnded(id)) && store().createBeside(id);
    }

    @Override
    public RedisManagedSession newSession(SessionData data) {
        RedisSessionData made = (RedisSessionData) data;
        return (RedisManagedSession) made.session().handle(session -> new RedisManagedSession(this, made));
    }

    @Override
    public ManagedSession newSession(String id, long time, long maxInactiveMs) {
        RequestGuard guard = scope.guard();
        if (guard != null) {
            guard.beforeCreate();
        }
        try {
            return super.newSession(id, time, maxInactiveMs);
        } catch (RuntimeException | Error e) {
            RequestGuard unused = scope.made();
            throw e;
        }
    }

    /** Returns Jetty's object for a session: one for each of the store's. */
    private RedisManagedSession session(NodeSession stored) {
        return (RedisManagedSession) stored.handle(made -> new RedisManagedSession(this, store().sessionData(made)));
    }

    /** Finds the session of a request; of several session cookies, the first that names one. */
    @Override
    public @Nullable ManagedSession get(String id) {
        RequestGuard guard = scope.guard();
        return guard == null ? join(id) : guard.begin(id);
    }

    /** Finds a session for one more request, which has to leave it again. */
    @Nullable
    RedisManagedSession join(String text) {
        Optional<SessionId> id = SessionId.parse(text);
        try {
            return id.flatMap(inUse()::join).map(this::session).orElse(null);
        } catch (RuntimeException e) {
            throw store().unavailable(id.map(SessionId::toString).orElse("A session"), e);
        }
    }

    boolean renewsIds() {
        return !store().node().settings().users().idRenewal().isZero();
    }

    /** Returns the take-over of another store's sessions, if the settings name one. */
    Optional<TakeOver> takeOver() {
        return store().isOpen() ? store().node().takeOver() : Optional.empty();
    }

    /** Takes over a session; false if there is none. */
    boolean takeOver(SessionId id) {
        try {
            return takeOver().filter(old -> old.bring(id)).isPresent();
        } catch (RuntimeException e) {
            throw store().unavailable(id.toString(), e);
        }
    }

    /** Returns those of the ids that lead to a session which has not ended. */
    Set<SessionId> living(List<SessionId> ids) {
        try {
            return store().node().repository().living(ids, true);
        } catch (RuntimeException e) {
            throw store().unavailable(ids.size() + " sessions", e);
        }
    }

    /** Returns true if a session still has an id that a response is about to set. */
    boolean hasStill(RedisManagedSession session, SessionId id) {
        return store().isOpen() && inUse().hasStill(session.stored(), id);
    }

    /** Adds a session that a request has created. */
    @Override
    public void add(String id, ManagedSession managed) {
        RedisManagedSession session = (RedisManagedSession) managed;
        session.stored().enter();
        RequestGuard guard = scope.made();
        if (guard != null) {
            guard.add(session);
        }
    }

    /**
     * Does nothing where a request with a guard uses the session: the guard stores what changed. A thread that the
     * application has started itself works for one, too, and does not say for which.
     */
    @Override
    public void commit(ManagedSession managed) {
        RedisManagedSession session = (RedisManagedSession) managed;
        if (scope.guard() == null && session.requests().isEmpty()) {
            saveLate(session);
        }
    }

    /** Stores what changed since the last save, and releases the session. */
    @Override
    public void release(ManagedSession managed) {
        RedisManagedSession session = (RedisManagedSession) managed;
        RequestGuard guard = scope.guard();
        if (guard != null) {
            guard.end(session);
        } else if (session.requests().isEmpty()) {
            saveLate(session);
            session.stored().leave();
        } // else the guard does that at the end of its request
    }

    /** Stores what changed, values that were changed in place included, when no response waits for it. */
    void saveLate(RedisManagedSession session) {
        NodeSession stored = session.stored();
        try {
            if (!stored.isDiscarded()) { // what a failed save should have stored was not acknowledged
                stored.save();
            }
        } catch (RuntimeException e) {
            stored.discard();
            if (store().isOpen()) {
                store().node().changeLost(stored.id(), e);
            }
        }
    }

    /** Returns the object that requests of this node use for a session now: this one, or the one that came after it. */
    RedisManagedSession present(RedisManagedSession session) {
        Optional<NodeSession> present =
                store().isOpen() ? inUse().present(session.stored().id()) : Optional.empty();
        return present.map(this::session).orElse(session);
    }

    /**
     * Returns the level at which to log a failure: DEBUG for one of the store, which logs that itself, once a minute
     * and not for each request.
     */
    static LoggingEventBuilder atLevel(RuntimeException e) {
        return LOG.atLevel(e instanceof SessionStoreException ? Level.DEBUG : Level.WARN);
    }

    static String reason(RuntimeException e) {
        return e instanceof SessionStoreException ? String.valueOf(e.getMessage()) : e.toString();
    }

    /** Returns true if a request on this node uses the session. */
    @Override
    public boolean exists(String id) {
        ManagedSession session = doGet(id);
        return session != null && session.isValid();
    }

    @Override
    public @Nullable ManagedSession doGet(String id) {
        return SessionId.parse(id).flatMap(inUse()::present).map(this::session).orElse(null);
    }

    /** Does nothing: a session is added by {@link #add}. */
    @Override
    public @Nullable ManagedSession doPutIfAbsent(String id, ManagedSession session) {
        return doGet(id);
    }

    @Override
    protected @Nullable ManagedSession doComputeIfAbsent(String id, Function<String, ManagedSession> load) {
        return doGet(id);
    }

    @Override
    public boolean doReplace(String id, ManagedSession oldValue, ManagedSession newValue) {
        return false;
    }

    /** Does nothing: a session leaves with the last request that uses it, or when it ends. */
    @Override
    public @Nullable ManagedSession doDelete(String id) {
        return null;
    }

    /** Forgets a session: of its context it is ended by {@link ManagedSession#invalidate} alone. */
    @Override
    public @Nullable ManagedSession delete(String id) {
        return null;
    }

    /** Does nothing: {@link ManagedSession#renewId} gives a session its new id. */
    @Override
    public @Nullable ManagedSession renewSessionId(
            String oldId, String newId, String oldExtendedId, String newExtendedId) {
        return null;
    }

    /** Does nothing: a node that stops ends no session. */
    @Override
    public void shutdown() {
        // What requests have changed is stored with their responses.
    }

    /** Returns how many sessions requests on this node use now. */
    @ManagedAttribute(value = "sessions that requests on this node use now", readonly = true)
    public long getSessionsCurrent() {
        return store().isOpen() ? inUse().used().size() : 0;
    }

    /** Returns how many values of sessions stay on this node, since they can't be or are not to be stored. */
    @ManagedAttribute(value = "attribute values that stay on this node", readonly = true)
    public long getLocalValues() {
        return store().isOpen() ? inUse().localValues() : 0;
    }

    /** Returns the other applications of this server that may have the same sessions, by their setting {@code app}. */
    Set<String> otherApplications() {
        SessionSettings own = store().node().settings();
        Set<String> others = new HashSet<>();
        if (getSessionManager() instanceof AbstractSessionManager manager) {
            for (SessionManager other : manager.getServer().getContainedBeans(SessionManager.class)) {
                if (other.getSessionCache() instanceof RedisSessionCache cache) {
                    cache.store()
                            .settings()
                            .filter(settings ->
                                    settings.redis().equals(own.redis()) && settings.hashTags() == own.hashTags())
                            .ifPresent(settings -> others.add(settings.app()));
                }
            }
        }
        others.remove(own.app());
        return others;
    }

    /** Runs a task in the context of the application. */
    void run(Runnable task) {
        _context.run(task);
    }

    /** Calls the listeners of an expired session, in their context, whatever thread has found it. */
    void expired(NodeSession session) {
        run(session(session)::expire);
    }

    /** Refuses any policy but eviction at the end of the last request. */
    @Override
    public void setEvictionPolicy(int policy) {
        refuse("evictionPolicy", policy != SessionCache.EVICT_ON_SESSION_EXIT, policy);
    }

    /** Refuses false: sessions are always saved before the response is committed. */
    @Override
    public void setFlushOnResponseCommit(boolean flush) {
        refuse("flushOnResponseCommit", !flush, flush);
    }

    /** Refuses true: a node that stops ends no session. */
    @Override
    public void setInvalidateOnShutdown(boolean invalidate) {
        refuse("invalidateOnShutdown", invalidate, invalidate);
    }

    private static void refuse(String property, boolean wrong, Object value) {
        if (wrong) {
            throw new IllegalArgumentException(
                    property + " can't be changed for sessions in Redis, was " + value + ". Leave it out.");
        }
    }
}
