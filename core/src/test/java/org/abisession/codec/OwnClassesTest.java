package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnClassesTest {
    private static final String MAIN = Main.class.getName();
    private static final String CART = Cart.class.getName();
    private static final String LIBRARYS = Librarys.class.getName();

    @TempDir
    private Path folder;

    private final List<URLClassLoader> loaders = new ArrayList<>();

    /** The example. */
    static final class Main {}

    /** Lies beside it. */
    static final class Cart {}

    /** Lies elsewhere. */
    static final class Librarys {}

    @AfterEach
    void close() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }

    private ClassLoader loader(Path... places) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path place : places) {
            urls.add(place.toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        loaders.add(loader);
        return loader;
    }

    private Path directory(String name, String... classes) throws IOException {
        for (String type : classes) {
            Path file = folder.resolve(name).resolve(OwnClasses.path(type));
            Files.createDirectories(file.getParent());
            try (InputStream in = bytes(type)) {
                Files.copy(in, file);
            }
        }
        return folder.resolve(name);
    }

    private Path jar(String name, String... classes) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String type : classes) {
                out.putNextEntry(new JarEntry(OwnClasses.path(type)));
                try (InputStream in = bytes(type)) {
                    in.transferTo(out);
                }
            }
        }
        return jar;
    }

    private static InputStream bytes(String type) {
        return OwnClassesTest.class.getClassLoader().getResourceAsStream(OwnClasses.path(type));
    }

    private static OwnClasses byExample(ClassLoader loader) throws ClassNotFoundException {
        return new OwnClasses(loader, List.of(loader.loadClass(MAIN)));
    }

    private static void isOwn(OwnClasses own, ClassLoader loader, String type, boolean expected)
            throws ClassNotFoundException {
        assertThat(own.holds(type)).as("before it is loaded").isEqualTo(expected);
        assertThat(own.owns(loader.loadClass(type))).as("once it is loaded").isEqualTo(expected);
    }

    @Test
    void holds_directoryOnClassPath_isOwnWithoutExample() throws Exception {
        ClassLoader loader = loader(directory("my classes", CART), jar("library.jar", LIBRARYS));

        isOwn(new OwnClasses(loader), loader, CART, true);
        isOwn(new OwnClasses(loader), loader, LIBRARYS, false);
    }

    @Test
    void holds_jarWithoutExample_isALibrarys() throws Exception {
        ClassLoader loader = loader(jar("shop.jar", MAIN, CART));

        isOwn(new OwnClasses(loader), loader, CART, false);
    }

    @Test
    void holds_jarOfTheExample_isOwnAndTheJarBesideItIsNot() throws Exception {
        ClassLoader loader = loader(jar("the shop.jar", MAIN, CART), jar("library.jar", LIBRARYS));

        isOwn(byExample(loader), loader, CART, true);
        isOwn(byExample(loader), loader, LIBRARYS, false);
    }

    @Test
    void holds_sameClassInJarThatComesFirst_isALibrarys() throws Exception {
        ClassLoader loader = loader(jar("library.jar", CART), jar("shop.jar", MAIN, CART));

        isOwn(byExample(loader), loader, CART, false);
    }

    @Test
    void owns_classOfTheSameFileByAnotherLoader_isNotOwn() throws Exception {
        Path jar = jar("shop.jar", MAIN, CART);
        ClassLoader loader = loader(jar);
        ClassLoader another = loader(jar);

        assertThat(byExample(loader).owns(another.loadClass(CART))).isFalse();
    }

    @Test
    void holds_exampleInOneJarWithThisLibrary_saysNothing() throws Exception {
        String place = OwnClasses.class.getName() + "$Place";
        ClassLoader loader = loader(jar("shaded.jar", OwnClasses.class.getName(), place, MAIN, LIBRARYS));
        Class<?> inside = loader.loadClass(OwnClasses.class.getName());
        Constructor<?> constructor = inside.getDeclaredConstructor(ClassLoader.class, List.class);
        constructor.setAccessible(true);
        Object own = constructor.newInstance(loader, List.of(loader.loadClass(MAIN)));
        Method holds = inside.getDeclaredMethod("holds", String.class);
        holds.setAccessible(true);

        assertThat(holds.invoke(own, LIBRARYS)).isEqualTo(false);
    }

    @Test
    void holds_classThatIsNowhere_isNotOwn() throws Exception {
        ClassLoader loader = loader(jar("shop.jar", MAIN));

        assertThat(byExample(loader).holds("com.example.Missing")).isFalse();
    }
}
