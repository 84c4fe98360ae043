package org.abisession.node;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.abisession.SessionStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a session has on this node alone: values that are not stored, and the container's object with what the
 * container keeps there. Safe for use by several threads.
 */
public final class LocalState {
    private final ReentrantLock lock;
    private final LocalValues values;
    private final SessionFields fields;
    private @Nullable SessionHandle handle;

    /**
     * Makes the local state of one session.
     *
     * @param lock the lock of the session
     */
    LocalState(ReentrantLock lock, LocalValues values, SessionFields fields) {
        this.lock = lock;
        this.values = values;
        this.fields = fields;
    }

    /** Returns the container's object, made at the first call. */
    SessionHandle handle(NodeSession session, Function<NodeSession, SessionHandle> factory) {
        lock.lock();
        try {
            SessionHandle made = handle;
            if (made == null) {
                made = factory.apply(session);
                handle = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private Optional<SessionHandle> handle() {
        lock.lock();
        try {
            return Optional.ofNullable(handle);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets an attribute that is never stored: it lives as long as the session does on this node. Returns the value
     * before.
     */
    public @Nullable Object setAttribute(String name, Object value) {
        return fields.setLocal(FieldNames.ofAttribute(name), value);
    }

    /** Sets a value of the container that is never stored: it lives as long as the session does on this node. */
    public void setControl(String name, Object value) {
        Object unused = fields.setLocal(FieldNames.ofControl(name), value);
    }

    /** Returns a copy of the names of the attributes among the values. */
    public Set<String> attributeNames() {
        lock.lock();
        try {
            Set<String> names = new LinkedHashSet<>();
            values.names().forEach(field -> FieldNames.attribute(field).ifPresent(names::add));
            return names;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many values there are. */
    int values() {
        lock.lock();
        try {
            return values.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns true if there is anything that must live as long as the session does on this node. */
    boolean isAny() {
        return values() > 0 || handle().filter(SessionHandle::hasLocalState).isPresent();
    }

    /** Calls the store for the application, and notes a failure in the request, whatever becomes of the exception. */
    public <T extends @Nullable Object> T noting(Supplier<T> call) {
        try {
            return call.get();
        } catch (SessionStoreException e) {
            handle().ifPresent(handle -> handle.failedCall(e));
            throw e;
        }
    }

    /** Does the same as {@link #noting}, for a call that returns nothing. */
    public void note(Runnable call) {
        boolean unused = noting(() -> {
            call.run();
            return true;
        });
    }

    /** Lets the container drop what it has of a session that has ended on another node. */
    void endedElsewhere() {
        handle().ifPresent(SessionHandle::endedElsewhere);
    }
}
