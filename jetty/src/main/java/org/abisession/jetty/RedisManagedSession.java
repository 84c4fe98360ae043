package org.abisession.jetty;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.abisession.SaveResult;
import org.abisession.SessionId;
import org.abisession.node.NodeSession;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.session.ManagedSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session on this node, shared by all requests that use it at the same time. Differs from Jetty's own
 * where that one loses failures: {@link #invalidate} and {@link #renewId} ask Redis first, and throw when it can't
 * be told; the session then is what it was.
 *
 * <p>Attributes are read and set without Jetty's lock of the session. The store has its own, and holds it while values
 * that listen are told that they are stored; one that then asks its session for an attribute would wait for a request
 * that holds Jetty's lock and waits for the store's.
 */
final class RedisManagedSession extends ManagedSession {
    private static final Logger LOG = LoggerFactory.getLogger(RedisManagedSession.class);

    /** Under this name a value is no attribute, and only told of changes of attributes. */
    static final String TOLD = RedisManagedSession.class.getName() + ".told";

    private final RedisSessionCache cache;
    private final NodeSession stored;
    private volatile boolean unsaved;
    /** Whether the session counts as in use on this node; guarded by the lock. */
    private boolean inUse;

    RedisManagedSession(RedisSessionCache cache, RedisSessionData data) {
        super(cache.getSessionManager(), data);
        this.cache = cache;
        this.stored = data.session();
        stored.tell(new ActivationListeners(_manager, this));
    }

    NodeSession stored() {
        return stored;
    }

    /** Whether the last save failed. */
    boolean isUnsaved() {
        return unsaved;
    }

    void setUnsaved(boolean failed) {
        unsaved = failed;
    }

    /** The first request uses it. */
    void arrive() {
        setResident(true);
        use();
    }

    /** One more request uses it; false if it is out of the cache already, or has another id now. */
    boolean join(String id) {
        _lock.lock();
        try {
            while (isResident() && (_state == State.CHANGING || _state == State.INVALIDATING)) {
                _stateChangeCompleted.awaitUninterruptibly();
            }
            boolean joins = isResident() && _state == State.VALID && id.equals(getId());
            if (joins) {
                use();
            }
            return joins;
        } finally {
            _lock.close();
        }
    }

    @Override
    protected void use() {
        super.use();
        if (!inUse) {
            inUse = true;
            stored.enter();
        }
    }

    /**
     * Saves only: in 12.1 the accessor of a session (Jakarta Servlet 6.1, {@code HttpSession.Accessor}) calls this
     * for a use that it has not begun. Requests call {@link RedisSessionCache#release}.
     */
    public void release() {
        cache.save(this);
    }

    /** One request less uses it; without any it is forgotten. */
    void leave() {
        _lock.lock();
        try {
            if (--_requests <= 0) {
                forget();
            }
        } finally {
            _lock.close();
        }
    }

    private void forget() {
        _lock.lock();
        try {
            cache.remove(this);
            setResident(false);
            _stateChangeCompleted.signalAll();
            if (inUse) {
                inUse = false;
                stored.leave();
            }
        } finally {
            _lock.close();
        }
    }

    /**
     * Jetty has found the session of the request, and begins to work with it.
     *
     * @return whether the request's response may set the session cookie: never for a request that came with an id
     *     that the session has no more, as one would that steals a session at its login
     */
    @Override
    public boolean access(long time) {
        ResponseGuard guard = cache.store().scope().guard();
        ResponseGuard.Found found = guard == null ? null : guard.found();
        if (guard != null) {
            guard.setFound(null);
        }
        return super.access(time) && (found == null || found.id().equals(getId()));
    }

    /** Whether it is there; also while another request changes its id, when Jetty's own says that there is none. */
    @Override
    public boolean isValid() {
        _lock.lock();
        try {
            return _state == State.VALID || _state == State.CHANGING;
        } finally {
            _lock.close();
        }
    }

    /** Takes the id with the node's name behind it; not one that a request made of the id before. */
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
     * @throws org.abisession.SessionStoreException if Redis can't be told; the session is as it was
     */
    @Override
    public void invalidate() {
        if (!beginInvalidate()) {
            return;
        }
        boolean existed;
        try {
            existed = stored.delete();
        } catch (RuntimeException e) {
            setState(State.VALID);
            throw e;
        }
        forget();
        if (existed) {
            tellEnd();
        } else {
            setState(State.INVALID); // whoever ended it has told
        }
    }

    /** Tells the listeners of a session that was found at its end by timeout. */
    void expire() {
        setResident(true);
        if (beginInvalidate()) {
            tellEnd();
        }
        setResident(false);
    }

    private void tellEnd() {
        try {
            _manager.onSessionDestroyed(this);
        } catch (RuntimeException e) {
            LOG.warn("A listener failed at the end of {}", stored.id(), e);
        }
        try {
            finishInvalidate();
        } catch (RuntimeException e) {
            LOG.warn("A listener failed when {} lost its attributes", stored.id(), e);
        }
    }

    private void setState(State state) {
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
     * @throws org.abisession.SessionStoreException if Redis can't be told; it has its old id then
     */
    @Override
    public void renewId(Request request, @Nullable Response response) {
        if (response != null && response.isCommitted()) {
            throw new IllegalStateException("The id of " + stored.id()
                    + " can't be changed, because the response is committed. Change it before.");
        }
        beginChange();
        SessionId oldId = stored.id();
        SessionId newId = SessionId.random();
        try {
            if (stored.changeId(newId, cache.otherApplications()) == SaveResult.GONE) {
                throw ended();
            }
            _lock.lock();
            try {
                _sessionData.setId(newId.value());
                setExtendedId(_manager.getSessionIdManager().getExtendedId(newId.value(), request));
                onIdChanged();
                cache.renamed(this, oldId.value());
            } finally {
                _lock.close();
            }
        } finally {
            setState(State.VALID);
        }
        try {
            _manager.onSessionIdChanged(this, oldId.value());
        } catch (RuntimeException e) {
            LOG.warn("A listener failed when {} became {}", oldId, newId, e);
        }
        if (response != null) {
            HttpCookie cookie = _manager.getSessionCookie(this, request.isSecure());
            if (cookie != null) {
                Response.putCookie(response, cookie);
            }
        }
    }

    private void beginChange() {
        _lock.lock();
        try {
            while (_state == State.CHANGING) {
                _stateChangeCompleted.awaitUninterruptibly();
            }
            if (_state != State.VALID) {
                throw ended();
            }
            _state = State.CHANGING;
        } finally {
            _lock.close();
        }
    }

    private IllegalStateException ended() {
        return new IllegalStateException(stored.id() + " has ended");
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        check();
        return _sessionData.getAttribute(name);
    }

    @Override
    public Set<String> getAttributeNameSet() {
        check();
        return Collections.unmodifiableSet(_sessionData.getKeys());
    }

    @Override
    public @Nullable Object setAttribute(String name, @Nullable Object value) {
        check();
        if (value instanceof ValueListener) {
            super.setAttribute(TOLD, value); // the list of these is Jetty's own
        }
        Object before = _sessionData.setAttribute(name, value);
        if (value != null || before != null) {
            onSessionAttributeUpdate(name, value, before);
        }
        return before;
    }

    @Override
    protected void onSessionAttributeUpdate(String name, @Nullable Object value, @Nullable Object before) {
        if (!name.equals(TOLD)) {
            super.onSessionAttributeUpdate(name, value, before);
        }
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        _sessionData.setMaxInactiveMs(TimeUnit.SECONDS.toMillis(seconds));
    }

    @Override
    public String getId() {
        return _sessionData.getId();
    }

    @Override
    protected void checkValidForRead() {
        check();
    }

    @Override
    protected void checkValidForWrite() {
        check();
    }

    private void check() {
        if (_state == State.INVALID) {
            throw ended();
        }
        if (_state != State.INVALIDATING && !isResident()) {
            throw new IllegalStateException(
                    stored.id() + " is no more in use by a request. Ask the request for its session.");
        }
    }

    @Override
    public String toString() {
        return Objects.toString(stored);
    }
}
