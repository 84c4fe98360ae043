package org.abisession.jetty;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.node.FailureResponse;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.store.SessionId;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.session.AbstractSessionDataStore;
import org.eclipse.jetty.session.SessionConfig;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one web application in Redis, for a {@link RedisSessionCache} and no other cache. It is
 * opened when the context starts, whether or not Redis is there, and closed when the context stops, which
 * ends no session.
 *
 * <p>A session that can't be read is an error of the request (503), never "no session". Jetty's own
 * settings for stores and caches (saving periods, grace periods, eviction) have no effect. Safe for use by
 * several threads once it is started.
 */
public class RedisSessionDataStore extends AbstractSessionDataStore {
    private final Map<String, String> properties = new LinkedHashMap<>();
    /** Sessions that are being made under an id under which another application has one. */
    private final Map<String, NodeSession> beside = new ConcurrentHashMap<>();

    private volatile @Nullable SessionNode node;
    private volatile @Nullable RequestScope scope;
    private int timeoutFound;
    private int timeoutShown;
    private Consumer<SettingsBuilder> additions = settings -> {};

    /** Makes a store with the settings of its web application and of the process. */
    public RedisSessionDataStore() {}

    /**
     * Sets a setting, which comes before those of the web application and of the process.
     *
     * @param name without {@code abi.session.}, such as {@code redis-url} or {@code redisUrl}
     */
    public void setProperty(String name, String value) {
        properties.put(name, value);
    }

    /**
     * Lets a program that starts Jetty add to the settings what it knows of them. Called when the context starts, after
     * all other places have been given.
     */
    public void configure(Consumer<SettingsBuilder> additions) {
        this.additions = additions;
    }

    /** Returns the sessions of this node, for programs that manage them; empty unless the context runs. */
    public Optional<SessionNode> openNode() {
        return Optional.ofNullable(node);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        SessionManager manager = _context.getSessionManager();
        if (!(manager.getSessionCache() instanceof RedisSessionCache cache)) {
            throw new IllegalStateException(
                    "Sessions in Redis need the cache " + RedisSessionCache.class.getName()
                            + ", was " + manager.getSessionCache()
                            + ". Leave Jetty's session-cache-* module out, or set this cache on the context's session handler.");
        }
        Context context = _context.getContext();
        SessionNode opened = SessionNode.open(
                ContextSettings.read(properties, context, manager.getMaxInactiveInterval(), additions),
                applicationLoader(context),
                SessionManager.class.getClassLoader(),
                List.of("jetty"));
        if (context instanceof ContextHandler.ScopedContext scoped) {
            opened.announce(ContextMarks.of(scoped.getContextHandler()));
        }
        opened.translate(this::forApplication);
        node = opened;
        if (manager instanceof SessionConfig.Mutable config) {
            timeoutFound = manager.getMaxInactiveInterval();
            timeoutShown =
                    Math.toIntExact(opened.settings().maxInactiveInterval().toSeconds());
            config.setMaxInactiveInterval(timeoutShown);
        }
        if (context instanceof ContextHandler.ScopedContext scoped) {
            scope = cache.scope();
            scoped.getContextHandler().addEventListener(scope);
        }
        opened.start(cache::expired);
    }

    @Override
    protected void doStop() throws Exception {
        SessionNode closing = node;
        node = null;
        SessionManager manager = _context.getSessionManager();
        if (closing != null
                && manager instanceof SessionConfig.Mutable config
                && manager.getMaxInactiveInterval() == timeoutShown) {
            config.setMaxInactiveInterval(timeoutFound); // so that a start anew finds what this one found
        }
        if (_context.getContext() instanceof ContextHandler.ScopedContext scoped && scope != null) {
            scoped.getContextHandler().removeEventListener(scope);
        }
        try {
            if (closing != null) {
                closing.close();
            }
        } finally {
            super.doStop();
        }
    }

    private static ClassLoader applicationLoader(Context context) {
        for (ClassLoader loader : new ClassLoader[] {
            context.getClassLoader(), Thread.currentThread().getContextClassLoader()
        }) {
            if (loader != null) {
                return loader;
            }
        }
        return ClassLoader.getSystemClassLoader();
    }

