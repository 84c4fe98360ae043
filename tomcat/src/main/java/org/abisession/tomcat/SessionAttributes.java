package org.abisession.tomcat;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows the attributes of a session to Tomcat's code: a view of the session on this node, each value decoded when it is
 * asked for. What Tomcat says is not for the store stays on the node. Methods that compare and set, which Tomcat does
 * not call, are not supported: a lock over values of the application would be needed.
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
            return session.node().local().setAttribute(name, value);
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
    public Object putIfAbsent(String name, Object value) {
        throw notAtomic();
    }

    @Override
    public boolean remove(Object key, Object value) {
        throw notAtomic();
    }

    @Override
    public boolean replace(String name, Object oldValue, Object newValue) {
        throw notAtomic();
    }

    @Override
    public Object replace(String name, Object value) {
        throw notAtomic();
    }

    private static UnsupportedOperationException notAtomic() {
        return new UnsupportedOperationException("Attributes of a session can't be compared and set in one step");
    }
}
