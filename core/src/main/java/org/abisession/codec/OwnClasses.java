package org.abisession.codec;

import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the classes of the application itself from those of its libraries. Where a class lies is found out before it
 * is loaded.
 *
 * <ul>
 *   <li>In a web application they are in {@code WEB-INF/classes} (unpacked or inside a WAR), or in a directory on
 *       the class path, never in a jar.
 *   <li>Where examples are known, the class of the main method for instance, they are those that come from the same
 *       place by the same loader, whatever that place is: a directory, a jar, a jar in a jar, a module. An example
 *       that lies beside this library says nothing: then all libraries are packed into one place with it.
 * </ul>
 */
final class OwnClasses {
    private final ClassLoader application;
    private final List<Place> places;

    OwnClasses(ClassLoader application) {
        this(application, List.of());
    }

    OwnClasses(ClassLoader application, List<Class<?>> examples) {
        this.application = application;
        Place library = Place.of(OwnClasses.class).orElse(null);
        this.places = examples.stream()
                .flatMap(example -> Place.of(example).stream())
                .filter(place -> !place.equals(library))
                .distinct()
                .toList();
    }

    /** Returns whether the file of this class lies where the application's own classes do. Loads nothing. */
    boolean holds(String className) {
        if (places.stream().anyMatch(place -> place.holds(className))) {
            return true;
        }
        String root = root(application, className);
        return root != null && isOwnRoot(root);
    }

    /**
     * Returns whether a class that has been loaded is the application's: by its loader, and its code source if it has
     * one.
     */
    boolean owns(Class<?> type) {
        if (places.stream().anyMatch(place -> place.owns(type))) {
            return true;
        }
        if (type.getClassLoader() != application) {
            return false;
        }
        String url = codeSource(type);
        if (url == null) {
            return true;
        }
        String path = path(type.getName());
        // Tomcat names the WAR where it does not unpack it.
        return url.endsWith(".war")
                || isOwnRoot(url.endsWith(path) ? url.substring(0, url.length() - path.length()) : url);
    }

    private static @Nullable String codeSource(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? null
                : source.getLocation().toString();
    }

    /** Returns where the loader finds the file of this class, without the path of the class; null if it finds none. */
    private static @Nullable String root(ClassLoader loader, String className) {
        String path = path(className);
        URL file = loader.getResource(path);
        String url = file == null ? "" : file.toString();
        return url.endsWith(path) ? url.substring(0, url.length() - path.length()) : null;
    }

    private static boolean isOwnRoot(String url) {
        int end = url.length();
        while (end > 0 && (url.charAt(end - 1) == '/' || url.charAt(end - 1) == '!')) {
            end--;
        }
        String root = url.substring(0, end);
        if (root.endsWith("/WEB-INF/classes") || root.endsWith("BOOT-INF/classes")) {
            return true;
        }
        try {
            return root.startsWith("file:") && Files.isDirectory(Path.of(URI.create(root)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns the name of the class file, as resources are asked for. */
    static String path(String className) {
        return className.replace('.', '/') + ".class";
    }

    /** A place that classes come from: what the loader says of a file there, and what it says of a class from there. */
    private record Place(
            ClassLoader loader, String base, @Nullable String source) {
        static Optional<Place> of(Class<?> example) {
            ClassLoader loader = example.getClassLoader();
            String base = loader == null ? null : root(loader, example.getName());
            return base == null ? Optional.empty() : Optional.of(new Place(loader, base, codeSource(example)));
        }

        boolean holds(String className) {
            return base.equals(root(loader, className));
        }

        boolean owns(Class<?> type) {
            return type.getClassLoader() == loader && Objects.equals(codeSource(type), source);
        }
    }
}
