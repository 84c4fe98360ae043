package org.abisession.jetty;

import java.time.Duration;
import java.util.Set;
import org.abisession.node.NodeSession;
import org.eclipse.jetty.session.SessionData;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's view of a {@link NodeSession}: attributes, times and the interval are there. Whether it has
 * expired is decided by Redis, never by the clock of this machine.
 *
 * <p>What Jetty itself keeps in a session (a login, for instance) has names that begin with {@code
 * org.eclipse.jetty.}; it is stored apart from the application's attributes, and not shown among them.
 */
@SuppressWarnings("serial") // never serialized: attributes are encoded one by one
final class RedisSessionData extends SessionData {
    private static final String COOKIE_SET = "cookie_set";

    private final transient NodeSession session;
    private final transient JettyInternalAttributes internal;

    RedisSessionData(NodeSession session, String contextPath, String vhost) {
        super(
                session.id().value(),
                contextPath,
                vhost,
                session.createdAt().toEpochMilli(),
                session.lastAccessedAt().toEpochMilli(),
                session.lastAccessedAt().toEpochMilli(),
                session.maxInactiveInterval().toMillis());
        this.session = session;
        this.internal = new JettyInternalAttributes(session);
        // Jetty takes a session that was never saved for a new one.
        setLastSaved(session.isStored() ? 1 : 0);
    }

    /**
     * Returns true if the cookie of the session is older than this, and stores that it is new, so that one response on
     * all nodes brings it. The first cookie is as old as the session.
     */
    boolean refreshesCookie(Duration age) {
        long now = session.now().toEpochMilli();
        boolean old = now - getCookieSet() > age.toMillis();
        if (old) {
            session.setControl(COOKIE_SET, now);
        }
        return old;
    }

    /** Returns when a response last refreshed the cookie, or else when the session began. */
    @Override
    public long getCookieSet() {
        return session.control(COOKIE_SET) instanceof Number millis
                ? millis.longValue()
                : session.createdAt().toEpochMilli();
    }

    @Override
    public void setCookieSet(long time) {
        // Jetty says so at each cookie that it makes, and knows the time of none.
    }

    NodeSession session() {
        return session;
    }

    /** Returns the id that the session has now. */
    @Override
    public String getId() {
        return session.id().value();
    }

    @Override
    public void setId(String id) {
        // The session knows.
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return JettyInternalAttributes.isOne(name) ? internal.get(name) : session.attribute(name);
    }

    @Override
    public @Nullable Object setAttribute(String name, @Nullable Object value) {
        if (name.equals(RedisManagedSession.LISTENER)) {
            return null;
        }
        return JettyInternalAttributes.isOne(name) ? internal.set(name, value) : session.setAttribute(name, value);
    }

    @Override
    public Set<String> getKeys() {
        return session.attributeNames();
    }

    /** Returns true if there is something to save, values that were changed in place included. */
    @Override
    public boolean isDirty() {
        return session.isChanged();
    }

    @Override
    public void setDirty(boolean dirty) {
        // The session knows.
    }

    @Override
    public long getLastAccessed() {
        return session.lastAccessedAt().toEpochMilli();
    }

    @Override
    public long getMaxInactiveMs() {
        return session.maxInactiveInterval().toMillis();
    }

    @Override
    public void setMaxInactiveMs(long millis) {
        session.setMaxInactiveInterval(millis <= 0 ? Duration.ZERO : Duration.ofMillis(millis));
    }

    @Override
    public void calcAndSetExpiry() {
        // Redis' clock counts.
    }

    @Override
    public void calcAndSetExpiry(long time) {
        // Redis' clock counts.
    }

    @Override
    public boolean isExpiredAt(long time) {
        return false;
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
