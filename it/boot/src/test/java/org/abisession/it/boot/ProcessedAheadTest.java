package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shop of Spring Boot 4.0 on Jetty as its context was processed ahead of time, and on a later Java. */
@Tag("matrix")
class ProcessedAheadTest {
    private static final List<String> JAR =
            List.of("-jar", Application.BOOT_4_0.jar("jetty").toString());
    private static final List<String> AHEAD = List.of(
            "-Dspring.aot.enabled=true",
            "-jar",
            Application.BOOT_4_0.jar("ahead").toString());

    @Test
    void sessions_contextProcessedAheadOfTime_areThoseOfAllNodes() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Node ahead = Node.start(Map.of("REDIS_URL", redis.uri()), AHEAD);
                Node plain = Node.start(Map.of("REDIS_URL", redis.uri()), JAR)) {
            assertThat(ahead.output()).contains("Starting AOT-processed ShopApplication");

            areThoseOfBoth(ahead, plain);
            areThoseOfBoth(plain, ahead);
        }
    }

    @Test
    void sessions_javaOfOneNodeIsLater_areThoseOfAllNodes() throws IOException {
        Path later = laterJdk();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Node next = Node.start(later, Map.of("REDIS_URL", redis.uri()), JAR);
                Node old = Node.start(Map.of("REDIS_URL", redis.uri()), JAR)) {
            areThoseOfBoth(next, old);
            areThoseOfBoth(old, next);
        }
    }

    private static void areThoseOfBoth(Node one, Node two) {
        User user = new User();
        user.login(one, two, "ada", "lovelace", Map.of());
        user.post(one, "/cart", Map.of("item", "tea"));
        assertThat(user.get(two, "/cart").body()).isEqualTo("cart=[Item[name=tea, count=1]]");
        assertThat(user.get(one, "/").body()).isEqualTo("user=ada");
        assertThat(user.get(two, "/library").status()).isEqualTo(200);
        assertThat(user.get(one, "/session").body()).doesNotContain("LinkedCaseInsensitiveMap");
    }

    private static Path laterJdk() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        assumeThat(all).as("JDKs are elsewhere on this system").isDirectory();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(all, "*-25-*")) {
            for (Path jdk : found) {
                return jdk;
            }
        }
        assumeThat(false).as("No JDK 25 in " + all).isTrue();
        throw new AssertionError();
    }
}
