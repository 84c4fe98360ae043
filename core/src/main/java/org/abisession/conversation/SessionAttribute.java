package org.abisession.conversation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Asks an HttpSession for an attribute, without naming the type: under Jetty this class is loaded where
 * no servlet API is, and serves web applications of {@code javax} and of {@code jakarta}.
 */
public final class SessionAttribute {
    private static final ClassValue<@Nullable Method> GET_ATTRIBUTE = new ClassValue<>() {
        @Override
        protected @Nullable Method computeValue(Class<?> type) {
            return find(type);
        }
    };

    private SessionAttribute() {}

    /**
     * Returns the value of an attribute that the store itself provides.
     *
     * @throws IllegalArgumentException if {@code session} is no HttpSession
     * @throws IllegalStateException if the session has ended or has no such attribute
     */
    public static <T> T get(Object session, String name, Class<T> type) {
        Method getAttribute = GET_ATTRIBUTE.get(session.getClass());
        if (getAttribute == null) {
            throw new IllegalArgumentException("An HttpSession is needed, was "
                    + session.getClass().getName() + ". Pass what request.getSession() returned.");
        }
        Object value;
        try {
            value = getAttribute.invoke(session, name);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("HttpSession.getAttribute failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("HttpSession.getAttribute is not accessible", e);
        }
        if (!type.isInstance(value)) {
            throw new IllegalStateException(
                    value == null
                            ? "This session is not kept in Redis by abi-session (it has no attribute " + name
                                    + "). Configure its manager for this context."
                            : type.getName() + " is loaded twice, by " + type.getClassLoader() + " and by "
                                    + value.getClass().getClassLoader()
                                    + ". Remove abi-session-core from WEB-INF/lib (scope provided).");
        }
        return type.cast(value);
    }

    private static @Nullable Method find(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Class<?> face : c.getInterfaces()) {
                String name = face.getName();
                if (name.equals("jakarta.servlet.http.HttpSession") || name.equals("javax.servlet.http.HttpSession")) {
                    try {
                        return face.getMethod("getAttribute", String.class);
                    } catch (NoSuchMethodException e) {
                        return null;
                    }
                }
                Method inherited = find(face);
                if (inherited != null) {
                    return inherited;
                }
            }
        }
        return null;
    }
}
