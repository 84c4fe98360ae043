package org.abisession.codec;

import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells the classes of the application itself from those of its libraries: they are in
 * {@code WEB-INF/classes} (unpacked or inside a WAR), or in a directory on the class path, never in a jar.
 * Where a class lies is found out before it is loaded.
 */
final class OwnClasses {
    private final ClassLoader application;

    OwnClasses(ClassLoader application) {
        this.application = application;
    }

    /** Returns whether the file of this class lies where the application's own classes do. Loads nothing. */
    boolean holds(String className) {
        String path = path(className);
        URL file = application.getResource(path);
        if (file == null) {
            return false;
        }
        String url = file.toString();
        return url.endsWith(path) && isOwnRoot(url.substring(0, url.length() - path.length()));
    }

    /** Returns whether a class that has been loaded is the application's: by its loader, and its code source if it has one. */
    boolean owns(Class<?> type) {
        if (type.getClassLoader() != application) {
            return false;
        }
        URL source = codeSource(type);
        if (source == null) {
            return true;
        }
        String url = source.toString();
        String path = path(type.getName());
        // Tomcat names the WAR where it does not unpack it.
        return url.endsWith(".war")
                || isOwnRoot(url.endsWith(path) ? url.substring(0, url.length() - path.length()) : url);
    }

    private static @Nullable URL codeSource(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
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
}
