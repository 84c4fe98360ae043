package org.abisession.undertow;

import io.undertow.security.api.AuthenticatedSessionManager.AuthenticatedSession;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionListener.SessionDestroyedReason;
import io.undertow.server.session.SessionManager;
import java.time.Duration;
import java.util.Set;
import org.abisession.SessionStoreException;
import org.abisession.metrics.EndReason;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionHandle;
import org.abisession.node.SessionRequests;
import org.abisession.node.SessionView;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session as Undertow and the application hold it: a view of a {@link NodeSession}, which knows the store. All
 * requests that use it at the same time have this one object. What Undertow itself keeps with a session has names that
 * begin with {@code io.undertow}, which an application can't use: a login is stored as a control field, open WebSockets
 * stay on this node ({@link ContainerAttributes}).
 *
 * <p>Outside of a request of this session, reads are no older than a second, and a change is stored at once.
 */
final class RedisSession implements Session, SessionHandle {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSession.class);

    private final RedisSessionManager manager;
    private final SessionConfig config;
    private final AttributeEvents events;
    private final SessionView view;
    private final SessionRequests<RequestGuard> requests =
            new SessionRequests<>(RequestGuard::current, RequestGuard::failedCall);
    /** True if a part of a login can't be stored, so that it holds on this node only. */
    private volatile boolean local;

    private RedisSession(RedisSessionManager manager, NodeSession node) {
        this.manager = manager;
        this.config = manager.sessionConfig();
        this.view = new SessionView(node, this::isUsed);
        this.events = new AttributeEvents(this, manager);
    }

    /** Makes the object of a session, whose values are called at activation and passivation. */
    static RedisSession of(RedisSessionManager manager, NodeSession node) {
        RedisSession session = new RedisSession(manager, node);
        node.setListener(session.events);
        return session;
    }

    NodeSession node() {
        return view.node();
    }

    SessionRequests<RequestGuard> requests() {
        return requests;
    }

    boolean isValid() {
        return view.isValid();
    }

    private boolean isUsed() {
        RequestGuard guard = RequestGuard.current();
        return guard != null && guard.uses(this);
    }

    /** Stores a change at once that no request would store. */
    private void changed() {
        RequestGuard guard = RequestGuard.current();
        boolean late = guard != null && guard.isFinished() && guard.uses(this) && !view.isEnding();
        if (!late) {
            view.changed();
        } else if (node().save() == SaveResult.GONE) {
            throw new IllegalStateException("The session has ended; the change is not stored");
        }
    }

    /** Stores what has changed; if that fails, later requests read the session anew. */
    void save() {
        view.save();
    }

    /** Notes that a request uses it no more, and stores what came after its last save. */
    void leave() {
        node().leave();
    }

    /** Sets the cookie of a session that the store has again, in a response whose cookies were removed. */
    void sendIdIfStored(HttpServerExchange exchange) {
        String id = node().id().value();
        if (isValid() && node().isStored() && !id.equals(config.findSessionId(exchange))) {
            config.setSessionId(exchange, id);
        }
    }

    String cookieName() {
        return manager.cookieName();
    }

    /** Returns true if it still has an id that a response is about to set, after a look at the store. */
    boolean hasStill(SessionId id) {
        return manager.hasStill(node(), id);
    }

    @Override
    public String getId() {
        return node().id().value();
    }

    @Override
    public void requestDone(HttpServerExchange exchange) {
        // The guard of the request lets go of it.
    }

    @Override
    public long getCreationTime() {
        view.requireValid("getCreationTime");
        return node().createdAt().toEpochMilli();
    }

    @Override
    public long getLastAccessedTime() {
        view.requireValid("getLastAccessedTime");
        return node().lastAccessedAt().toEpochMilli();
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        view.requireValid("setMaxInactiveInterval");
        node().setMaxInactiveInterval(Duration.ofSeconds(seconds));
        changed();
    }

    @Override
    public int getMaxInactiveInterval() {
        view.requireValid("getMaxInactiveInterval");
        return (int) Math.min(node().maxInactiveInterval().toSeconds(), Integer.MAX_VALUE);
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        view.requireValid("getAttribute");
        return ContainerAttributes.has(name) ? node().control(name) : node().attribute(name);
    }

    @Override
    public Set<String> getAttributeNames() {
        view.requireValid("getAttributeNames");
        return node().attributeNames();
    }

    @Override
    public @Nullable Object setAttribute(String name, @Nullable Object value) {
        if (value == null) {
            return removeAttribute(name);
        }
        view.requireValid("setAttribute");
        if (ContainerAttributes.has(name)) {
            return setControl(name, value);
        }
        Object old = view.setAttribute(
                name, value, () -> events.bound(name, value, node()), () -> events.unbound(name, value));
        events.set(name, value, old);
        view.takeOutIfEnded(name, events::removed);
        changed();
        return old;
    }

    private @Nullable Object setControl(String name, Object value) {
        Object old = node().control(name);
        if (isSame(old, value)) {
            return old;
        }
        if (!ContainerAttributes.isStored(name)) {
            node().local().setControl(name, value);
            return old;
        }
        try {
            node().setControl(name, value);
        } catch (IllegalArgumentException e) {
            local = true;
            node().local().setControl(name, value);
            LOG.warn(
                    "A login can't be stored, so that it holds on this node only: {} Let the account be Serializable, and"
                            + " name its class in abi.session.allowed-classes.",
                    e.getMessage());
        }
        changed();
        return old;
    }

    /** Returns true if both are the same login. Undertow sets the login of a session anew at each request. */
    private static boolean isSame(@Nullable Object old, Object value) {
        return old instanceof AuthenticatedSession before
                && value instanceof AuthenticatedSession after
                && before.getAccount() == after.getAccount()
                && before.getMechanism().equals(after.getMechanism());
    }

    @Override
    public @Nullable Object removeAttribute(String name) {
        view.requireValid("removeAttribute");
        if (ContainerAttributes.has(name)) {
            Object old = node().control(name);
            if (old != null) {
                node().setControl(name, null);
                changed();
            }
            return old;
        }
        Object old = node().setAttribute(name, null);
        if (old != null && view.isEnding()) { // Undertow removes one after the other
            view.tell(() -> events.removed(name, old));
        } else if (old != null) {
            events.removed(name, old);
        }
        changed();
        return old;
    }

    /**
     * Ends the session, in the store first: if that fails, nothing has happened and this throws. Of several nodes that
     * end it at the same time one calls the listeners.
     */
    @Override
    public void invalidate(@Nullable HttpServerExchange exchange) {
        if (view.isEnding()) {
            throw new IllegalStateException("invalidate: the session has been invalidated already");
        }
        RedisSession present = manager.handle(node());
        if (present != this) { // this one was kept beyond its request, and a later one has the session
            present.invalidate(exchange);
            view.dropped();
            return;
        }
        String id = getId();
        if (node().local().noting(() -> view.delete(EndReason.LOGOUT))) {
            end(exchange, SessionDestroyedReason.INVALIDATED);
        }
        if (exchange != null) {
            config.clearSession(exchange, id);
        }
    }

    @Override
    public void failedCall(SessionStoreException failure) {
        requests.failedCall(failure);
    }

    /** Calls the listeners of the end of a session that is no more in the store. */
    void end(@Nullable HttpServerExchange exchange, SessionDestroyedReason reason) {
        view.end(() -> manager.tellDestroyed(this, exchange, reason), events::removed);
    }

    /** Returns true if a login is on this node only. */
    @Override
    public boolean hasLocalState() {
        return local;
    }

    /**
     * Closes the WebSockets of this node and calls its values that are unbound: the application's listeners were called
     * on the node that ended it.
     */
    @Override
    public void endedElsewhere() {
        ContainerAttributes.close(node().control(ContainerAttributes.WEB_SOCKETS));
        view.endedElsewhere(events::unbound);
    }

    @Override
    public SessionManager getSessionManager() {
        return manager;
    }

    @Override
    public String changeSessionId(HttpServerExchange exchange, SessionConfig exchangeConfig) {
        view.requireValid("changeSessionId");
        String oldId = getId();
        SessionId newId = view.changeId();
        exchangeConfig.setSessionId(exchange, newId.value());
        RequestGuard.of(exchange).cookies().given(this);
        manager.otherListeners().sessionIdChanged(this, oldId); // Undertow's request calls those of the application
        return newId.value();
    }

    /** Returns the digest of its id. */
    @Override
    public String toString() {
        return "RedisSession[" + node().id() + "]";
    }
}
