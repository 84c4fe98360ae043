package org.abisession.tomcat;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.abisession.SaveResult;
import org.abisession.SessionId;
import org.abisession.SessionStoreException;
import org.abisession.node.NodeSession;
import org.apache.catalina.authenticator.Constants;
import org.apache.catalina.authenticator.SavedRequest;
import org.apache.catalina.session.StandardSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session as Tomcat and the application hold it, for as long as requests of this node use it: a view of
 * a {@link NodeSession}, which knows the store. All requests that use it at the same time have this one
 * object. It is not expired by the clock of this node: whether a session has ended is the store's to say.
 */
final class RedisSession extends StandardSession {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSession.class);
    private static final long serialVersionUID = 1L;

    /** Notes of Tomcat's FORM login that the next request needs, on whatever node, and their control fields. */
    private static final Map<String, String> STORED_NOTES =
            Map.of(Constants.SESSION_ID_NOTE, "form_session_id", Constants.FORM_REQUEST_NOTE, "form_request");

    private final transient RedisSessionManager owner;
    /** Taken to read it from the store, which all who find it unread or in use must do one after the other. */
    private final transient ReentrantLock reading = new ReentrantLock();

    private final transient AtomicInteger users = new AtomicInteger();
    private transient volatile @Nullable NodeSession node;
    /** Whether something may have changed since the last save. */
    private transient volatile boolean touched;
    /** Whether the last save failed, and its request was answered with an error. */
    private transient volatile boolean failed;

    RedisSession(RedisSessionManager owner) {
        super(owner);
        this.owner = owner;
        this.attributes = new SessionAttributes(this);
    }

    /** One that is in the store under this id. */
    RedisSession(RedisSessionManager owner, RoutedId routedId) {
        this(owner);
        this.id = routedId.text();
    }

    /** What the node has of it. */
    NodeSession node() {
        return Objects.requireNonNull(node, "The session has no id yet");
    }

    /** As {@link #node}, to read or change what may be saved. */
    NodeSession used() {
        touched = true;
        return node();
    }

    boolean isRead() {
        return node != null;
    }

    void read(NodeSession read) {
        read.tell(new ActivationListeners(this));
        node = read;
        thisAccessedTime = read.lastAccessedAt().toEpochMilli();
        isValid = true;
    }

    /** The id without a route. */
    SessionId sessionId() {
        return node().id();
    }

    ReentrantLock reading() {
        return reading;
    }

    AtomicInteger users() {
        return users;
    }

    /**
     * Stores what has changed. One that has ended meanwhile stays as it is. If it can't be stored, later
     * requests read the session anew: to the client of this one it is an error, not a change.
     */
    void save() {
        if (!isValid) {
            return;
        }
        touched = false;
        failed = true;
        try {
            if (node().save() == SaveResult.GONE) {
                LOG.debug("{} has ended while a request used it; what the request changed is dropped", this);
            }
            failed = false;
        } catch (SessionStoreException e) {
            owner.inUse().remove(this);
            throw e;
        }
    }

    @Override
    public void setId(String newId, boolean notify) {
        if (node == null) {
            NodeSession made = owner.newNodeSession(RoutedId.of(newId).id());
            made.tell(new ActivationListeners(this));
            node = made;
        }
        super.setId(newId, notify);
    }

    @Override
    public void access() {
        super.access();
        owner.inUse().enter(this);
    }

    /** The end of a request: what came after its last save is stored, unless other requests are about to. */
    @Override
    public void endAccess() {
        super.endAccess();
        try {
            if (touched && !failed && users.get() == 1) {
                save();
            }
        } finally {
            owner.inUse().leave(this);
        }
    }

    @Override
    public boolean isValid() {
        return isValid;
    }

    /**
     * Ends the session, in the store first: if that can't be told, nothing has happened and this throws.
     * Of several nodes that end it at the same time one tells the listeners.
     */
    @Override
    public void expire(boolean notify) {
        synchronized (this) {
            if (isValid && !expiring) {
                boolean endedHere = node().delete();
                super.expire(notify && endedHere);
            }
        }
    }

    /** Tells the listeners that it has ended by timeout. */
    void expired() {
        super.expire(true);
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

    @Override
    public int getMaxInactiveInterval() {
        return (int) Math.min(node().maxInactiveInterval().toSeconds(), Integer.MAX_VALUE);
    }

    /** Sets it; what Tomcat sets before the session has an id does not count, the settings do. */
    @Override
    public void setMaxInactiveInterval(int seconds) {
        if (node != null) {
            used().setMaxInactiveInterval(Duration.ofSeconds(seconds));
        }
    }

    /** Whether Tomcat says that a value is not for the store. */
    boolean isLocal(String name, Object value) {
        return exclude(name, value);
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
            Object lock = attributes; // that of expire() in Tomcat 10.1.59
            synchronized (lock) {
                requireValid("setAttribute"); // it may have ended while valueBound ran
                old = attributes.put(name, value);
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            if (bound) {
                events.unbound(name, value);
            }
            throw e;
        }
        if (notify) {
            events.set(name, value, old);
        }
    }

    private void requireValid(String method) {
        if (!isValid) {
            throw new IllegalStateException(method + ": the session has been invalidated");
        }
    }

    @Override
    public @Nullable String getAuthType() {
        return owner.getPersistAuthentication() && node().control("auth_type") instanceof String stored
                ? stored
                : super.getAuthType();
    }

    @Override
    public void setAuthType(@Nullable String authType) {
        super.setAuthType(authType);
        control("auth_type", authType);
    }

    @Override
    public @Nullable Principal getPrincipal() {
        return owner.getPersistAuthentication() && node().control("principal") instanceof Principal stored
                ? stored
                : super.getPrincipal();
    }

    @Override
    public void setPrincipal(@Nullable Principal principal) {
        super.setPrincipal(principal);
        control("principal", principal);
    }

    @Override
    public @Nullable Object getNote(String name) {
        Object note = super.getNote(name);
        String control = STORED_NOTES.get(name);
        if (note != null || control == null) {
            return note;
        }
        Object stored = node().control(control);
        boolean request = name.equals(Constants.FORM_REQUEST_NOTE);
        // Tomcat casts it unseen, at every request.
        return request ? stored instanceof SavedRequest ? stored : null : stored instanceof String ? stored : null;
    }

    @Override
    public void setNote(String name, Object value) {
        String control = STORED_NOTES.get(name);
        if (control == null || !control(control, value)) {
            super.setNote(name, value);
        }
    }

    @Override
    public void removeNote(String name) {
        super.removeNote(name);
        String control = STORED_NOTES.get(name);
        if (control != null) {
            control(control, null);
        }
    }

    /** Stores what Tomcat keeps of a login; false if it can't be stored. */
    private boolean control(String name, @Nullable Object value) {
        if (!owner.getPersistAuthentication()) {
            return false;
        }
        if (Objects.equals(node().control(name), value)) {
            return true;
        }
        try {
            used().setControl(name, value);
            return true;
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "A login can't be stored, so that it holds for this request only: {} Let the realm's principal be"
                            + " Serializable, and name its class in abi.session.allowed-classes.",
                    e.getMessage());
            return false;
        }
    }

    /** The digest of its id. */
    @Override
    public String toString() {
        return "RedisSession[" + (node == null ? "new" : sessionId()) + "]";
    }
}
