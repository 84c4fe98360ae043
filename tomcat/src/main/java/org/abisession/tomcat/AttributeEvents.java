package org.abisession.tomcat;

import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import org.apache.catalina.Context;
import org.apache.tomcat.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners that an attribute was set, in the order of Jakarta Servlet 6.0, 7.4: {@code valueBound}
 * before the value can be seen, {@code valueUnbound} after the old one can't, then the application's
 * listeners. Tomcat's own code gives {@code attributeReplaced} the new value if that is a binding
 * listener; this gives it the old one. What a listener throws is logged, as on Tomcat.
 */
final class AttributeEvents {
    private static final Logger LOG = LoggerFactory.getLogger(AttributeEvents.class);

    private final RedisSession session;
    private final Context context;

    AttributeEvents(RedisSession session, Context context) {
        this.session = session;
        this.context = context;
    }

    /**
     * Returns true if a listener is to be called although the very same value is set again, as the manager is
     * configured.
     */
    private boolean bindingChanged(Object value, @Nullable Object old) {
        return value != old || session.getManager().getNotifyBindingListenerOnUnchangedValue();
    }

    /** Calls the value that is about to be set, if it is a listener; returns true if it was called. */
    boolean bound(String name, Object value, @Nullable Object old) {
        if (value instanceof HttpSessionBindingListener listener && bindingChanged(value, old)) {
            try {
                listener.valueBound(new HttpSessionBindingEvent(session.getSession(), name, value));
            } catch (Throwable e) {
                log(listener, e);
            }
            return true;
        }
        return false;
    }

    /** Calls the value after it was unbound, if it is a listener. */
    void unbound(String name, Object value) {
        if (value instanceof HttpSessionBindingListener listener) {
            try {
                listener.valueUnbound(new HttpSessionBindingEvent(session.getSession(), name, value));
            } catch (Throwable e) {
                log(listener, e);
            }
        }
    }

    /** Calls the listeners after a value was set. */
    void set(String name, Object value, @Nullable Object old) {
        if (old != null && bindingChanged(value, old)) {
            unbound(name, old);
        }
        if (value == old && !session.getManager().getNotifyAttributeListenerOnUnchangedValue()) {
            return;
        }
        Object[] listeners = context.getApplicationEventListeners();
        if (listeners == null) {
            return;
        }
        String what = old == null ? "SessionAttributeAdded" : "SessionAttributeReplaced";
        HttpSessionBindingEvent event =
                new HttpSessionBindingEvent(session.getSession(), name, old == null ? value : old);
        for (Object each : listeners) {
            if (each instanceof HttpSessionAttributeListener listener) {
                context.fireContainerEvent("before" + what, listener);
                try {
                    if (old == null) {
                        listener.attributeAdded(event);
                    } else {
                        listener.attributeReplaced(event);
                    }
                } catch (Throwable e) {
                    log(listener, e);
                }
                context.fireContainerEvent("after" + what, listener);
            }
        }
    }

    static void log(Object listener, Throwable e) {
        ExceptionUtils.handleThrowable(e);
        LOG.error(
                "The listener {} failed; the request goes on",
                listener.getClass().getName(),
                e);
    }
}
