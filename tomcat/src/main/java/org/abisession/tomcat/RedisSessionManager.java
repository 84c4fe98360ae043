package org.abisession.tomcat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionTrackingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.node.FailureResponse;
import org.abisession.node.FrameworkSetup;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.node.SessionsInUse;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Session;
import org.apache.catalina.SessionIdGenerator;
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
 * <p>{@code liveSessions} counts the sessions of all nodes, {@code activeSessions} and the lists of sessions are of
 * this node: sessions that requests use at the moment. Safe for use by several threads.
 */
public final class RedisSessionManager extends OperatedManager {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionManager.class);

    private final Map<String, String> properties = new LinkedHashMap<>();
    private final SessionValve valve = new SessionValve(this);
    private final NewSessions newSessions = new NewSessions(this);
    private volatile @Nullable SessionNode store;
    private @Nullable FrameworkSetup program;
    private volatile @Nullable ContextTimeout timeout;
    private volatile @Nullable ContextAdditions added;

    /** Makes a manager that is not configured yet. */
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
     * Lets a program that starts Tomcat add to the settings what it knows of them. Where the sessions can't be opened
     * with them, the start of Tomcat fails with the reason.
     */
    public void configure(FrameworkSetup program) {
        this.program = program;
    }

    /** Returns the sessions of this node, for programs that look after them; empty unless the manager runs. */
    @Override
    public Optional<SessionNode> openNode() {
        return Optional.ofNullable(store);
    }

    /** Sets where Redis is: {@code redis://user:password@host:6379/0}, {@code rediss://}, {@code redis-sentinel://}. */
    public void setRedisUrl(String redisUrl) {
        setProperty("redisUrl", redisUrl);
    }

    /** Sets how long a session lives without a request: {@code 30m}, {@code 24h}, or a number of seconds. */
    public void setMaxInactiveInterval(String interval) {
        setProperty("maxInactiveInterval", interval);
    }

    /** Sets which attributes the Python application reads and writes, too: names with commas between them. */
    public void setSharedAttributes(String names) {
        setProperty("sharedAttributes", names);
    }

    /** Sets which classes may be deserialized beside those of the application: names, patterns, profiles. */
    public void setAllowedClasses(String classes) {
        setProperty("allowedClasses", classes);
    }

    /**
     * Keeps the manager's own ids, of 256 random bits, whatever generator it is given. Their route is the {@code jvmRoute}
     * of the engine, which Tomcat gives to every generator when the manager starts.
     */
    @Override
    public void setSessionIdGenerator(SessionIdGenerator generator) {
        if (generator instanceof SessionIds) {
            super.setSessionIdGenerator(generator);
        }
    }

    @Override
    public String getName() {
        return "RedisSessionManager";
    }

    @Override
    public void setContext(Context context) {
        ContextTimeout watched = timeout;
        if (watched != null) {
            watched.unwatch(true);
            timeout = null;
        }
        super.setContext(context);
        if (context != null) {
            timeout = ContextTimeout.watch(context);
            context.getPipeline().addValve(valve); // here, before Tomcat adds an authenticator
        }
    }

    @Override
    protected void startInternal() throws LifecycleException {
        super.startInternal();
        refuseLimit();
        Context context = getContext();
        ValvePlace.beforeAuthenticator(context.getPipeline(), valve);
        if (context.getServletContext().getEffectiveSessionTrackingModes().contains(SessionTrackingMode.SSL)) {
            throw new LifecycleException("Sessions tracked by SSL are not supported: their ids are not ours to make."
                    + " Use COOKIE in <tracking-mode>.");
        }
        FrameworkSetup setup = program == null ? ContextOfApplication.frameworkOf(context) : program;
        try {
            SessionNode opened = SessionNode.open(
                    settings(context, setup),
                    ApplicationLoader.of(context),
                    Objects.requireNonNull(ManagerBase.class.getClassLoader()),
                    List.of("tomcat"));
            opened.announce(ContextMarks.of(context));
            store = opened;
            timeout().show(opened.settings().maxInactiveInterval());
            opened.start(this::tellExpired);
        } catch (IllegalArgumentException e) {
            if (program != null) {
                StartFailure.of(context, e);
            }
            throw new LifecycleException(e.getMessage(), e);
        }
        added = ContextAdditions.of(context);
        setState(LifecycleState.STARTING);
        if (setup != null) {
            setup.opened(this::openNode);
        }
    }

    private SessionSettings settings(Context context, @Nullable FrameworkSetup setup) {
        ServletContext application = context.getServletContext();
        SettingsBuilder builder = SessionSettings.builder()
                .fromProcess()
                .contextParams(application.getInitParameterNames(), application::getInitParameter)
                .application(VirtualHost.of(context), context.getPath())
                .applicationTimeout(timeout().asked())
                .distributable(context.getDistributable());
        properties.forEach(builder::adapter);
        if (setup != null) {
            setup.addTo(builder);
        }
        return builder.build();
    }

    private ContextTimeout timeout() {
        ContextTimeout watched = timeout;
        if (watched == null) {
            throw new IllegalStateException("The manager of the sessions has no context");
        }
        return watched;
    }

    @Override
    protected void stopInternal() throws LifecycleException {
        setState(LifecycleState.STOPPING);
        ContextAdditions additionsOfStart = added;
        if (additionsOfStart != null) {
            additionsOfStart.remove();
            added = null;
        }
        SessionNode open = store;
        store = null;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            super.stopInternal();
        }
    }

    @Override
    protected void destroyInternal() throws LifecycleException {
        getContext().getPipeline().removeValve(valve);
        // Tomcat destroys a manager when another one has taken its place already, which watches the timeout, too.
        boolean replaced = getContext().getManager() instanceof RedisSessionManager other && other != this;
        timeout().unwatch(!replaced);
        super.destroyInternal();
    }

    private void tellExpired(NodeSession ended) {
        handle(ended, ended.id().value()).expired();
    }

    private SessionNode store() {
        SessionNode open = store;
        if (open == null) {
            throw FailureResponse.ofStopped(
                    "The sessions of context " + getContext().getPath());
        }
        return open;
    }

    SessionsInUse inUse() {
        return store().inUse();
    }

    /** Returns an id as this node gives it to clients. */
    String routed(SessionId id) {
        String route = getSessionIdGenerator().getJvmRoute();
        return route == null || route.isEmpty() ? id.value() : id.value() + "." + route;
    }

    NodeSession newNodeSession(SessionId id) {
        SessionNode open = store();
        return open.create(id, timeout().ofNewSession(open.settings()));
    }

    /** Returns true if {@link #createBeside} may find that another application has a session under an id. */
    boolean isElsewhere(SessionId id) {
        return store().repository().isElsewhere(id);
    }

    /** Stores a session under the id of one that another application has; false if none has. */
    boolean createBeside(SessionId id) {
        SessionNode open = store();
        return open.createBeside(id, timeout().ofNewSession(open.settings())).isPresent();
    }

    @Override
    RedisSession handle(NodeSession session, String id) {
        return (RedisSession) session.handle(read -> RedisSession.of(this, read, id));
    }

    /** Returns the object of a session that requests of this node use, or else the one given. */
    RedisSession present(RedisSession session) {
        return openNode()
                .flatMap(node -> node.inUse().present(session.sessionId()))
                .map(found -> handle(found, session.getIdInternal()))
                .orElse(session);
    }

    /** Finds a session in the store for a user who has to leave it. */
    @Nullable
    RedisSession join(RoutedId id) {
        return inUse().join(id.id()).map(found -> handle(found, id)).orElse(null);
    }

    private RedisSession handle(NodeSession found, RoutedId asked) {
        return handle(found, found.id().equals(asked.id()) ? asked.text() : routed(found.id()));
    }

    /** Returns those of the ids that lead to a session which has not ended. */
    Set<SessionId> living(List<SessionId> ids) {
        return store().repository().living(ids, true);
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
        RequestSessions.Scope scope = RequestSessions.of(this);
        if (scope != null) {
            return scope.find(routed);
        }
        return LookupCaller.comparesCookies() ? null : look(routed);
    }

    /** Finds a session for somebody outside of the requests of this context. */
    private @Nullable RedisSession look(RoutedId id) {
        try {
            RedisSession session = join(id);
            if (session != null) {
                session.node().release();
            }
            return session;
        } catch (SessionStoreException e) {
            if (LookupCaller.isRequest()) {
                LOG.debug("{} can't be looked for before its request begins, or after its end", id, e);
                return null; // the guard of the request looks again, and answers
            }
            throw e;
        }
    }

    /**
     * Makes a session with an id of its own: an id that the client sends is not adopted. Only where another context
     * dispatches to this one, or their cookie is one, it gets the id of the session that the other one has.
     */
    @Override
    public Session createSession(@Nullable String sessionId) {
        return newSessions.create(sessionId);
    }

    /** Makes a session with an id of its own. */
    RedisSession createNew() {
        return (RedisSession) super.createSession(null);
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
            SaveResult result = changed.changeId(to);
            if (result == SaveResult.GONE) {
                throw new IllegalStateException("changeSessionId: the session has ended on another node meanwhile");
            }
        }
        RequestSessions.Scope scope = RequestSessions.of(this);
        if (scope != null) {
            scope.cookie().give(changed, newId);
        }
        super.changeSessionId(session, newId, notifySession, notifyContainer);
    }

    boolean renewsIds() {
        return !store().settings().users().idRenewal().isZero();
    }

    /** Renews the id of a session that a request uses, if it is due, and calls the listeners. */
    void renewId(RedisSession session) {
        String before = session.getIdInternal();
        if (session.node().renewId()) {
            session.takeRenewedId();
            try {
                session.tellChangedSessionId(session.getIdInternal(), before, true, true);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed at the new id of {}", session, e);
            }
        }
    }
}
