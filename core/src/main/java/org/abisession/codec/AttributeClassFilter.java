package org.abisession.codec;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides which classes a stored value may name: values of the JDK, classes of the application itself, and
 * what the setting {@code abi.session.allowed-classes} adds. Everything else is refused.
 *
 * <p>The name is judged first; a class that is refused is neither loaded nor initialised. (A class file in
 * {@code WEB-INF/classes} or the like is loaded, not initialised, to see that it is the application's.) Classes come
 * from the application's loader, then from the container's where there is one; the thread's context class loader plays
 * no part. Safe for several threads.
 */
final class AttributeClassFilter {
    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "boolean", boolean.class,
            "byte", byte.class,
            "char", char.class,
            "short", short.class,
            "int", int.class,
            "long", long.class,
            "float", float.class,
            "double", double.class,
            "void", void.class);

    private final ClassLoader application;
    private final @Nullable ClassLoader container;
    private final ClassPatterns patterns;
    private final OwnClasses own;
    /** The classes that were allowed. Those that were refused are not kept, so that hostile names take no memory. */
    private final Map<String, Class<?>> allowed = new ConcurrentHashMap<>();

    private final ProxyClasses proxies;

    AttributeClassFilter(ClassLoader application, @Nullable ClassLoader container, ClassPatterns patterns) {
        this(application, container, patterns, List.of());
    }

    /** Makes a filter that knows classes of the application itself, one of each place that it was packed into. */
    AttributeClassFilter(
            ClassLoader application,
            @Nullable ClassLoader container,
            ClassPatterns patterns,
            List<Class<?>> ownClasses) {
        this.application = application;
        this.container = container;
        this.patterns = patterns;
        this.own = new OwnClasses(application, ownClasses);
        this.proxies = new ProxyClasses(application);
    }

    /** Returns the classes of proxies, whose interfaces were asked for here. */
    ProxyClasses proxies() {
        return proxies;
    }

    /**
     * Returns the class of this name as {@link Class#getName} has it, arrays and primitives included, not initialised.
     *
     * @throws ClassRefusedException if it is not allowed
     * @throws ClassNotFoundException if it is allowed, or unheard of, and there is none
     */
    Class<?> load(String name) throws ClassRefusedException, ClassNotFoundException {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        if (dimensions == 0) {
            Class<?> primitive = PRIMITIVES.get(name);
            return primitive == null ? loadPlain(name, false) : primitive;
        }
        if (dimensions == name.length() - 1) {
            return Class.forName(name, false, null);
        }
        if (name.charAt(dimensions) != 'L' || !name.endsWith(";")) {
            throw ClassRefusedException.notAllowed(name);
        }
        Class<?> type = loadPlain(name.substring(dimensions + 1, name.length() - 1), true);
        for (int i = 0; i < dimensions; i++) {
            type = type.arrayType();
        }
        return type;
    }

    /** Returns an interface of a proxy. Those of the JDK are refused but for the marker of serialization. */
    Class<?> loadInterface(String name) throws ClassRefusedException, ClassNotFoundException {
        if (name.equals("java.io.Serializable")) {
            return java.io.Serializable.class;
        }
        return loadPlain(name, false);
    }

    /**
     * Checks a class that is about to be written: what would be refused on reading must not be stored.
     *
     * @throws ClassRefusedException if it could not be read back
     */
    void check(Class<?> type) throws ClassRefusedException {
        Class<?> component = type;
        while (component.isArray()) {
            component = component.getComponentType();
        }
        String name = component.getName();
        if (component.isPrimitive() || allowed.get(name) == component) {
            return;
        }
        if (Proxy.isProxyClass(component)) {
            for (Class<?> face : component.getInterfaces()) {
                checkInterface(face);
            }
            return;
        }
        try {
            if (loadPlain(name, type.isArray()) != component) {
                throw ClassRefusedException.otherLoader(component);
            }
        } catch (ClassNotFoundException e) {
            ClassRefusedException refused = JdkValueClasses.contains(name) || patterns.allow(name)
                    ? ClassRefusedException.otherLoader(component)
                    : ClassRefusedException.notAllowed(name);
            refused.initCause(e);
            throw refused;
        }
    }

    /** Checks an interface of a proxy as {@link #check} does a class. */
    void checkInterface(Class<?> face) throws ClassRefusedException {
        if (face != java.io.Serializable.class) {
            check(face);
        }
    }

    private Class<?> loadPlain(String name, boolean inArray) throws ClassRefusedException, ClassNotFoundException {
        Class<?> known = allowed.get(name);
        if (known != null) {
            return known;
        }
        if (!ClassNames.isClassName(name)) {
            throw ClassRefusedException.notAllowed(name);
        }
        if (JdkValueClasses.contains(name) || patterns.allow(name)) {
            return remember(name, find(name));
        }
        if (name.equals(DetachedException.class.getName())) {
            return DetachedException.class;
        }
        if (inArray && JdkValueClasses.containsInterface(name)) {
            return find(name);
        }
        if (!KnownGadgets.contains(name) && own.holds(name)) { // a library may have been unpacked there
            Class<?> type = Class.forName(name, false, application);
            if (own.owns(type)) {
                return remember(name, type);
            }
        } else if (!KnownGadgets.contains(name) && !exists(name)) {
            throw new ClassNotFoundException(name);
        }
        throw ClassRefusedException.notAllowed(name);
    }

    private boolean exists(String name) {
        String file = OwnClasses.path(name);
        return application.getResource(file) != null || (container != null && container.getResource(file) != null);
    }

    private Class<?> remember(String name, Class<?> type) {
        allowed.put(name, type);
        return type;
    }

    private Class<?> find(String name) throws ClassNotFoundException {
        try {
            return Class.forName(name, false, application);
        } catch (ClassNotFoundException e) {
            if (container == null) {
                throw e;
            }
            return Class.forName(name, false, container);
        }
    }
}
