package org.abisession.tomcat;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.function.Predicate;
import org.apache.catalina.Context;
import org.apache.catalina.Session;
import org.apache.catalina.TomcatPrincipal;
import org.apache.catalina.session.StandardSessionFacade;
import org.apache.tomcat.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of the end of a session, in the order of Jakarta Servlet 6.0, 7.4: the application's listeners while the
 * attributes can still be read, then Tomcat's own, then the attributes that are unbound. As Tomcat's own code, but no
 * lock is held while listeners run.
 */
final class SessionEnd {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEnd.class);

    private final RedisSession session;
    private final RedisSessionManager manager;
    private final Context context;

    SessionEnd(RedisSession session, RedisSessionManager manager) {
        this.session = session;
        this.manager = manager;
        this.context = manager.getContext();
    }

    /** Ends a session that is no more in the store. */
    void end(boolean notify) {
        if (!session.beginEnd()) {
            return;
        }
        ClassLoader before = context.bind(false, null);
        try {
            if (notify) {
                callListeners(listener -> true);
                closeWebSockets();
            }
            manager.remove(session, true);
            if (notify) {
                session.fireSessionEvent(Session.SESSION_DESTROYED_EVENT, null);
            }
            logout();
            session.finishEnd();
            for (String name : session.names()) {
                unbind(name, notify);
            }
        } finally {
            session.finishEnd();
            context.unbind(false, before);
        }
    }

    /**
     * Ends what this node has of a session that another one has ended: the application's listeners were called there.
     */
    void endedElsewhere() {
        if (!session.beginEnd()) {
            return;
        }
        ClassLoader before = context.bind(false, null);
        try {
            callListeners(ContainerValue::isContainers); // as that of Tomcat 11 which closes WebSockets
            closeWebSockets();
            manager.remove(session, false);
            session.fireSessionEvent(Session.SESSION_DESTROYED_EVENT, null);
            session.finishEnd(); // Tomcat's own values ask whether it has ended
            for (String name : session.node().local().attributeNames()) {
                if (session.node().attribute(name) instanceof HttpSessionBindingListener listener) {
                    unbound(name, listener);
                }
            }
        } finally {
            session.finishEnd();
            context.unbind(false, before);
        }
    }

    /** Closes WebSockets that were opened before a change of the id: Tomcat 11.0.24 knows them by the id from then. */
    private void closeWebSockets() {
        for (String id : Handshakes.ids(session)) {
            if (!id.equals(session.getIdInternal())) {
                callListeners(ContainerValue::isOfWebSockets, new EarlierSession(session.getSession(), id));
            }
        }
    }

    private void callListeners(Predicate<Object> which) {
        callListeners(which, session.getSession());
    }

    private void callListeners(Predicate<Object> which, HttpSession ended) {
        Object[] listeners = context.getApplicationLifecycleListeners();
        if (listeners == null) {
            return;
        }
        HttpSessionEvent event = new HttpSessionEvent(ended);
        for (int i = listeners.length - 1; i >= 0; i--) {
            if (listeners[i] instanceof HttpSessionListener listener && which.test(listener)) {
                context.fireContainerEvent("beforeSessionDestroyed", listener);
                try {
                    listener.sessionDestroyed(event);
                } catch (Throwable e) {
                    AttributeEvents.log(listener, e);
                }
                context.fireContainerEvent("afterSessionDestroyed", listener);
            }
        }
    }

    /** A session as it was under an earlier id. */
    private static final class EarlierSession extends StandardSessionFacade {
        private final String id;

        EarlierSession(HttpSession session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        public String getId() {
            return id;
        }
    }

    private void logout() {
        if (session.localPrincipal() instanceof TomcatPrincipal principal) {
            try {
                principal.logout();
            } catch (Exception e) {
                LOG.error("The logout of the principal of {} failed", session, e);
            }
        }
    }

    private void unbind(String name, boolean notify) {
        try {
            session.removeQuietly(name, notify);
        } catch (Throwable e) {
            ExceptionUtils.handleThrowable(e);
            LOG.error("A listener failed when {} lost an attribute", session, e);
        }
    }

    private void unbound(String name, HttpSessionBindingListener listener) {
        try {
            listener.valueUnbound(new HttpSessionBindingEvent(session.getSession(), name, listener));
        } catch (Throwable e) {
            AttributeEvents.log(listener, e);
        }
    }
}
