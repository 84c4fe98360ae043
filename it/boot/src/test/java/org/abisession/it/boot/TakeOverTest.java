package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shop goes from Spring Session to the starter, with its logins, beans of the session and forms under way. */
@Tag("full")
class TakeOverTest {
    private static EmbeddedRedis redis;
    private static Node old;

    @BeforeAll
    static void start() {
        redis = EmbeddedRedis.start();
        old = start(Application.BOOT_3_5_SPRING_SESSION, "tomcat");
    }

    @AfterAll
    static void stop() {
        if (old != null) {
            old.close();
        }
        redis.close();
    }

    @ParameterizedTest
    @MethodSource("org.abisession.it.boot.Cell#servers")
    void session_ofSpringSession_goesOnWithItsLoginAndItsBeans(String server) {
        List<Node> nodes = PortalServers.twoAtOnce(() -> start(Application.BOOT_3_5, server));
        try (Node a = nodes.get(0);
                Node b = nodes.get(1)) {
            User user = new User();
            assertThat(user.login(old, old, "ada", "lovelace", Map.of()).location())
                    .startsWith("/");
            assertThat(user.cookie("SESSION")).isNotEmpty();
            user.post(old, "/cart", Map.of("item", "tea"));

            assertThat(user.get(a, "/").body()).isEqualTo("user=ada");
            assertThat(user.cookie("JSESSIONID")).isNotEmpty();
            assertThat(user.post(b, "/cart", Map.of("item", "milk")).body()).contains("tea", "milk");

            User withForm = new User();
            assertThat(withForm.login(old, a, "ada", "lovelace", Map.of()).location())
                    .startsWith("/");
            assertThat(withForm.get(b, "/").body()).isEqualTo("user=ada");
            assertThat(a.output() + b.output()).doesNotContain("is lost");
        }
    }

    private static Node start(Application application, String server) {
        try {
            return Node.start(
                    Map.of(
                            "REDIS_URL",
                            redis.uri(),
                            "SPRING_DATA_REDIS_URL",
                            redis.uri(),
                            "ABI_SESSION_TAKE_OVER",
                            "spring-session"),
                    List.of("-jar", Extracted.once(application.jar(server)).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
