package org.abisession.node;

import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.abisession.SessionStoreException;
import org.abisession.metrics.EndReason;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session behind the object that the application holds, which may keep it beyond its requests. Outside of a request
 * of this session, what is read is no older than a second, and a change is stored at once. Safe for use by several
 * threads.
 */
public final class SessionView {
    private static final Logger LOG = LoggerFactory.getLogger(SessionView.class);
    private static final String ENDED = "the session has been invalidated, or has got another id in a later request";

    private final BooleanSupplier used;
    private volatile NodeSession node;
    private volatile boolean valid = true;
    private volatile boolean ending;

    /**
     * Makes the view of a session.
     *
     * @param used tells whether the present thread works for a request that uses the session
     */
    public SessionView(NodeSession node, BooleanSupplier used) {
        this.node = node;
        this.used = used;
    }

    /** Returns the session as this node has it now. */
    public NodeSession node() {
        NodeSession known = node;
        NodeSession present = known.present();
        if (present != known) {
            node = present;
        }
        return present;
    }

    /** Returns false once the listeners of its end were called here. */
    public boolean isValid() {
        return valid;
    }

    /** Returns true if it has ended, or this node is about to call the listeners of its end. */
    public boolean isEnding() {
        return !valid || ending;
    }

    private boolean isOutsideOfRequests() {
        return !ending && node().isStored() && !used.getAsBoolean();
    }

    /**
     * Makes sure that the session has not ended, as far as a call of it may know.
     *
     * @param method names the call in the message
     */
    public void requireValid(String method) {
        boolean live = valid;
        if (live && isOutsideOfRequests()) {
            node().freshen();
            live = !node().isEnded();
        }
        if (!live) {
            throw new IllegalStateException(method + ": " + ENDED);
        }
    }

    /**
     * Sets an attribute of a session that is valid, in the order of Jakarta Servlet 6.0, 7.4: the value is called before it
     * can be seen. To be followed by {@link #takeOutIfEnded} and {@link #changed}.
     *
     * @param bound calls the value if it is a listener; returns true if it was called
     * @param unbound calls it again, where it can't be set
     * @return the value before
     */
    public @Nullable Object setAttribute(String name, Object value, BooleanSupplier bound, Runnable unbound) {
        boolean called = bound.getAsBoolean();
        try {
            requireValid("setAttribute"); // it may have ended while the value was called
            return isOutsideOfRequests() ? node().setAttributeAnew(name, value) : node().setAttribute(name, value);
        } catch (IllegalArgumentException | IllegalStateException e) {
            if (called) {
                unbound.run();
            }
            throw e;
        }
    }

    /**
     * Gives a session that is valid another id, and returns it.
     *
     * @throws IllegalStateException if it has ended on another node meanwhile
     */
    public SessionId changeId() {
        SessionId to = SessionId.random();
        if (node().local().noting(() -> node().changeId(to)) == SaveResult.GONE) {
            throw new IllegalStateException("changeSessionId: the session has ended on another node meanwhile");
        }
        return to;
    }

    /** Stores a change at once that no request would store. */
    public void changed() {
        if (valid && isOutsideOfRequests() && node().save() == SaveResult.GONE) {
            throw new IllegalStateException("The change is not stored: " + ENDED);
        }
    }

    /**
     * Ends the session in the store. Returns true if this call has done so, and has to call the listeners.
     *
     * @throws IllegalStateException outside of requests, if the session has ended already or has another id: a client
     *     that was told of a logout would still have its session
     */
    public boolean delete(EndReason reason) {
        boolean outside = isOutsideOfRequests();
        if (node().delete(reason)) {
            return true;
        }
        node().endedElsewhere();
        if (outside) {
            throw new IllegalStateException("invalidate: " + ENDED);
        }
        return false;
    }

    /**
     * Stores what a request has changed. A session that has ended meanwhile stays as it is. If it can't be stored,
     * later requests read the session anew: to the client of this one it is an error, not a change.
     */
    public void save() {
        if (valid) {
            save(node());
        }
    }

    /**
     * Does the same as {@link #save()}, for an adapter whose container knows by itself whether the session is valid.
     */
    public static void save(NodeSession session) {
        try {
            if (session.save() == SaveResult.GONE) {
                LOG.debug("{} has ended while a request used it; what the request changed is dropped", session);
            }
        } catch (SessionStoreException e) {
            session.discard();
            throw e;
        }
    }

    /**
     * Returns true if a session was used since it was last saved, so that a save may have something to store. Asked
     * before each part of a response: a value that was read before the last save, and is changed in place without a
     * call of the session, is stored at the end of the request.
     */
    public static boolean isTouched(NodeSession session) {
        return session.saves().isTouched();
    }

    /**
     * Returns false if a request has come with the id of a session since the one that made it, as far as this node can
     * tell. While requests of this node use the session, the object of the adapter knows whether one of them has joined
     * it; later the time of the last access tells, in milliseconds.
     */
    public static boolean isUnjoined(NodeSession session) {
        return session.use().isInUse() || session.lastAccessedAt().equals(session.createdAt());
    }

    /**
     * Tells the listeners of the end of the session, which the store has no more; one thread does so. Then it is not
     * valid, and what other threads have set meanwhile is taken out.
     *
     * @param removed is called for each attribute that the listeners have left
     */
    public void end(Runnable listeners, BiConsumer<String, Object> removed) {
        if (end(listeners)) {
            node().attributeNames().forEach(name -> takeOut(name, removed));
        }
    }

    private boolean end(Runnable listeners) {
        if (!beginEnd()) {
            return false;
        }
        try {
            tell(listeners);
        } finally {
            valid = false;
            ending = false;
        }
        return true;
    }

    /**
     * Takes out an attribute that was just set, if this node has ended the session meanwhile: the end may have gone
     * through the attributes before this one was there.
     */
    public void takeOutIfEnded(String name, BiConsumer<String, Object> removed) {
        if (!valid && node().isEndedHere()) {
            takeOut(name, removed);
        }
    }

    private void takeOut(String name, BiConsumer<String, Object> removed) {
        Object value = node().setAttribute(name, null);
        if (value != null) {
            tell(() -> removed.accept(name, value));
        }
    }

    /**
     * Calls values or listeners at the end of the session. What they throw is logged, whatever it is: a class of Kotlin
     * may throw what its method does not declare.
     */
    public void tell(Runnable listeners) {
        try {
            listeners.run();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("A value or listener failed at the end of {}", node, e);
        }
    }

    /** Notes that another view of the session has ended it, and has called the listeners. */
    public void dropped() {
        valid = false;
    }

    /** Unbinds the values that stay on this node: another node has ended the session and called its listeners. */
    public void endedElsewhere(BiConsumer<String, @Nullable Object> unbound) {
        boolean unused = end(() -> {
            for (String name : node().local().attributeNames()) {
                tell(() -> unbound.accept(name, node().attribute(name)));
            }
        });
    }

    private synchronized boolean beginEnd() {
        if (isEnding()) {
            return false;
        }
        ending = true;
        return true;
    }
}
