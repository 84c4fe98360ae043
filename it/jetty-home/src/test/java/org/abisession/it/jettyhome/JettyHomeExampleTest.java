package org.abisession.it.jettyhome;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abisession.example.ExampleApiContract;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The example's API, its WAR as it is, on Jetty 12.0 (node A) and Jetty 12.1 (node B) with one Redis. */
class JettyHomeExampleTest extends ExampleApiContract {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @TempDir
    static Path directory;

    private static JettyBase jetty120;
    private static JettyBase jetty121;

    @BeforeAll
    static void start() throws Exception {
        jetty120 = start("jetty.12.0", directory.resolve("a"));
        jetty121 = start("jetty.12.1", directory.resolve("b"));
    }

    private static JettyBase start(String version, Path directory) throws Exception {
        Path homes = Path.of(System.getProperty("jetty.homes"));
        Path home = homes.resolve("jetty-home-" + System.getProperty(version));
        JettyBase base = JettyBase.install(home, directory);
        base.configure("--add-modules=http,ee10-deploy");
        Path webapps = Files.createDirectories(directory.resolve("webapps"));
        Files.copy(homes.resolve("webapps/root.war"), webapps.resolve("root.war"));
        base.start("abi.session.redis-url=" + REDIS.uri());
        return base;
    }

    @AfterAll
    static void stop() {
        for (JettyBase base : new JettyBase[] {jetty120, jetty121}) {
            if (base != null) {
                base.close();
            }
        }
    }

    @Override
    protected URI nodeA() {
        return URI.create("http://127.0.0.1:" + jetty120.port() + "/");
    }

    @Override
    protected URI nodeB() {
        return URI.create("http://127.0.0.1:" + jetty121.port() + "/");
    }
}
