package org.abisession.tomcat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionTrackingMode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.abisession.SaveResult;
import org.abisession.SessionId;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.settings.WebXmlTimeout;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Session;
import org.apache.catalina.session.ManagerBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sessions of a web application in Redis, where every node of the application finds them.
 *
 * <pre>{@code
 * <Context>
 *   <Manager className="org.abisession.tomcat.RedisSessionManager" redisUrl="redis://redis.example.com:6379"/>
 * </Context>
 * }</pre>
 *
 * <p>Every setting {@code abi.session.<name>} is an attribute, in camel case or with hyphens; none is
 * needed for a Redis on localhost. A wrong one keeps the application from starting.
 *
 * <ul>
 *   <li><b>Stored before sent.</b> What a request changed is in Redis before the client can act on the
 *       response; where it can't be stored the response becomes an error.
 *   <li><b>An outage logs nobody out.</b> A request whose session can't be looked for gets 503 with
 *       Retry-After, and keeps its cookie.
 *   <li><b>A node that stops ends no session</b>, nor does a reload of the application.
 *   <li><b>A login holds on every node</b>, also one by FORM that began on another. With
 *       {@code persistAuthentication="false"} nothing of a login is stored: BASIC and the like check every
 *       request, and FORM can't work.
 * </ul>
 *
 * <p>Tomcat's counts ({@code activeSessions} and the like) are of this node: sessions that requests use
 * at the moment. Safe for use by several threads.
 */
