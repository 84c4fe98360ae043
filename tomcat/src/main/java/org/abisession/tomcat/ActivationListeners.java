package org.abisession.tomcat;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import org.abisession.node.ActivationEvents;

/**
 * Calls those attributes of a session that are activation listeners. What a listener throws is logged, as on Tomcat.
 */
final class ActivationListeners implements ActivationEvents {
    private final RedisSession session;

    ActivationListeners(RedisSession session) {
        this.session = session;
    }

    @Override
    public boolean isListening(Object value) {
        return value instanceof HttpSessionActivationListener;
    }

    @Override
    public void willPassivate(Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            try {
                listener.sessionWillPassivate(new HttpSessionEvent(session.getSession()));
            } catch (Throwable e) {
                AttributeEvents.log(listener, e);
            }
        }
    }

    @Override
    public void didActivate(Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            try {
                listener.sessionDidActivate(new HttpSessionEvent(session.getSession()));
            } catch (Throwable e) {
                AttributeEvents.log(listener, e);
            }
        }
    }
}
