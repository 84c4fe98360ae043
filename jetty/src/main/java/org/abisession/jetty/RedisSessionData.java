package org.abisession.jetty;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.abisession.node.NodeSession;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty's view of a {@link NodeSession}: attributes, times and the interval are there. Whether it has
 * expired is decided by Redis, never by the clock of this machine.
 *
 * <p>What Jetty itself keeps in a session (a login, for instance) has names that begin with {@code
 * org.eclipse.jetty.}; it is stored apart from the application's attributes, and not shown among them.
 */
@SuppressWarnings("serial") // never serialized: attributes are encoded one by one
final class RedisSessionData extends SessionData {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionData.class);
    private static final String JETTYS_OWN = "org.eclipse.jetty.";
    /** The form of a POST that waits for a login. Jetty's class for it is not Serializable: it is kept as a map. */
    private static final String FORM_OF_LOGIN = "org.eclipse.jetty.security.form_POST";

    private final transient NodeSession session;
    /** What of Jetty's own can't be stored. */
    private final transient Map<String, Object> local = new ConcurrentHashMap<>();

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
        // Jetty takes a session that was never saved for a new one.
        setLastSaved(session.isStored() ? 1 : 0);
    }

    NodeSession session() {
        return session;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        if (!name.startsWith(JETTYS_OWN)) {
            return session.attribute(name);
        }
        Object kept = local.get(name);
        return kept == null ? stored(name) : kept;
    }

    @Override
    public @Nullable Object setAttribute(String name, @Nullable Object value) {
        if (name.equals(RedisManagedSession.TOLD)) {
            return null;
        }
        if (!name.startsWith(JETTYS_OWN)) {
            return session.setAttribute(name, value);
        }
        Object before = getAttribute(name);
        local.remove(name);
        try {
            session.setControl(name, value instanceof Fields form ? form.toMultiMap() : value);
        } catch (IllegalArgumentException e) {
            LOG.warn("{}: What Jetty keeps as {} is lost after this request: {}", session.id(), name, e.getMessage());
            session.setControl(name, null);
            local.put(name, Objects.requireNonNull(value));
        }
        return before;
    }

    private @Nullable Object stored(String name) {
        Object stored = JettysOwn.usable(name, session.control(name));
        return name.equals(FORM_OF_LOGIN) && stored instanceof Map<?, ?> form ? fields(form) : stored;
    }

    private static Fields fields(Map<?, ?> form) {
        Fields fields = new Fields();
        form.forEach((field, values) -> {
            if (field instanceof String name && values instanceof List<?> list) {
                list.forEach(value -> fields.add(name, String.valueOf(value)));
            }
        });
        return fields;
    }

    @Override
    public Set<String> getKeys() {
        return session.attributeNames();
    }

    @Override
    public Map<String, Object> getAllAttributes() {
        Map<String, Object> all = new HashMap<>();
        for (String name : getKeys()) {
            Object value = getAttribute(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        return all;
    }

    @Override
    public void putAllAttributes(Map<String, Object> attributes) {
        attributes.forEach(this::setAttribute);
    }

    @Override
    public void clearAllAttributes() {
        getKeys().forEach(name -> setAttribute(name, null));
    }

    /** Whether there is something to save, values that were changed in place included. */
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
