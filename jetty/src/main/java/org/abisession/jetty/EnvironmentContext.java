package org.abisession.jetty;

import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** Asks the contexts of web applications, of which each environment of Jetty (ee8 to ee11) has classes of its own. */
final class EnvironmentContext {
    private EnvironmentContext() {}

    /**
     * Returns what a method answers; null if the object has no such method.
     *
     * @param arguments texts
     */
    static @Nullable Object call(@Nullable Object target, String method, String... arguments) {
        if (target == null) {
            return null;
        }
        Class<?>[] types = arguments.length == 0 ? new Class<?>[0] : new Class<?>[] {String.class};
        try {
            return target.getClass().getMethod(method, types).invoke(target, (Object[]) arguments);
        } catch (NoSuchMethodException e) {
            return null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "The context can't be asked: " + target.getClass().getName() + "." + method + " failed", e);
        }
    }
}
