package org.abisession.codec;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes what a user has typed at a login that failed. Since 6.5 Spring Security notes it in the exception of the
 * failure, with the password, and keeps that in the session for the next page. It is not stored: a store of sessions is
 * no place for passwords.
 */
final class FailedLogin {
    private static final String AUTHENTICATION = "org.springframework.security.core.Authentication";

    private FailedLogin() {}

    /** Returns true if an object is a login of Spring Security that was asked for and not granted. */
    static boolean isRequest(Object object) {
        Class<?> type = authentication(object.getClass());
        if (type == null) {
            return false;
        }
        try {
            return Boolean.FALSE.equals(type.getMethod("isAuthenticated").invoke(object));
        } catch (ReflectiveOperationException e) {
            return true; // nothing shows that it was granted
        }
    }

    private static @Nullable Class<?> authentication(@Nullable Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Class<?> each : c.getInterfaces()) {
                Class<?> found = each.getName().equals(AUTHENTICATION) ? each : authentication(each);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
