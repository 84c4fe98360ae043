package org.abisession.fuzz;

import com.example.fuzz.Basket;
import com.example.fuzz.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.abisession.contract.ContractWebapp;

/** A web application with classes of its own, and with libraries in WEB-INF/lib that attacks are made of. */
final class FuzzedApplication {
    private static final List<String> LIBRARIES = List.of(
            "org/apache/commons/collections/Transformer.class",
            "org/apache/commons/beanutils/BeanComparator.class",
            "org/apache/commons/logging/Log.class",
            "org/springframework/core/SerializableTypeWrapper.class",
            "org/springframework/beans/factory/ObjectFactory.class",
            "org/springframework/aop/framework/AdvisedSupport.class");

    private FuzzedApplication() {}

    /** Writes it into a directory, and returns that. */
    static Path writeTo(Path directory) throws IOException {
        new ContractWebapp().writeTo(directory);
        for (Class<?> type : List.of(Basket.class, Size.class)) {
            String file = type.getName().replace('.', '/') + ".class";
            Path target = directory.resolve("WEB-INF/classes").resolve(file);
            Files.createDirectories(target.getParent());
            try (InputStream in = FuzzedApplication.class.getResourceAsStream("/" + file)) {
                Files.copy(in, target);
            }
        }
        Path library = Files.createDirectories(directory.resolve("WEB-INF/lib"));
        for (String file : LIBRARIES) {
            String url = FuzzedApplication.class.getResource("/" + file).toString();
            Path jar = Path.of(URI.create(url.substring("jar:".length(), url.indexOf('!'))));
            Files.copy(jar, library.resolve(jar.getFileName().toString()));
        }
        return directory;
    }

    /** A loader of its classes and libraries that remembers which names it was asked for. */
    static Recorder loader(Path directory) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(url(directory.resolve("WEB-INF/classes"))));
        try (var jars = Files.list(directory.resolve("WEB-INF/lib"))) {
            jars.forEach(jar -> urls.add(url(jar)));
        }
        return new Recorder(urls.toArray(URL[]::new));
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sees every name, as it stands between each lookup and the JDK. */
    static final class Recorder extends URLClassLoader {
        private final Set<String> asked = ConcurrentHashMap.newKeySet();

        Recorder(URL... urls) {
            super(urls, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name, resolve);
        }

        Set<String> asked() {
            return asked;
        }
    }
}
