package org.abisession.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionListener;
import io.undertow.server.session.SessionListener.SessionDestroyedReason;
import io.undertow.server.session.SessionListeners;
import io.undertow.server.session.SessionManager;
import io.undertow.server.session.SessionManagerStatistics;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.SessionManagerFactory;
import io.undertow.servlet.core.ApplicationListeners;
import io.undertow.servlet.core.SessionListenerBridge;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpSessionImpl;
import io.undertow.servlet.spec.ServletContextImpl;
import io.undertow.util.AttachmentKey;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.abisession.node.FailureResponse;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.node.SessionsInUse;
import org.abisession.node.TakeOver;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.WebXmlTimeout;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session manager of one deployment. Safe for use by several threads. */
final class RedisSessionManager implements SessionManager {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionManager.class);
    private static final int UNDERTOWS_TIMEOUT_SECONDS = 30 * 60;
    /** The classes of what Undertow stores in a session, beside the account of a login. */
    private static final List<String> UNDERTOWS_CLASSES = List.of(
            "io.undertow.security.api.AuthenticatedSessionManager$AuthenticatedSession",
            "io.undertow.servlet.util.SavedRequest",
            "io.undertow.util.HttpString");

    private final Deployment deployment;
    private final ServletContextImpl application;
    private final Map<String, String> properties;
    private final AttachmentKey<ExchangeSessions> key = AttachmentKey.create(ExchangeSessions.class);
    private final SessionListeners others = new SessionListeners();
    private volatile @Nullable SessionListener bridge;
    private volatile @Nullable Duration timeout;
    private volatile boolean timeoutSeen;
    private volatile @Nullable SessionNode store;

    /** Makes the managers of the deployments of one extension. */
    static final class Factory implements SessionManagerFactory {
        private final Map<String, String> properties = new LinkedHashMap<>();

        void add(Map<String, String> more) {
            properties.putAll(more);
        }

        @Override
        public SessionManager createSessionManager(Deployment deployment) {
            return new RedisSessionManager(deployment, Map.copyOf(properties));
        }
    }

    private RedisSessionManager(Deployment deployment, Map<String, String> properties) {
        this.deployment = deployment;
        this.application = deployment.getServletContext();
        this.properties = properties;
    }

    @Override
    public String getDeploymentName() {
        return deployment.getDeploymentInfo().getDeploymentName();
    }

    /**
     * Opens the store.
     *
     * @throws IllegalArgumentException if a setting is wrong, or the name of the application is another one's
     */
    @Override
    public void start() {
        if (application.getEffectiveSessionTrackingModes().contains(SessionTrackingMode.SSL)) {
            throw new IllegalArgumentException(
                    "Sessions tracked by SSL are not supported: their ids are not ours to make."
                            + " Use COOKIE in <tracking-mode>.");
        }
        SessionSettings settings =
                DeploymentSettings.read(properties, deployment.getDeploymentInfo(), application, timeout);
        SessionNode opened = SessionNode.open(
                settings,
                deployment.getDeploymentInfo().getClassLoader(),
                Objects.requireNonNull(SessionManager.class.getClassLoader()),
                UNDERTOWS_CLASSES);
        opened.announce(ContextMarks.of(deployment.getDeploymentInfo(), application));
        store = opened;
        opened.start(ended -> handle(ended).end(null, SessionDestroyedReason.TIMEOUT));
    }

    @Override
    public void stop() {
        SessionNode open = store;
        if (open != null) {
            open.close();
            store = null;
        }
    }

    private SessionNode store() {
        SessionNode open = store;
        if (open == null) {
            throw FailureResponse.ofStopped("The sessions of " + getDeploymentName());
        }
        return open;
    }

    private SessionsInUse inUse() {
        return store().inUse();
    }

    /** Returns true if a session still has an id that a response is about to set. */
    boolean hasStill(NodeSession session, SessionId id) {
        SessionNode open = store;
        return open != null && open.inUse().hasStill(session, id);
    }

    SessionConfig sessionConfig() {
        return application.getSessionConfig();
    }

    String cookieName() {
        return application.getSessionCookieConfig().getName();
    }

    ApplicationListeners applicationListeners() {
        return deployment.getApplicationListeners();
    }

    /** Returns the listeners of Undertow itself and of the server. */
    SessionListeners otherListeners() {
        return others;
    }

    HttpSession httpSession(RedisSession session) {
        return HttpSessionImpl.forSession(session, application, false);
    }

    /** Returns the object for a session that its requests use. */
    RedisSession handle(NodeSession session) {
        return (RedisSession) session.handle(node -> RedisSession.of(this, node));
    }

    @Nullable
    RedisSession join(SessionId id) {
        return inUse().join(id).map(this::handle).orElse(null);
    }

    Optional<TakeOver> takeOver() {
        SessionNode open = store;
        return open == null ? Optional.empty() : open.takeOver();
    }

    /** Returns those of the sessions that have not ended. */
    Set<SessionId> living(List<SessionId> ids) {
        return store().repository().living(ids);
    }

    private ExchangeSessions of(HttpServerExchange exchange) {
        ExchangeSessions present = exchange.getAttachment(key);
        if (present == null) {
            present = new ExchangeSessions(this, RequestGuard.of(exchange));
            exchange.putAttachment(key, present);
        }
        return present;
    }

    /**
     * Makes a session with an id of its own: an id that the client sends is not adopted. Only where another deployment
     * dispatches to this one, or their cookie is one, it gets the id of the session that the other one has.
     */
    @Override
    public Session createSession(HttpServerExchange exchange, SessionConfig config) {
        RequestGuard.of(exchange).beforeCreate();
        RedisSession session = beside(exchange, config).orElseGet(() -> {
            NodeSession made = store().create(SessionId.random(), newInterval());
            made.enter();
            return handle(made);
        });
        of(exchange).add(session);
        config.setSessionId(exchange, session.getId());
        RequestGuard.of(exchange).cookies().given(session);
        SessionListener toApplication = bridge;
        if (toApplication != null) {
            toApplication.sessionCreated(session, exchange);
        }
        others.sessionCreated(session, exchange);
        return session;
    }

    private Optional<RedisSession> beside(HttpServerExchange exchange, SessionConfig config) {
        ServletRequestContext request = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        if (request == null) {
            return Optional.empty();
        }
        String text;
        boolean dispatched = request.getDeployment() != deployment;
        if (dispatched) {
            text = config.findSessionId(exchange); // that of the deployment which the client has asked
            RequestGuard.of(exchange).saveForOthers();
        } else if ("/".equals(application.getSessionCookieConfig().getPath())) {
            text = request.getOriginalRequest().getRequestedSessionId();
        } else {
            return Optional.empty();
        }
        SessionId id = text == null ? null : SessionId.parse(text).orElse(null);
        if (id == null
                || (!dispatched
                        && (of(exchange).hasUsed(id) || !store().repository().isElsewhere(id)))) {
            return Optional.empty(); // one that this request has ended must not begin again
        }
        if (store().createBeside(id, newInterval()).isEmpty()) {
            return Optional.empty();
        }
        of(exchange).forgetMissing(id);
        return inUse().join(id).map(this::handle);
    }

    private Duration newInterval() {
        return store().settings().maxInactiveInterval();
    }

    @Override
    public @Nullable Session getSession(HttpServerExchange exchange, SessionConfig config) {
        return of(exchange).find(exchange, config);
    }

    /** Finds a session for somebody outside of the requests of this deployment. */
    @Override
    public @Nullable Session getSession(@Nullable String sessionId) {
        SessionId id = sessionId == null ? null : SessionId.parse(sessionId).orElse(null);
        if (id == null) {
            return null;
        }
        RedisSession session = join(id);
        if (session != null) {
            session.node().release();
        }
        return session;
    }

    /** Calls all listeners of the end of a session, in the order of Jakarta Servlet 6.0, 7.4. */
    void tellDestroyed(RedisSession session, @Nullable HttpServerExchange exchange, SessionDestroyedReason reason) {
        SessionListener toApplication = bridge;
        try {
            others.sessionDestroyed(session, exchange, reason);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("A listener of the server failed at the end of {}", session, e);
        }
        if (toApplication != null) {
            toApplication.sessionDestroyed(session, exchange, reason);
        }
    }

    @Override
    public void registerSessionListener(SessionListener listener) {
        if (listener instanceof SessionListenerBridge) {
            bridge = listener;
        } else {
            others.addSessionListener(listener);
        }
    }

    @Override
    public void removeSessionListener(SessionListener listener) {
        boolean unused = others.removeSessionListener(listener);
    }

    /** Sets the timeout of the application; the 30 minutes that Undertow begins with do not count. */
    @Override
    public void setDefaultSessionTimeout(int seconds) {
        boolean first = !timeoutSeen;
        timeoutSeen = true;
        if (!first || seconds != UNDERTOWS_TIMEOUT_SECONDS || WebXmlTimeout.isIn(application::getResourceAsStream)) {
            timeout = seconds <= 0 ? Duration.ZERO : Duration.ofSeconds(seconds);
        }
    }

    /** Returns none: ids are secret, and no session ends with its node. */
    @Override
    public Set<String> getTransientSessions() {
        return Set.of();
    }

    /** Returns none: ids are secret. */
    @Override
    public Set<String> getActiveSessions() {
        return Set.of();
    }

    /** Returns none: ids are secret. */
    @Override
    public Set<String> getAllSessions() {
        return Set.of();
    }

    /** Returns null: counting is the business of the log and of the command line. */
    @Override
    public @Nullable SessionManagerStatistics getStatistics() {
        return null;
    }

    /** Returns the name of the deployment. */
    @Override
    public String toString() {
        return "RedisSessionManager[" + getDeploymentName() + "]";
    }
}