    SessionNode node() {
        SessionNode open = node;
        if (open == null) {
            throw forApplication(FailureResponse.ofStopped(
                    "The sessions of context " + _context.getContext().getContextPath()));
        }
        return open;
    }

    Optional<SessionSettings> settings() {
        return Optional.ofNullable(node).map(SessionNode::settings);
    }

    boolean isOpen() {
        return node != null;
    }

    RedisSessionData sessionData(NodeSession session) {
        return new RedisSessionData(session, _context.getCanonicalContextPath(), _context.getVhost());
    }

    /** Returns the interval of a new session: the setting comes before what the session handler has. */
    private Duration interval(long maxInactiveMs) {
        SessionSettings settings = node().settings();
        if (settings.isMaxInactiveIntervalSet()) {
            return settings.maxInactiveInterval();
        }
        return maxInactiveMs <= 0 ? Duration.ZERO : Duration.ofMillis(maxInactiveMs);
    }

    /**
     * Makes a session of this application under the id of one that another application has, for
     * {@link #newSessionData}.
     *
     * @return false if no other application has one under it
     */
    boolean createBeside(String id) {
        Optional<SessionId> parsed = SessionId.parse(id);
        if (parsed.isEmpty() || !node().repository().isElsewhere(parsed.get())) {
            return false;
        }
        long millis = _context.getSessionManager().getMaxInactiveInterval() * 1000L;
        Optional<NodeSession> made = node().createBeside(parsed.get(), interval(millis));
        made.ifPresent(session -> beside.put(id, session));
        return made.isPresent();
    }

    /** Makes a session that is not stored before the first response is committed, or its first request ends. */
    @Override
    public SessionData newSessionData(String id, long created, long accessed, long lastAccessed, long maxInactiveMs) {
        NodeSession stored = beside.remove(id);
        if (stored == null) {
            return sessionData(node().create(SessionId.of(id), interval(maxInactiveMs)));
        }
        RedisSessionData data = sessionData(stored);
        data.setLastSaved(0); // for Jetty it is new
        return data;
    }

    /** Finds nothing: {@link RedisSessionCache} asks Redis itself. */
    @Override
    public @Nullable SessionData doLoad(String id) {
        return null;
    }

    /** Makes the error that ends a request whose session can't be read. */
    SessionStoreUnavailableError unavailable(String subject, RuntimeException cause) {
        RedisSessionCache.atLevel(cause)
                .log(
                        "{} can't be read, so the request is answered with an error: {}",
                        subject,
                        RedisSessionCache.reason(cause));
        return new SessionStoreUnavailableError(cause);
    }

    /** Makes an exception whose cause Jetty answers with 503, where the application lets it through. */
    private SessionStoreUnavailableException forApplication(SessionStoreUnavailableException failure) {
        RequestGuard guard = scope == null ? null : scope.guard();
        if (guard != null) {
            guard.failedCall(failure);
        }
        return new SessionStoreUnavailableException(failure, new SessionStoreUnavailableError(failure));
    }

    /** Stores what changed; nothing, if nothing did or if the session has ended elsewhere. */
    @Override
    public void doStore(String id, SessionData data, long lastSaveTime) {
        ((RedisSessionData) data).session().save();
    }

    @Override
    public boolean doExists(String id) {
        return false; // asked before a client's id is used for a new session, which never happens
    }

    /** Does nothing: {@link RedisSessionCache} ends sessions. */
    @Override
    public boolean delete(String id) {
        return false;
    }

    /** Returns an empty set: expired sessions are found, and their listeners called, without Jetty's housekeeper. */
    @Override
    public Set<String> getExpired(Set<String> candidates) {
        return Set.of();
    }

    @Override
    public Set<String> doCheckExpired(Set<String> candidates, long time) {
        return Set.of();
    }

    @Override
    public Set<String> doGetExpired(long before) {
        return Set.of();
    }

    @Override
    public void doCleanOrphans(long time) {
        // Every key has a time to live.
    }

    @Override
    public boolean isPassivating() {
        return false;
    }
}
