package org.abisession.tomcat;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows the attributes of a session to Tomcat's code: a view of the session on this node, each value decoded when it is
 * asked for. What Tomcat says is not for the store stays on the node.
 */
final class SessionAttributes extends AbstractMap<String, Object> implements ConcurrentMap<String, Object> {
    private final RedisSession session;

    SessionAttributes(RedisSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Object get(Object key) {
        return session.node().attribute((String) key);
    }

    /** Sets a value; throws IllegalArgumentException if it can't be stored. */
    @Override
    public @Nullable Object put(String name, Object value) {
        if (session.isLocal(name, value)) {
            return session.node().setLocalAttribute(name, value);
        }
        return session.isOutsideOfRequests()
                ? session.node().setAttributeAnew(name, value)
                : session.node().setAttribute(name, value);
    }

    @Override
    public @Nullable Object remove(Object key) {
        return session.node().setAttribute((String) key, null);
    }

    @Override
    public boolean containsKey(Object key) {
        return keySet().contains(key);
    }

    /** Returns the names, those of values that can't be decoded included; a copy. */
    @Override
    public Set<String> keySet() {
        return session.node().attributeNames();
    }

    /** Returns all of them, decoded; a copy. */
    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> all = new HashMap<>();
        for (String name : keySet()) {
            Object value = get(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        return all.entrySet();
    }

    @Override
    public synchronized @Nullable Object putIfAbsent(String name, Object value) {
        Object present = get(name);
        return present != null ? present : put(name, value);
    }

    @Override
    public synchronized boolean remove(Object key, Object value) {
        return Objects.equals(get(key), value) && remove(key) != null;
    }

    @Override
    public synchronized boolean replace(String name, Object oldValue, Object newValue) {
        return Objects.equals(get(name), oldValue) && put(name, newValue) != null;
    }

    @Override
    public synchronized @Nullable Object replace(String name, Object value) {
        return get(name) == null ? null : put(name, value);
    }
}
