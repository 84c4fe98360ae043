package org.abisession.jetty;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.abisession.SessionStoreException;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionHandle;
import org.abisession.node.SessionRequests;
import org.abisession.node.SessionView;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.session.ManagedSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty's object for one session on this node, shared by all requests that use it at the same time. Differs from
 * Jetty's own where that one loses failures: {@link #invalidate} and {@link #renewId} ask Redis first, and throw when
 * that fails; the session then is what it was.
 *
 * <p><b>Outside of its requests</b>, where an application has kept it, it goes on: what is read is no older than a
 * second, each change is stored at once, and once the session has ended calls throw {@link IllegalStateException}.
 *
 * <p>Jetty's lock of the session guards its state alone. It is held neither during a call to Redis nor while code of
 * the application runs. Safe for use by several threads.
 */
final class RedisManagedSession extends ManagedSession implements SessionHandle {
    private static final Logger LOG = LoggerFactory.getLogger(RedisManagedSession.class);

    /**
     * The name under which a value is registered as a listener for changes of attributes in Jetty: it is no attribute,
     * and nothing is stored.
     */
    static final String LISTENER = RedisManagedSession.class.getName() + ".listener";

    private final RedisSessionCache cache;
    private final NodeSession stored;
    private final SessionRequests<RequestGuard> requests;
    /** True if Jetty has a listener of the application for changes of attributes. */
    private volatile boolean listens;

    RedisManagedSession(RedisSessionCache cache, RedisSessionData data) {
        super(cache.getSessionManager(), data);
        this.cache = cache;
        this.requests = new SessionRequests<>(cache.scope()::guard, RequestGuard::failedCall);
        this.stored = data.session();
        stored.setListener(new ActivationListeners(_manager, this));
    }

    RedisSessionData data() {
        return (RedisSessionData) _sessionData;
    }

    NodeSession stored() {
        return stored;
    }

    SessionRequests<RequestGuard> requests() {
        return requests;
    }

    /** Returns true, so that Jetty never evicts it: {@link NodeSession} counts who uses it. */
    @Override
    public boolean isResident() {
        return true;
    }

    private boolean isOutside() {
        RequestGuard guard = cache.scope().guard();
        return guard == null || !guard.uses(this);
    }

    /** Returns the object that requests use now, if the application has kept this one beyond its requests. */
    private RedisManagedSession present() {
        return _state == State.VALID && isOutside() ? cache.present(this) : this;
    }

    /** Returns the object to work with, no older than a second. */
    private RedisManagedSession checked() {
        RedisManagedSession session = present();
        State state = session._state;
        if (state == State.VALID && session.isOutside()) {
            session.stored.freshen();
            if (session.stored.isEnded() && session._state == State.VALID) {
                throw ended();
            }
        } else if (state == State.INVALID) {
            throw ended();
        }
        return session;
    }

    private IllegalStateException ended() {
        return new IllegalStateException(stored.id() + " has ended");
    }

    /** Stores a change that was made outside of the requests. */
    private void changed() {
        if (_state == State.VALID && isOutside() && stored.save() == SaveResult.GONE) {
            throw ended();
        }
    }

    /**
     * Begins the use of the session by a request for which Jetty has found it, or by an accessor of the application
     * (Jakarta Servlet 6.1, {@code HttpSession.Accessor}) outside of a request.
     *
     * <p>The guard owes its cookie where Jetty would send it at once: never to a request that came with an id that the
     * session has no more, as one would that steals a session at its login.
     *
     * @return false: Jetty is not to send the cookie, since the session may get another id before the response goes out
     */
    @Override
    public boolean access(long time) {
        RequestGuard guard = cache.scope().guard();
        if (guard != null && guard.arrived(this)) {
            if (isValid()) {
                guard.cookie().begin(this);
            }
        } else if (isOutside()) {
            accessOutside();
        }
        _newSession = false;
        return false;
    }

    private void accessOutside() {
        stored.enter();
        boolean alive = false;
        try {
            alive = stored.refresh();
        } finally {
            if (!alive) {
                stored.leave();
            }
        }
        if (!alive) {
            throw ended();
        }
    }

    /** Ends a use by an accessor. In 12.0 there is none, and nobody calls this. */
    public void release() {
        if (isOutside()) {
            cache.saveLate(this);
            stored.leave();
        }
    }

    /** Returns true if it has not ended, as far as this node knows; a request keeps what it began with. */
    @Override
    public boolean isValid() {
        return _state == State.VALID && !(stored.isEnded() && isOutside());
    }

    /** Takes the id with the node's name after it; not one that a request made of the former id. */
    @Override
    public void setExtendedId(String extendedId) {
        _lock.lock();
        try {
            if (extendedId.equals(getId()) || extendedId.startsWith(getId() + ".")) {
                super.setExtendedId(extendedId);
            }
        } finally {
            _lock.close();
        }
    }

    /**
     * Ends the session: in Redis first, then for the listeners, if it was there until now.
     *
     * @throws IllegalStateException if it has ended before
     * @throws org.abisession.SessionStoreException if the call to Redis fails; the session is as it was
     */
    @Override
    public void invalidate() {
        RedisManagedSession present = present();
        if (present != this) {
            present.invalidate();
            setState(State.INVALID);
        } else if (_state == State.INVALID || (!isValid() && _state == State.VALID)) {
            throw ended();
        } else if (!stored.local().noting(() -> new SessionEnd(this).end(beginInvalidate())) && isOutside()) {
            throw ended();
        }
    }

    /** Calls the listeners of a session that was found at its end by timeout. */
    void expire() {
        if (_state != State.INVALID) { // a request that has begun to end it has found no session in the store any more
            new SessionEnd(this).callListeners();
        }
    }

