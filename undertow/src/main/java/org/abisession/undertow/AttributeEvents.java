package org.abisession.undertow;

import io.undertow.server.session.SessionListeners;
import io.undertow.servlet.core.ApplicationListeners;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import org.abisession.node.ActivationEvents;
import org.abisession.node.NodeSession;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners that an attribute was set or removed, in the order of Jakarta Servlet 6.0, 7.4: {@code valueBound}
 * before the value can be seen, {@code valueUnbound} after the old one can't, then the application's listeners.
 * Undertow's own code calls the application's listeners first.
 */
final class AttributeEvents implements ActivationEvents {
    private final RedisSession session;
    private final RedisSessionManager manager;

    AttributeEvents(RedisSession session, RedisSessionManager manager) {
        this.session = session;
        this.manager = manager;
    }

    /** Calls a value that is about to be set, unless it is the present value; returns true if it was called. */
    boolean bound(String name, Object value, NodeSession node) {
        if (value instanceof HttpSessionBindingListener listener && node.attribute(name) != value) {
            listener.valueBound(new HttpSessionBindingEvent(httpSession(), name, value));
            return true;
        }
        return false;
    }

    /** Calls the value after it was unbound, if it is a listener. */
    void unbound(String name, @Nullable Object value) {
        if (value instanceof HttpSessionBindingListener listener) {
            listener.valueUnbound(new HttpSessionBindingEvent(httpSession(), name, value));
        }
    }

    /** Calls the listeners after a value was set. */
    void set(String name, Object value, @Nullable Object old) {
        if (old != value) {
            unbound(name, old);
        }
        ApplicationListeners listeners = manager.applicationListeners();
        SessionListeners others = manager.otherListeners();
        if (old == null) {
            listeners.httpSessionAttributeAdded(httpSession(), name, value);
            others.attributeAdded(session, name, value);
        } else {
            listeners.httpSessionAttributeReplaced(httpSession(), name, old);
            others.attributeUpdated(session, name, value, old);
        }
    }

    /** Calls the listeners after a value was removed. */
    void removed(String name, Object old) {
        try {
            unbound(name, old);
        } finally {
            manager.applicationListeners().httpSessionAttributeRemoved(httpSession(), name, old);
            manager.otherListeners().attributeRemoved(session, name, old);
        }
    }

    private HttpSession httpSession() {
        return manager.httpSession(session);
    }

    @Override
    public boolean isListening(Object value) {
        return value instanceof HttpSessionActivationListener;
    }

    @Override
    public void willPassivate(Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            listener.sessionWillPassivate(new HttpSessionEvent(httpSession()));
        }
    }

    @Override
    public void didActivate(Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            listener.sessionDidActivate(new HttpSessionEvent(httpSession()));
        }
    }
}
