package org.abisession.codec;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the classes of the proxies that stored values name. Each list of interfaces, in its order, is a class of its
 * own, which the JVM keeps as long as the application's loader: so no more than a number of them are made. Safe for use
 * by several threads.
 */
final class ProxyClasses {
    /** About the most classes that are made; an application has some kinds of proxies, not hundreds. */
    static final int MOST = 1000;

    private final ClassLoader application;
    private final Map<List<Class<?>>, Class<?>> made = new ConcurrentHashMap<>();

    ProxyClasses(ClassLoader application) {
        this.application = application;
    }

    /**
     * Returns the class of proxies with these interfaces.
     *
     * @throws StreamLimitException if it is not known, and no more are made
     * @throws ClassNotFoundException if no proxy can have these interfaces
     */
    Class<?> of(List<Class<?>> interfaces) throws StreamLimitException, ClassNotFoundException {
        Class<?> known = made.get(interfaces);
        if (known != null) {
            return known;
        }
        if (made.size() >= MOST) {
            throw StreamLimitException.proxies(MOST);
        }
        Class<?> type = make(interfaces);
        made.put(interfaces, type);
        return type;
    }

    private Class<?> make(List<Class<?>> interfaces) throws ClassNotFoundException {
        ClassLoader loader = application;
        for (Class<?> face : interfaces) {
            if (!Modifier.isPublic(face.getModifiers())) {
                loader = face.getClassLoader();
            }
        }
        try {
            // For its class: the stream brings the instance, with a handler of its own.
            return Proxy.newProxyInstance(
                            loader, interfaces.toArray(Class<?>[]::new), (proxy, method, arguments) -> null)
                    .getClass();
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException("a proxy of " + interfaces.size() + " interfaces", e);
        }
    }
}
