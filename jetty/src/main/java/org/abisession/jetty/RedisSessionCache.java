package org.abisession.jetty;

import java.util.HashSet;
import java.util.Set;
import org.abisession.SessionStoreException;
import org.abisession.node.NodeSession;
import org.abisession.settings.SessionSettings;
import org.eclipse.jetty.session.AbstractSessionManager;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionContext;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionIdManager;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The sessions of one web application that requests on this node use at the moment: all of them share one
 * object, and the next request reads the session anew.
 *
 * <ul>
 *   <li><b>Before the response.</b> What a request changed is stored before its response goes out; if that
 *       fails, an error goes out in its place.
 *   <li><b>No copies.</b> A request that joins others in a session reads it anew, so a logout on another
 *       node is seen.
 *   <li><b>Only forgets.</b> When a session leaves the cache, or the node stops, no listener is told and
 *       nothing is deleted.
 * </ul>
 *
 * <p>For a whole server, {@link RedisSessionDataStoreFactory} makes these. For one context set one on its session
 * handler, before it starts; it brings its own {@link RedisSessionDataStore}. Safe for use by several threads.
 */
public class RedisSessionCache extends DefaultSessionCache {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionCache.class);

    /**
     * A cache with a store of its own.
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

    @Override
    public void initialize(SessionContext context) {
        super.initialize(context);
        SessionIdManager ids = getSessionManager().getSessionIdManager();
        if (!(ids instanceof RedisSessionIdManager)) {
            getSessionManager().setSessionIdManager(new RedisSessionIdManager(ids, id -> store().createBeside(id)));
        }
    }

    @Override
    public RedisManagedSession newSession(SessionData data) {
        return new RedisManagedSession(this, (RedisSessionData) data);
    }

    /**
     * The session of a request. Of several session cookies, those behind the first one that names a session are
     * not looked at: an id may be known to more than one context.
     */
    @Override
    public @Nullable ManagedSession get(String id) throws Exception {
        ResponseGuard guard = store().scope().guard();
        if (guard != null && guard.found() != null) {
            return null;
        }
        RedisManagedSession session = getAndEnter(id, true);
        if (guard != null && session != null) {
            guard.setFound(new ResponseGuard.Found(session, id));
        }
        return session;
    }

    @Override
    protected @Nullable RedisManagedSession getAndEnter(String id, boolean enter) throws Exception {
        while (true) {
            RedisManagedSession session = (RedisManagedSession) doGet(id);
            if (session == null) {
                SessionData data = store().load(id);
                if (data == null) {
                    return null;
                }
                data.setLastNode(_context.getWorkerName());
                RedisManagedSession loaded = newSession(data);
                loaded.arrive();
                if (doPutIfAbsent(id, loaded) == null) {
                    return loaded;
                }
                loaded.leave(); // another request was faster: join that
            } else if (session.join(id)) {
                return refresh(session) ? session : null;
            } else {
                Thread.onSpinWait(); // on its way out of the cache
            }
        }
    }

    /** Whether a session that other requests use is still there, now that one more has joined it. */
    private boolean refresh(RedisManagedSession session) {
        boolean alive = false;
        try {
            alive = session.stored().refresh();
            return alive;
        } catch (RuntimeException e) {
            throw store().unavailable(session.stored().id(), e);
        } finally {
            if (!alive) {
                session.leave();
            }
        }
    }

    void remove(RedisManagedSession session) {
        if (doGet(session.getId()) == session) {
            doDelete(session.getId());
        }
    }

    /** Stores what changed, before the head of a response goes out. A failure is the response's. */
    @Override
    public void commit(ManagedSession managed) {
        ResponseGuard guard = store().scope().guard();
        if (guard != null) {
            guard.hasSession();
        }
        saveForResponse((RedisManagedSession) managed);
    }

    private void saveForResponse(RedisManagedSession session) {
        NodeSession stored = session.stored();
        try {
            stored.save(); // drops what comes too late, and waits for a change of the id: it is valid then, too
            session.setUnsaved(false);
        } catch (RuntimeException e) {
            session.setUnsaved(true);
            remove(session); // no later request shall see, or save, what this one is told has failed
            said(e).log("{} can't be saved, so its request is answered with an error: {}", stored.id(), reason(e));
            ResponseGuard.saveFailed(e, stored.isStored(), getSessionManager().getSessionCookie());
        }
    }

    /** Stores what changed since, before the end of the response goes out, and lets go of the session. */
    @Override
    public void release(ManagedSession managed) {
        RedisManagedSession session = (RedisManagedSession) managed;
        ResponseGuard guard = store().scope().guard();
        try {
            if (guard != null && guard.holdsEnd() && !session.isUnsaved()) {
                saveForResponse(session);
            } else {
                save(session);
            }
        } finally {
            session.leave();
        }
    }

    /** Stores what changed, when no response waits for it. */
    void save(RedisManagedSession session) {
        try {
            // What a failed save should have stored was not acknowledged.
            if (!session.isUnsaved()) {
                session.stored().save();
            }
        } catch (RuntimeException e) {
            session.setUnsaved(true);
            store().node().changeLost(session.stored().id(), e);
        }
    }

    /** The store says in the log itself what goes wrong there, once a minute: not once more for each request. */
    static LoggingEventBuilder said(RuntimeException e) {
        return LOG.atLevel(e instanceof SessionStoreException ? Level.DEBUG : Level.WARN);
    }

    static String reason(RuntimeException e) {
        return e instanceof SessionStoreException ? String.valueOf(e.getMessage()) : e.toString();
    }

    /** Whether a request on this node uses the session. */
    @Override
    public boolean exists(String id) {
        ManagedSession session = doGet(id);
        return session != null && session.isValid();
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

    void renamed(RedisManagedSession session, String oldId) {
        doPutIfAbsent(session.getId(), session);
        if (doGet(oldId) == session) {
            doDelete(oldId);
        }
    }

    /** The other applications of this server that may have the same sessions, by their setting {@code app}. */
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

    /** Tells the listeners of a session whose time is over, in their context, whatever thread has found it. */
    void expired(RedisSessionData data) {
        _context.run(newSession(data)::expire);
    }

    /** Only eviction at the end of the last request is of use here. */
    @Override
    public void setEvictionPolicy(int policy) {
        refuse("evictionPolicy", policy != SessionCache.EVICT_ON_SESSION_EXIT, policy);
    }

    /** Saving before the response can't be switched off. */
    @Override
    public void setFlushOnResponseCommit(boolean flush) {
        refuse("flushOnResponseCommit", !flush, flush);
    }

    /** A node that stops ends no session. */
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
