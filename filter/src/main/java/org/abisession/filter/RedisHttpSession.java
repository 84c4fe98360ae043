package org.abisession.filter;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import org.abisession.SessionStoreException;
import org.abisession.metrics.EndReason;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionHandle;
import org.abisession.node.SessionRequests;
import org.abisession.node.SessionView;
import org.abisession.store.ClientDetails;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * A session as the application holds it: a view of a {@link NodeSession}, which knows the store. All requests that use
 * it at the same time have this one object.
 *
 * <p>Outside of a request of this session, reads are no older than a second, and a change is stored at once.
 */
final class RedisHttpSession implements HttpSession, SessionHandle {
    private final FilteredApplication application;
    private final ValueEvents events;
    private final SessionView view;
    private final SessionRequests<RequestState> requests =
            new SessionRequests<>(RequestState::current, RequestState::failedCall);
    private volatile boolean isNew;

    private RedisHttpSession(FilteredApplication application, NodeSession node) {
        this.application = application;
        this.view = new SessionView(node, this::isUsed);
        this.events = new ValueEvents(this);
    }

    /** Makes the object of a session, whose values are called at activation and passivation. */
    static RedisHttpSession of(FilteredApplication application, NodeSession node) {
        RedisHttpSession session = new RedisHttpSession(application, node);
        node.setListener(session.events);
        return session;
    }

    NodeSession node() {
        return view.node();
    }

    boolean isValid() {
        return view.isValid();
    }

    /** Notes that it was made by a request, whose client does not know it yet. */
    void created() {
        isNew = true;
    }

    /** Notes that a client has come with its id. */
    void joined() {
        isNew = false;
    }

    /** Notes a request that begins to use it: a login in it is that of its client. */
    void usedBy(SessionRequest request) {
        requests.add(request.state());
        node().usedBy(() -> ClientDetails.of(request.getHeader("User-Agent"), request.getRemoteAddr()));
    }

    /** Notes that a request uses it no more, and stores what came after its last save. */
    void leftBy(RequestState request) {
        requests.remove(request);
        application.inUse().leave(node());
    }

    private boolean isUsed() {
        RequestState request = RequestState.current();
        return request != null && request.uses(this);
    }

    /** Stores what has changed; if that fails, later requests read the session anew. */
    void save() {
        view.save();
    }

    @Override
    public String getId() {
        return node().id().value();
    }

    @Override
    public ServletContext getServletContext() {
        return application.context();
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
        node().setMaxInactiveInterval(Duration.ofSeconds(seconds));
        view.changed();
    }

    @Override
    public int getMaxInactiveInterval() {
        return (int) Math.min(node().maxInactiveInterval().toSeconds(), Integer.MAX_VALUE);
    }

    @Override
    public boolean isNew() {
        view.requireValid("isNew");
        NodeSession present = node(); // a later request may have another object for it, here or on another node
        return application.handle(present).isNew && SessionView.isUnjoined(present);
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        view.requireValid("getAttribute");
        return node().attribute(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        view.requireValid("getAttributeNames");
        return Collections.enumeration(node().attributeNames());
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        if (value == null) {
            removeAttribute(name);
            return;
        }
        if (name == null) {
            throw new IllegalArgumentException("setAttribute: the name must not be null");
        }
        view.requireValid("setAttribute");
        Object old = view.setAttribute(name, value, () -> events.bound(name, value), () -> events.unbound(name, value));
        if (old != value) {
            events.unbound(name, old);
        }
        view.takeOutIfEnded(name, events::unbound);
        view.changed();
    }

    @Override
    public void removeAttribute(String name) {
        view.requireValid("removeAttribute");
        if (name == null) {
            return;
        }
        Object old = node().setAttribute(name, null);
        events.unbound(name, old);
        view.changed();
    }

    SessionId changeId() {
        view.requireValid("changeSessionId");
        return view.changeId();
    }

    /**
     * Ends the session, in the store first: if that fails, nothing has happened and this throws. Of several nodes that
     * end it at the same time one tells the values. A login that the container keeps for the client of this request ends
     * with it.
     */
    @Override
    public void invalidate() {
        if (view.isEnding()) {
            throw new IllegalStateException("invalidate: the session has been invalidated already");
        }
        RedisHttpSession present = application.handle(node());
        if (present != this) { // this one was kept beyond its request, and a later one has the session
            present.invalidate();
            view.dropped();
            return;
        }
        RequestState request = isUsed() ? RequestState.current() : null;
        if (node().local().noting(() -> view.delete(EndReason.LOGOUT))) {
            end();
        }
        if (request != null) {
            request.endContainerSession();
        }
    }

    @Override
    public void failedCall(SessionStoreException failure) {
        requests.failedCall(failure);
    }

    /** Calls the values of a session that is no more in the store. */
    void end() {
        view.end(() -> node().attributeNames().forEach(this::unbind), events::unbound);
    }

    private void unbind(String name) {
        view.tell(() -> events.unbound(name, node().setAttribute(name, null)));
    }

    @Override
    public boolean hasLocalState() {
        return false;
    }

    /** Calls values of this node that are unbound: the others were called on the node that ended it. */
    @Override
    public void endedElsewhere() {
        view.endedElsewhere(events::unbound);
    }

    /** Returns the digest of its id. */
    @Override
    public String toString() {
        return "RedisHttpSession[" + node().id() + "]";
    }
}
