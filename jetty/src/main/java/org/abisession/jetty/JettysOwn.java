package org.abisession.jetty;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Jetty itself keeps with a session, under names that begin with {@code org.eclipse.jetty.}. It casts what it
 * finds there, at every request: what somebody else has put there must not get so far.
 */
final class JettysOwn {
    private static final String LOGIN = "org.eclipse.jetty.security.UserIdentity";
    /** By name: those of ee8 and ee9 are not on the class path of every server. */
    private static final Map<String, Set<String>> TYPES = Map.of(
            LOGIN,
            Set.of(
                    "org.eclipse.jetty.security.AuthenticationState",
                    "org.eclipse.jetty.ee8.nested.Authentication",
                    "org.eclipse.jetty.ee9.nested.Authentication"));

    private JettysOwn() {}

    /** The value, or null if Jetty could not make use of it. */
    static @Nullable Object usable(String name, @Nullable Object value) {
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
