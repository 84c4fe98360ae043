package org.abisession.it.tomcathome;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.abisession.example.ExampleApiContract;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The example's API, its WAR as it is, on Tomcat 10.1 (node A) and Tomcat 11 (node B) with one Redis. */
class TomcatHomeTest extends ExampleApiContract {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @TempDir
    static Path directory;

    private static CatalinaBase tomcat10;
    private static CatalinaBase tomcat11;

    @BeforeAll
    static void start() throws Exception {
        Path homes = Path.of(System.getProperty("tomcat.homes"));
        tomcat10 = CatalinaBase.start(homes, System.getProperty("tomcat.10"), directory.resolve("a"), redis.uri());
        tomcat11 = CatalinaBase.start(homes, System.getProperty("tomcat.11"), directory.resolve("b"), redis.uri());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (CatalinaBase tomcat : new CatalinaBase[] {tomcat10, tomcat11}) {
            if (tomcat != null) {
                tomcat.close();
            }
        }
    }

    @Override
    protected URI nodeA() {
        return URI.create("http://127.0.0.1:" + tomcat10.port() + "/");
    }

    @Override
    protected URI nodeB() {
        return URI.create("http://127.0.0.1:" + tomcat11.port() + "/");
    }

    @Test
    void start_saysInTomcatsLogWhereRedisIs() {
        assertThat(tomcat10.output()).anyMatch(line -> line.contains("are in Redis at 127.0.0.1"));
        assertThat(tomcat11.output()).anyMatch(line -> line.contains("REDIS_URL"));
    }
}