    /** Removes the attributes and calls their listeners; Jetty's own method does so with its lock held. */
    @Override
    public void finishInvalidate() {
        new SessionEnd(this).unbindAll();
    }

    /** Removes an attribute, and calls its listeners. */
    void unbind(String name) {
        Object old = _sessionData.setAttribute(name, null);
        if (old != null) {
            call("when an attribute left", () -> onSessionAttributeUpdate(name, null, old));
        }
    }

    /** Calls listeners; one that fails does not fail the request. */
    void call(String when, Runnable listeners) {
        try {
            listeners.run();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.warn("A listener failed {} {}", when, stored.id(), e);
        }
    }

    @Override
    public boolean hasLocalState() {
        return listens;
    }

    @Override
    public void endedElsewhere() {
        if (_state == State.VALID && beginInvalidate()) {
            cache.run(new SessionEnd(this)::callLocalListeners);
        }
    }

    @Override
    public void failedCall(SessionStoreException failure) {
        requests.failedCall(failure);
    }

    void setState(State state) {
        _lock.lock();
        try {
            _state = state;
            _stateChangeCompleted.signalAll();
        } finally {
            _lock.close();
        }
    }

    /**
     * Gives the session a new id; the old one is unknown to every node when this returns. What other contexts of
     * this server keep of the same session goes with it.
     *
     * @throws IllegalStateException if it has ended, or the response is under way
     * @throws org.abisession.SessionStoreException if the call to Redis fails; the session keeps its old id
     */
    @Override
    public void renewId(Request request, @Nullable Response response) {
        if (response != null && response.isCommitted()) {
            throw new IllegalStateException("The id of " + stored.id()
                    + " can't be changed, because the response is committed. Change it before.");
        }
        if (_state != State.VALID) {
            throw ended();
        }
        SessionId oldId = stored.id();
        SessionId newId = SessionId.random();
        if (stored.local().noting(() -> stored.changeId(newId, cache.otherApplications())) == SaveResult.GONE) {
            throw ended();
        }
        setExtendedId(_manager.getSessionIdManager().getExtendedId(newId.value(), request));
        onIdChanged();
        call("at a new id of", () -> _manager.onSessionIdChanged(this, oldId.value()));
        if (response != null) {
            HttpCookie cookie = _manager.getSessionCookie(this, request.isSecure());
            if (cookie != null) {
                Response.putCookie(response, cookie);
                RequestGuard guard = cache.scope().guard();
                if (guard != null) {
                    guard.cookie().give(this, cookie.getValue());
                }
            }
        }
    }

    /** Gives the session a new id if it is due, and calls the listeners; the response has to set the cookie. */
    void renewOldId(Request request) {
        SessionId oldId = stored.id();
        if (!renewStored()) {
            return;
        }
        stored.idAfter(oldId)
                .ifPresent(now -> setExtendedId(_manager.getSessionIdManager().getExtendedId(now.value(), request)));
        call("at a new id of", () -> _manager.onSessionIdChanged(this, oldId.value()));
    }

    private boolean renewStored() {
        try {
            return stored.renewId();
        } catch (RuntimeException e) {
            throw cache.store().unavailable(stored.id().toString(), e);
        }
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return checked()._sessionData.getAttribute(name);
    }

    @Override
    public Set<String> getAttributeNameSet() {
        return Collections.unmodifiableSet(checked()._sessionData.getKeys());
    }

    @Override
    public @Nullable Object setAttribute(String name, @Nullable Object value) {
        RedisManagedSession session = checked();
        return session == this ? set(name, value) : session.setAttribute(name, value);
    }

    private @Nullable Object set(String name, @Nullable Object value) {
        if (value instanceof ValueListener) {
            super.setAttribute(LISTENER, value); // the list of these is Jetty's own
            listens |= !JettyInternalAttributes.isOne(name);
        }
        Object before = value != null && _state == State.VALID && isOutside() && !JettyInternalAttributes.isOne(name)
                ? stored.setAttributeAnew(name, value)
                : _sessionData.setAttribute(name, value);
        if (value != null || before != null) {
            onSessionAttributeUpdate(name, value, before);
            if (_state == State.INVALID && stored.isEndedHere()) { // its end has gone through the attributes
                unbind(name);
            }
            changed();
        }
        return before;
    }

    @Override
    public @Nullable Object removeAttribute(String name) {
        RedisManagedSession session = checked();
        return session == this ? super.removeAttribute(name) : session.removeAttribute(name);
    }

    @Override
    protected void onSessionAttributeUpdate(String name, @Nullable Object value, @Nullable Object before) {
        if (!name.equals(LISTENER)) {
            super.onSessionAttributeUpdate(name, value, before);
        }
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        RedisManagedSession session = present();
        session._sessionData.setMaxInactiveMs(TimeUnit.SECONDS.toMillis(seconds));
        session.changed();
    }

    @Override
    public int getMaxInactiveInterval() {
        long millis = present()._sessionData.getMaxInactiveMs();
        return Math.toIntExact(TimeUnit.MILLISECONDS.toSeconds(millis));
    }

    @Override
    public long getCreationTime() {
        return checked()._sessionData.getCreated();
    }

    @Override
    public long getLastAccessedTime() {
        return checked()._sessionData.getLastAccessed();
    }

    @Override
    public boolean isNew() {
        RedisManagedSession session = checked(); // a later request may have another object for it, here or elsewhere
        return session._newSession && SessionView.isUnjoined(session.stored);
    }

    @Override
    public String getId() {
        return _sessionData.getId();
    }

    @Override
    protected void checkValidForRead() {
        // Done without Jetty's lock.
    }

    @Override
    protected void checkValidForWrite() {
        // Done without Jetty's lock.
    }

    @Override
    public String toString() {
        return String.valueOf(stored);
    }
}
