package org.abisession.tomcat;

import java.security.Principal;
import java.time.Duration;
import java.util.Objects;
import org.abisession.SessionStoreException;
import org.abisession.metrics.EndReason;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionHandle;
import org.abisession.node.SessionRequests;
import org.abisession.node.SessionView;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.apache.catalina.session.StandardSession;
import org.jspecify.annotations.Nullable;

/**
 * A session as Tomcat and the application hold it: a view of a {@link NodeSession}, which knows the store. All requests
 * that use it at the same time have this one object; it is kept beyond them while Tomcat keeps something with it, such
 * as a listener. It is not expired by the clock of this node: whether a session has ended is the store's to say.
 *
 * <p>Outside of a request of this session, reads are no older than a second, and a change is stored at once.
 */
class RedisSession extends StandardSession implements SessionHandle {
    private static final long serialVersionUID = 1L;

    private final transient RedisSessionManager owner;
    private transient volatile @Nullable NodeSession node;
    private final transient SessionRequests<RequestGuard> requests =
            new SessionRequests<>(RequestGuard::current, RequestGuard::failedCall);
    /** True if it has ended by timeout. */
    private transient volatile boolean timedOut;

    private final transient StoredLogin login;

    /** Makes the view of a session that has no id yet. */
    RedisSession(RedisSessionManager owner) {
        super(owner);
        this.owner = owner;
        this.login = new StoredLogin(this, owner);
        this.attributes = new SessionAttributes(this);
    }

    /** Makes the view of a session that is there. */
    RedisSession(RedisSessionManager owner, NodeSession read, String id) {
        this(owner);
        this.id = id;
        view(read);
    }

    /** Makes the object of an existing session, whose values are called at activation and passivation. */
    static RedisSession of(RedisSessionManager owner, NodeSession read, String id) {
        RedisSession session = new RedisSession(owner, read, id);
        read.setListener(new ActivationListeners(session));
        return session;
    }

    private void view(NodeSession read) {
        node = read;
        thisAccessedTime = read.lastAccessedAt().toEpochMilli();
        isValid = true;
    }

    /** Returns the session on this node. */
    NodeSession node() {
        NodeSession known = Objects.requireNonNull(node, "The session has no id yet");
        NodeSession present = known.present();
        if (present != known) {
            node = present;
        }
        return present;
    }

    boolean isUnsaved() {
        NodeSession present = node;
        return present == null || !present.isStored();
    }

    /** Returns the id without a route. */
    SessionId sessionId() {
        return node().id();
    }

    /** Returns true if this thread is none of a request with this session, which would store what it changes. */
    boolean isOutsideOfRequests() {
        return !expiring && !isUnsaved() && !RequestSessions.use(this);
    }

    /** Stores a change at once that no request would store. */
    private void changed() {
        if (!isValid || !isOutsideOfRequests()) {
            return;
        }
        try {
            if (node().save() == SaveResult.GONE) {
                throw new IllegalStateException(
                        "The session has been invalidated, or has got another id in a later request; the change is not"
                                + " stored");
            }
        } catch (SessionStoreException e) {
            requests.forEach(guard -> guard.failAsynchronous(e));
            throw e;
        }
    }

    SessionRequests<RequestGuard> requests() {
        return requests;
    }

    /** Stores what has changed; if that fails, later requests read the session anew. */
    void save() {
        if (isValid) {
            SessionView.save(node());
        }
    }

    @Override
    public void setId(String newId, boolean notify) {
        if (node == null) {
            NodeSession made = owner.newNodeSession(RoutedId.of(newId).id());
            SessionHandle unused = made.handle(session -> this);
            made.setListener(new ActivationListeners(this));
            view(made);
        }
        super.setId(newId, notify);
    }

    /** Enters the id that its session has got by a renewal. */
    void takeRenewedId() {
        node().idAfter(RoutedId.of(id).id()).ifPresent(now -> super.setId(owner.routed(now), false));
    }

    @Override
    public void access() {
        super.access();
        node().enter();
        owner.countUsed();
    }

    /** Ends the use by a request, and stores what came after its last save. */
    @Override
    public void endAccess() {
        super.endAccess();
        requests.removeIf(RequestGuard::isFinished);
        node().leave();
    }

    @Override
    public boolean isValid() {
        return isValid;
    }

    @Override
    protected boolean isValidInternal() {
        if (isValid && isOutsideOfRequests()) {
            node().freshen();
            return !node().isEnded();
        }
        return isValid;
    }

    /** Returns true if Tomcat keeps a listener, a note, a login or a connection with this object. */
    @Override
    public boolean hasLocalState() {
        return login.isLocal() || !listeners.isEmpty() || !notes.isEmpty();
    }

    @Override
    public void endedElsewhere() {
        new SessionEnd(this, owner).endedElsewhere();
    }

    @Override
    public void failedCall(SessionStoreException failure) {
        requests.failedCall(failure);
    }

    /**
     * Ends the session, in the store first: if that fails, nothing has happened and this throws. Of several nodes that
     * end it at the same time one calls the listeners.
     */
    @Override
    public void expire(boolean notify) {
        boolean unused = expire(notify, EndReason.LOGOUT);
    }

    /** Ends it for the application, which hears of it outside of requests if there was no session any more to end. */
    @Override
    public void invalidate() {
        requireValid("invalidate");
        boolean outside = isOutsideOfRequests();
        if (!expire(true, EndReason.LOGOUT) && outside) {
            throw ended("invalidate");
        }
    }

