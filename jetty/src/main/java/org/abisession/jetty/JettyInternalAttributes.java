package org.abisession.jetty;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abisession.node.NodeSession;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what Jetty itself has with a session, under names that begin with {@code org.eclipse.jetty.}, such as a login.
 * It is stored apart from the application's attributes; what can't be stored stays on this node as long as the session.
 *
 * <p>Jetty casts what it finds there, at every request: what somebody else has put there must not get so far.
 */
final class JettyInternalAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(JettyInternalAttributes.class);
    private static final String PREFIX = "org.eclipse.jetty.";
    private static final String LOGIN = "org.eclipse.jetty.security.UserIdentity";
    /** The form of a POST that waits for a login. Jetty's class for it is not Serializable: it is kept as a map. */
    private static final String FORM_OF_LOGIN = "org.eclipse.jetty.security.form_POST";
    /** The names of classes, since those of ee8 and ee9 are not on the class path of every server. */
    private static final Map<String, Set<String>> TYPES = Map.of(
            LOGIN,
            Set.of(
                    "org.eclipse.jetty.security.AuthenticationState",
                    "org.eclipse.jetty.ee8.nested.Authentication",
                    "org.eclipse.jetty.ee9.nested.Authentication"));

    private final NodeSession session;

    JettyInternalAttributes(NodeSession session) {
        this.session = session;
    }

    static boolean isOne(String name) {
        return name.startsWith(PREFIX);
    }

    /** Returns a value; null if there is none, or Jetty could not make use of it. */
    @Nullable
    Object get(String name) {
        Object stored = usable(name, session.control(name));
        return name.equals(FORM_OF_LOGIN) && stored instanceof Map<?, ?> form ? fields(form) : stored;
    }

    /** Sets a value, null to remove it; returns the value before. */
    @Nullable
    Object set(String name, @Nullable Object value) {
        Object before = get(name);
        try {
            session.setControl(name, value instanceof Fields form ? map(form) : value);
        } catch (IllegalArgumentException e) {
            if (value == null) {
                throw e;
            }
            LOG.debug("{}: What Jetty keeps as {} stays on this node: {}", session.id(), name, e.getMessage());
            session.local().setControl(name, value);
        }
        return before;
    }

    private static Map<String, List<String>> map(Fields form) {
        Map<String, List<String>> map = new HashMap<>();
        form.forEach(field -> map.put(field.getName(), List.copyOf(field.getValues())));
        return map;
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

    private static @Nullable Object usable(String name, @Nullable Object value) {
        Set<String> types = TYPES.get(name);
        return value == null || types == null || isA(value.getClass(), types) ? value : null;
    }

    private static boolean isA(@Nullable Class<?> type, Set<String> names) {
        if (type == null) {
            return false;
        }
        if (names.contains(type.getName()) || isA(type.getSuperclass(), names)) {
            return true;
        }
        for (Class<?> face : type.getInterfaces()) {
            if (isA(face, names)) {
                return true;
            }
        }
        return false;
    }
}
