package org.abisession.jetty;

import java.util.Arrays;
import java.util.Set;
import org.abisession.node.ActivationEvents;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Session;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Calls those attributes of a session that are activation listeners. Which interface that is, of what version of
 * Jakarta or Java EE, Jetty knows: it asks all attributes of the session that it is given, so it is given one that has
 * no other.
 */
final class ActivationListeners implements ActivationEvents {
    /**
     * Tells for each class whether it is a listener for activation. Found by the interface's name, since it is that of
     * the application's servlet API, of one version or another.
     */
    private static final ClassValue<Boolean> LISTENING = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isListener(type);
        }
    };

    private final SessionManager manager;
    private final Session session;

    ActivationListeners(SessionManager manager, Session session) {
        this.manager = manager;
        this.session = session;
    }

    private static boolean isListener(@Nullable Class<?> type) {
        return type != null
                && (type.getSimpleName().equals("HttpSessionActivationListener")
                        || isListener(type.getSuperclass())
                        || Arrays.stream(type.getInterfaces()).anyMatch(ActivationListeners::isListener));
    }

    @Override
    public boolean isListening(Object value) {
        return LISTENING.get(value.getClass());
    }

    @Override
    public void willPassivate(Object value) {
        manager.onSessionPassivation(new OneAttribute(session, value));
    }

    @Override
    public void didActivate(Object value) {
        manager.onSessionActivation(new OneAttribute(session, value));
    }

    /** The session as if it had one attribute only; else it is the session. */
    private static final class OneAttribute extends Attributes.Wrapper implements Session {
        private static final String NAME = "value";

        private final Session session;
        private final Object value;

        OneAttribute(Session session, Object value) {
            super(session);
            this.session = session;
            this.value = value;
        }

        @Override
        public Set<String> getAttributeNameSet() {
            return Set.of(NAME);
        }

        @Override
        public @Nullable Object getAttribute(String name) {
            return name.equals(NAME) ? value : session.getAttribute(name);
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // as Jetty has it
        public <T extends Session.API> T getApi() {
            return session.getApi();
        }

        @Override
        public boolean isValid() {
            return session.isValid();
        }

        @Override
        public String getId() {
            return session.getId();
        }

        @Override
        public String getExtendedId() {
            return session.getExtendedId();
        }

        @Override
        public long getLastAccessedTime() {
            return session.getLastAccessedTime();
        }

        @Override
        public void setMaxInactiveInterval(int seconds) {
            session.setMaxInactiveInterval(seconds);
        }

        @Override
        public int getMaxInactiveInterval() {
            return session.getMaxInactiveInterval();
        }

        @Override
        public void renewId(Request request, Response response) {
            session.renewId(request, response);
        }

        @Override
        public void invalidate() {
            session.invalidate();
        }

        @Override
        public boolean isNew() {
            return session.isNew();
        }

        @Override
        public String encodeURI(Request request, String uri, boolean cookiesInUse) {
            return session.encodeURI(request, uri, cookiesInUse);
        }
    }
}
