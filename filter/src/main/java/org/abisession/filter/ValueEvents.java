package org.abisession.filter;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import org.abisession.node.ActivationEvents;
import org.jspecify.annotations.Nullable;

/**
 * Calls the values of a session that are listeners. The application's own listeners are known to the container alone,
 * so that they are not called.
 */
final class ValueEvents implements ActivationEvents {
    private final RedisHttpSession session;

    ValueEvents(RedisHttpSession session) {
        this.session = session;
    }

    /** Calls a value that is about to be set, unless it is the present value; returns true if it was called. */
    boolean bound(String name, Object value) {
        if (value instanceof HttpSessionBindingListener listener
                && session.node().attribute(name) != value) {
            listener.valueBound(new HttpSessionBindingEvent(session, name, value));
            return true;
        }
        return false;
    }

    /** Calls a value that was unbound. */
    void unbound(String name, @Nullable Object value) {
        if (value instanceof HttpSessionBindingListener listener) {
            listener.valueUnbound(new HttpSessionBindingEvent(session, name, value));
        }
    }

    @Override
    public boolean isListening(Object value) {
        return value instanceof HttpSessionActivationListener;
    }

    @Override
    public void willPassivate(Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            listener.sessionWillPassivate(new HttpSessionEvent(session));
        }
    }

    @Override
    public void didActivate(Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            listener.sessionDidActivate(new HttpSessionEvent(session));
        }
    }
}
