package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes of two versions of Spring Boot on one Redis, as they are while an application is deployed anew. */
@Tag("full")
class RollingUpgradeTest {
    @Test
    void session_ofTheOtherVersion_isReadBothWaysAsFarAsTheClassesAllow() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Node old = node(redis, Application.BOOT_3_5, "tomcat");
                Node next = node(redis, Application.BOOT_4_0, "jetty")) {
            User begun = new User();
            begun.login(old, old, "ada", "lovelace", Map.of());
            begun.post(old, "/cart", Map.of("item", "tea"));

            // The application's own class is read; the cart is there, whatever becomes of the login.
            String read = begun.get(next, "/session").body();
            assertThat(read.isEmpty() || read.contains("com.example.shop.Cart")).isTrue();
            // Nothing is lost for those that the old version still serves.
            assertThat(begun.get(old, "/").body()).isEqualTo("user=ada");
            assertThat(begun.get(old, "/cart").body()).contains("tea");

            User renewed = new User();
            assertThat(renewed.login(next, next, "ada", "lovelace", Map.of()).location())
                    .isEqualTo("/");
            renewed.post(next, "/cart", Map.of("item", "milk"));
            assertThat(renewed.get(old, "/cart").status()).isIn(200, 302);
            assertThat(renewed.get(next, "/cart").body()).contains("milk");
        }
    }

    private static Node node(EmbeddedRedis redis, Application application, String server) throws IOException {
        return Node.start(
                Map.of("REDIS_URL", redis.uri()),
                List.of("-jar", Extracted.once(application.jar(server)).toString()));
    }
}
