package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.EmbeddedSentinel;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A node of an application whose jar is deleted before it stops, as by Tomcat's {@code autoDeploy}: classes that are
 * not loaded by then can't be loaded any more.
 */
class DeletedJarTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    /** Loads the classes of abi-session and its libraries anew, and notes what is asked for once their jar is gone. */
    private static final class ApplicationLoader extends URLClassLoader {
        private static final Pattern OWN =
                Pattern.compile("(org\\.abisession|redis\\.clients|org\\.apache\\.commons)\\..*");

        final List<String> missing = new CopyOnWriteArrayList<>();
        private volatile boolean gone;

        ApplicationLoader() {
            super(
                    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(ApplicationLoader::url)
                            .toArray(URL[]::new),
                    DeletedJarTest.class.getClassLoader());
        }

        private static URL url(String path) {
            try {
                return Path.of(path).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(path, e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!OWN.matcher(name).matches()) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && gone) {
                    missing.add(name); // and loaded all the same, so that the test names all of them
                }
                return loaded == null ? findClass(name) : loaded;
            }
        }

        List<String> threads() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getContextClassLoader() == this)
                    .map(Thread::getName)
                    .toList();
        }
    }

    /** Opens a node at an address, uses it, and returns what closes it; loaded by the loader of the application. */
    static final class Use implements Function<Map<String, String>, Runnable> {
        @Override
        public Runnable apply(Map<String, String> settings) {
            ClassLoader loader = Use.class.getClassLoader();
            Thread.currentThread().setContextClassLoader(loader);
            SettingsBuilder builder = SessionSettings.builder().adapter("app", "deleted");
            settings.forEach(builder::adapter);
            SessionNode node = SessionNode.open(builder.build(), loader, loader);
            node.announce(new ApplicationMarks());
            node.start(session -> {});
            NodeSession session = node.create();
            session.setAttribute("x", "1");
            session.save();
            session.delete();
            return node::close;
        }
    }

    @SuppressWarnings("unchecked") // it is what the class says
    private static void assertCloses(Map<String, String> settings) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (ApplicationLoader loader = new ApplicationLoader()) {
            Constructor<?> use =
                    Class.forName(Use.class.getName(), true, loader).getDeclaredConstructor();
            use.setAccessible(true);
            Runnable close = ((Function<Map<String, String>, Runnable>) use.newInstance()).apply(settings);
            Thread.currentThread().setContextClassLoader(before);
            assertThat(loader.threads()).contains("abi-session-deleted");

            loader.gone = true;
            close.run();
            assertThat(loader.missing).isEmpty();
            await().until(() -> loader.threads().isEmpty()); // a pool is over a moment before its last thread
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void close_jarIsDeleted_endsEveryThread() throws Exception {
        assertCloses(Map.of("redis-url", redis.uri()));
    }

    @Test
    void close_jarIsDeletedAndNearCache_endsEveryThread() throws Exception {
        assertCloses(Map.of("redis-url", redis.uri(), "near-cache", "1s"));
    }

    @Tag("full")
    @Test
    void close_jarIsDeletedOnSentinel_endsEveryThread() throws Exception {
        assumeBinary();
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start()) {
            assertCloses(Map.of("redis-url", sentinel.uri()));
        }
    }

    @Tag("full")
    @Test
    void close_jarIsDeletedOnCluster_endsEveryThread() throws Exception {
        assumeBinary();
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            assertCloses(Map.of("redis-url", cluster.uri()));
        }
    }

    private static void assumeBinary() {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("the jar has a redis-server for this machine")
                .isTrue();
    }
}