    /**
     * Does the same as {@link #expire(boolean)}, for a reason that may not be the application's. Returns false if it
     * had ended before, or had another id.
     */
    boolean expire(boolean notify, EndReason reason) {
        RedisSession present = owner.present(this);
        if (present != this) { // this one was kept beyond its request, and the listeners are with that one
            boolean ended = present.expire(notify, reason);
            isValid = false;
            return ended;
        }
        if (isValid && !expiring) {
            if (node().local().noting(() -> node().delete(reason))) {
                new SessionEnd(this, owner).end(notify);
                return true;
            }
            node().endedElsewhere();
        }
        return false;
    }

    /** Gives the session another id in the store. */
    SaveResult changeId(SessionId to) {
        return node().local().noting(() -> node().changeId(to));
    }

    /** Calls the listeners of its end by timeout. */
    void expired() {
        timedOut = true;
        new SessionEnd(this, owner).end(true);
    }

    /** Begins to end it; false if another thread does. */
    synchronized boolean beginEnd() {
        if (expiring || !isValid) {
            return false;
        }
        expiring = true;
        return true;
    }

    void finishEnd() {
        isValid = false;
        expiring = false;
    }

    String[] names() {
        return keys();
    }

    void removeQuietly(String name, boolean notify) {
        removeAttributeInternal(name, notify);
    }

    @Nullable
    Principal localPrincipal() {
        return super.getPrincipal();
    }

    @Override
    public long getCreationTime() {
        requireValid("getCreationTime");
        return getCreationTimeInternal();
    }

    @Override
    public long getCreationTimeInternal() {
        return node().createdAt().toEpochMilli();
    }

    @Override
    public long getLastAccessedTime() {
        requireValid("getLastAccessedTime");
        return getLastAccessedTimeInternal();
    }

    @Override
    public long getLastAccessedTimeInternal() {
        return node().lastAccessedAt().toEpochMilli();
    }

    /**
     * Returns how long it was not used: of one that has timed out at least its interval, by which Tomcat knows that.
     */
    @Override
    public long getIdleTimeInternal() {
        long idle = Math.max(0, node().now().toEpochMilli() - thisAccessedTime);
        return timedOut ? Math.max(idle, node().maxInactiveInterval().toMillis()) : idle;
    }

    @Override
    public int getMaxInactiveInterval() {
        return (int) Math.min(node().maxInactiveInterval().toSeconds(), Integer.MAX_VALUE);
    }

    /** Sets it; what Tomcat sets before the session has an id does not count, the settings do. */
    @Override
    public void setMaxInactiveInterval(int seconds) {
        if (node != null) {
            node().setMaxInactiveInterval(Duration.ofSeconds(seconds));
            changed();
        }
    }

    /** Returns true if a value is not stored, since Tomcat excludes it, or is Tomcat's own and bound to this node. */
    boolean isLocal(String name, Object value) {
        return exclude(name, value) || ContainerValue.isBoundToNode(value);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value, boolean notify) {
        if (name == null) {
            throw new IllegalArgumentException("The name of an attribute must not be null");
        }
        if (value == null) {
            removeAttribute(name, notify);
            return;
        }
        requireValid("setAttribute");
        AttributeEvents events = new AttributeEvents(this, owner.getContext());
        boolean bound = notify && events.bound(name, value, attributes.get(name));
        Object old;
        try {
            requireValid("setAttribute"); // it may have ended while valueBound ran
            old = attributes.put(name, value);
        } catch (IllegalArgumentException | IllegalStateException e) {
            if (bound) {
                events.unbound(name, value);
            }
            throw e;
        }
        if (notify) {
            events.set(name, value, old);
        }
        if (!isValid && node().isEndedHere()) { // its end may have gone through the attributes before that
            removeAttributeInternal(name, notify);
        }
        changed();
    }

    @Override
    public void removeAttribute(String name, boolean notify) {
        super.removeAttribute(name, notify);
        changed();
    }

    private void requireValid(String method) {
        if (!isValidInternal()) {
            throw ended(method);
        }
    }

    private static IllegalStateException ended(String method) {
        return new IllegalStateException(
                method + ": the session has been invalidated, or has got another id in a later request");
    }

    @Override
    public @Nullable String getAuthType() {
        return login.authType().orElseGet(super::getAuthType);
    }

    @Override
    public void setAuthType(@Nullable String authType) {
        super.setAuthType(authType);
        login.storeAuthType(authType);
    }

    @Override
    public @Nullable Principal getPrincipal() {
        return login.principal().orElseGet(super::getPrincipal);
    }

    @Override
    public void setPrincipal(@Nullable Principal principal) {
        super.setPrincipal(principal);
        login.storePrincipal(principal);
    }

    @Override
    public @Nullable Object getNote(String name) {
        Object note = super.getNote(name);
        return note != null ? note : login.note(name);
    }

    @Override
    public void setNote(String name, Object value) {
        if (!login.storeNote(name, value)) {
            super.setNote(name, value);
        }
    }

    @Override
    public void removeNote(String name) {
        super.removeNote(name);
        boolean unused = login.storeNote(name, null);
    }

    /** Returns the digest of its id. */
    @Override
    public String toString() {
        return "RedisSession[" + (node == null ? "new" : sessionId()) + "]";
    }
}