public final class RedisSessionManager extends ManagerBase {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionManager.class);
    /** What Tomcat's default descriptor says, which nobody asked for. */
    private static final int DEFAULT_TIMEOUT_MINUTES = 30;

    private final Map<String, String> properties = new LinkedHashMap<>();
    private final SessionValve valve = new SessionValve(this);
    private final AuthenticatedValve behindAuthenticator = new AuthenticatedValve();
    private final SessionsInUse inUse = new SessionsInUse(this);
    private final AtomicLong created = new AtomicLong();
    private volatile @Nullable SessionNode store;
    private Consumer<SettingsBuilder> additions = settings -> {};

    /** A manager that is not configured yet. */
    public RedisSessionManager() {
        setPersistAuthentication(true);
        setSessionIdGenerator(new SessionIds());
    }

    /**
     * Sets any setting by its name, such as {@code redisUrl} or {@code redis-url}. That it is known, and its
     * value right, is checked at start.
     *
     * @return true: it is taken
     */
    public boolean setProperty(String name, String value) {
        properties.put(name, value);
        return true;
    }

    /**
     * Has a program that starts Tomcat add to the settings what it knows of them. Called when the manager starts, after
     * all other places have been given.
     */
    public void configure(Consumer<SettingsBuilder> additions) {
        this.additions = additions;
    }

    /** The sessions of this node, for programs that look after them; empty unless the manager runs. */
    public Optional<SessionNode> openNode() {
        return Optional.ofNullable(store);
    }

    /** Where Redis is: {@code redis://user:password@host:6379/0}, {@code rediss://}, {@code redis-sentinel://}. */
    public void setRedisUrl(String redisUrl) {
        setProperty("redisUrl", redisUrl);
    }

    /** How long a session lives without a request: {@code 30m}, {@code 24h}, or a number of seconds. */
    public void setMaxInactiveInterval(String interval) {
        setProperty("maxInactiveInterval", interval);
    }

    /** Which attributes the Python application reads and writes, too: names with commas between them. */
    public void setSharedAttributes(String names) {
        setProperty("sharedAttributes", names);
    }

    /** Which classes may be deserialized beside those of the application: names, patterns, profiles. */
    public void setAllowedClasses(String classes) {
        setProperty("allowedClasses", classes);
    }

    @Override
    public String getName() {
        return "RedisSessionManager";
    }

    @Override
    public void setContext(Context context) {
        super.setContext(context);
        if (context != null) {
            context.getPipeline().addValve(valve); // here, before Tomcat adds the authenticator
        }
    }

    @Override
    protected void startInternal() throws LifecycleException {
        super.startInternal();
        Context context = getContext();
        if (context.getServletContext().getEffectiveSessionTrackingModes().contains(SessionTrackingMode.SSL)) {
            throw new LifecycleException("Sessions tracked by SSL are not supported: their ids are not ours to make."
                    + " Use COOKIE in <tracking-mode>.");
        }
        try {
            SessionNode opened = SessionNode.open(
                    settings(context),
                    ApplicationLoader.of(context),
                    Objects.requireNonNull(ManagerBase.class.getClassLoader()),
                    List.of("tomcat"));
            store = opened;
            opened.start(this::tellExpired);
        } catch (IllegalArgumentException e) {
            throw new LifecycleException(e.getMessage(), e);
        }
        // No id of a client is ever adopted, so there is no use in asking every context for it.
        context.setValidateClientProvidedNewSessionId(false);
        CommitFilter.addTo(context);
        context.getPipeline().addValve(behindAuthenticator); // Tomcat has added the authenticator by now
        setState(LifecycleState.STARTING);
    }

    private SessionSettings settings(Context context) {
        ServletContext application = context.getServletContext();
        Map<String, String> parameters = new TreeMap<>();
        Collections.list(application.getInitParameterNames())
                .forEach(name -> parameters.put(name, application.getInitParameter(name)));
        SettingsBuilder builder = SessionSettings.builder()
                .fromProcess()
                .contextParams(parameters)
                .app(context.getPath())
                .applicationTimeout(timeout(context));
        properties.forEach(builder::adapter);
        additions.accept(builder);
        return builder.build();
    }

    /** The timeout that the application asks for, in its web.xml or by code; null if it doesn't. */
    private static @Nullable Duration timeout(Context context) {
        int minutes = context.getSessionTimeout();
        if (minutes == DEFAULT_TIMEOUT_MINUTES) {
            try (InputStream webXml = context.getServletContext().getResourceAsStream("/WEB-INF/web.xml")) {
                if (webXml == null || WebXmlTimeout.read(webXml).isEmpty()) {
                    return null;
                }
            } catch (IOException e) {
                LOG.debug("web.xml can't be read; the container says so, too", e);
                return null;
            }
        }
        return minutes <= 0 ? Duration.ZERO : Duration.ofMinutes(minutes);
    }

    @Override
    protected void stopInternal() throws LifecycleException {
        setState(LifecycleState.STOPPING);
        CommitFilter.removeFrom(getContext());
        getContext().getPipeline().removeValve(behindAuthenticator);
        SessionNode open = store;
        if (open != null) {
            open.close();
            store = null;
        }
        inUse.clear();
        super.stopInternal();
    }

    @Override
    protected void destroyInternal() throws LifecycleException {
        getContext().getPipeline().removeValve(valve);
        super.destroyInternal();
    }

    /** Does nothing: the sessions are in Redis. */
    @Override
    public void load() {}

    /** Does nothing: the sessions are in Redis. */
    @Override
    public void unload() {}

    /** Does nothing: sessions that have timed out are found by a thread of their own, on one node. */
    @Override
    public void processExpires() {}

    private void tellExpired(NodeSession ended) {
        RedisSession session = new RedisSession(this, RoutedId.of(ended.id().value()));
        session.read(ended);
        session.expired();
    }

    private SessionNode store() {
        SessionNode open = store;
        if (open == null) {
            throw new IllegalStateException(
                    "The manager of the sessions of context " + getContext().getPath() + " is stopped");
        }
        return open;
    }

    SessionValve valve() {
        return valve;
    }

    SessionsInUse inUse() {
        return inUse;
    }

    NodeSession newNodeSession(SessionId id) {
        SessionNode open = store();
        return open.create(id, open.settings().maxInactiveInterval());
    }

    /** Finds a session in the store for a user who has to leave it. */
    @Nullable
    RedisSession join(RoutedId id) {
        return inUse.join(store(), id);
    }

    /**
     * Finds a session, in Redis at most once for each request.
     *
     * @throws SessionStoreUnavailableException if Redis does not say whether there is one
     */
    @Override
    public @Nullable Session findSession(@Nullable String id) {
        RoutedId routed = RoutedId.parse(id).orElse(null);
        if (routed == null) {
            return null;
        }
        Exchange.Scope scope = Exchange.scope(this);
        if (scope != null) {
            return scope.find(routed);
        }
        RedisSession session = join(routed);
        if (session != null) {
            inUse.leave(session);
        }
        return session;
    }

    /**
     * Makes a session with an id of its own: whatever the client says, its id is not adopted. Only where
     * another context dispatches to this one, it gets the id of the session that the other one has.
     */
    @Override
    public Session createSession(@Nullable String sessionId) {
        Exchange.Scope scope = Exchange.scope(this);
        if (scope != null) {
            scope.beforeCreate();
        }
        created.incrementAndGet();
        RedisSession asked = Exchange.sessionOfAskedContext(this, sessionId);
        if (asked == null) {
            return super.createSession(null);
        }
        asked.save(); // then it can be found here, too
        if (findSession(sessionId) instanceof RedisSession session) {
            session.setNew(true);
            session.tellNew();
            return session;
        }
        throw new IllegalStateException("The session has ended on another node meanwhile");
    }

    @Override
    public Session createEmptySession() {
        return new RedisSession(this);
    }

    @Override
    protected void changeSessionId(Session session, String newId, boolean notifySession, boolean notifyContainer) {
        RedisSession changed = (RedisSession) session;
        SessionId to = RoutedId.of(newId).id();
        if (!to.equals(changed.sessionId())) {
            inUse.remove(changed); // the old id must not lead to it
            SaveResult result;
            try {
                result = changed.node().changeId(to);
            } catch (SessionStoreException e) {
                inUse.add(changed);
                throw e;
            }
            if (result == SaveResult.GONE) {
                throw new IllegalStateException("changeSessionId: the session has ended on another node meanwhile");
            }
        }
        super.changeSessionId(session, newId, notifySession, notifyContainer);
    }

    @Override
    public void add(Session session) {
        inUse.add((RedisSession) session);
        int active = getActiveSessions();
        if (active > getMaxActive()) {
            setMaxActive(active);
        }
    }

    /** Forgets it on this node; in Redis it has been ended before, where it has ended. */
    @Override
    public void remove(Session session, boolean update) {
        super.remove(session, update);
        inUse.remove((RedisSession) session);
    }

    /** The sessions that requests of this node use at the moment. */
    @Override
    public Session[] findSessions() {
        return inUse.all().toArray(new Session[0]);
    }

    @Override
    public int getActiveSessions() {
        return inUse.size();
    }

    /** How many sessions this node has made. */
    @Override
    public long getSessionCounter() {
        return created.get();
    }

    /** Digests of the ids in use on this node: an id is a credential. */
    @Override
    public String listSessionIds() {
        StringBuilder digests = new StringBuilder();
        inUse.all().forEach(session -> digests.append(session.sessionId()).append(' '));
        return digests.toString();
    }
}
