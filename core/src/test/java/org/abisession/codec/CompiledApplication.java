package org.abisession.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A web application on disk: {@code WEB-INF/classes} and one jar in {@code WEB-INF/lib}, freshly compiled. */
final class CompiledApplication {
    private static final Map<String, String> LIBRARY = Map.of(
            "com.lib.Gadget",
            """
            public class Gadget implements java.io.Serializable {
                private static final long serialVersionUID = 1L;
                static { System.setProperty("gadget.initialised", "true"); }
                public Object any;
            }
            """,
            "com.lib.Thing",
            "public class Thing implements java.io.Serializable { public Object any; }",
            "com.lib.Base",
            "public class Base implements java.io.Serializable { public Object base; }",
            "com.lib.sub.Deep",
            "public class Deep implements java.io.Serializable { }",
            "com.lib.Colour",
            """
            public enum Colour {
                RED;
                static { System.setProperty("gadget.initialised", "true"); }
            }
            """,
            "com.lib.Face",
            "public interface Face { }",
            "com.lib.Lambdas",
            """
            public class Lambdas {
                public static Object make() {
                    return (java.util.function.Supplier<String> & java.io.Serializable) () -> "lib";
                }
            }
            """);

    private static final Map<String, String> OWN = Map.of(
            "com.acme.Cart",
            """
            public class Cart implements java.io.Serializable {
                public java.util.List<Object> items = new java.util.ArrayList<>();
                public Object any;
                @Override public boolean equals(Object o) { return o instanceof Cart c && c.items.equals(items); }
                @Override public int hashCode() { return items.hashCode(); }
            }
            """,
            "com.acme.Special",
            "public class Special extends com.lib.Base { }",
            "com.acme.Size",
            "public enum Size { S, M, L }",
            "org.apache.commons.collections.functors.Unpacked",
            "public class Unpacked implements java.io.Serializable { }",
            "com.acme.Greeter",
            "public interface Greeter extends java.io.Serializable { String greet(); }",
            "com.acme.Handler",
            """
            public class Handler implements java.lang.reflect.InvocationHandler, java.io.Serializable {
                @Override public Object invoke(Object proxy, java.lang.reflect.Method m, Object[] arguments) {
                    return "hello";
                }
            }
            """,
            "com.acme.Lambdas",
            """
            public class Lambdas {
                public static Object make() {
                    String captured = new String("acme");
                    return (java.util.function.Supplier<String> & java.io.Serializable) () -> captured;
                }
            }
            """);

    private final Path root;
    private final Path classes;
    private final Path library;

    CompiledApplication(Path root) throws IOException {
        this.root = root;
        this.classes = root.resolve("WEB-INF/classes");
        this.library = root.resolve("WEB-INF/lib/lib.jar");
        Path compiled = root.resolve("compiled-lib");
        compile(LIBRARY, compiled, compiled);
        zip(compiled, "", library);
        compile(OWN, classes, library);
    }

    /** A new loader, with no class loaded yet. */
    Loader loader() {
        return new Loader(url(classes), url(library));
    }

    /** A new loader over the same classes inside a WAR that is not unpacked. */
    Loader packedLoader() throws IOException {
        Path war = root.resolve("app.war");
        zip(classes, "WEB-INF/classes/", war);
        return new Loader(
                URI.create("jar:" + war.toUri() + "!/WEB-INF/classes/").toURL(), url(library));
    }

    Path library() {
        return library;
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Map<String, String> sources, Path target, Path classPath) throws IOException {
        Files.createDirectories(target);
        Path folder = Files.createTempDirectory(target.getParent(), "sources");
        List<String> arguments = new ArrayList<>(List.of("-d", target.toString(), "-cp", classPath.toString()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            String name = source.getKey();
            int dot = name.lastIndexOf('.');
            Path file = folder.resolve(name.replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "package " + name.substring(0, dot) + ";\n" + source.getValue());
            arguments.add(file.toString());
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the classes of the test do not compile");
        }
    }

    static void zip(Path folder, String prefix, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(target));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(
                        new JarEntry(prefix + folder.relativize(file).toString().replace('\\', '/')));
                jar.write(Files.readAllBytes(file));
            }
        }
    }

    /** Knows which classes it has defined. */
    static final class Loader extends URLClassLoader {
        private final Set<String> defined = ConcurrentHashMap.newKeySet();

        Loader(URL... urls) {
            super(urls, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Class<?> found = super.findClass(name);
            defined.add(name);
            return found;
        }

        Set<String> defined() {
            return defined;
        }

        Object create(String className) {
            try {
                return loadClass(className).getConstructor().newInstance();
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        Object createHolding(String className, String field, Object value) {
            try {
                Object created = create(className);
                created.getClass().getField(field).set(created, value);
                return created;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        Object call(String className, String method) {
            try {
                return loadClass(className).getMethod(method).invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
