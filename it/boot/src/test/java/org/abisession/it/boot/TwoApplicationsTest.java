package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two applications, each at the root of its server, with one Redis: neither may serve the logins of the other. */
@Tag("full")
class TwoApplicationsTest {
    private static EmbeddedRedis redis;
    private static Node shop;

    @BeforeAll
    static void start() throws IOException {
        redis = EmbeddedRedis.start();
        shop = Node.start(
                Map.of("REDIS_URL", redis.uri()),
                List.of("-jar", Application.BOOT_4_0.jar("jetty").toString()));
    }

    @AfterAll
    static void stop() {
        shop.close();
        redis.close();
    }

    @ParameterizedTest
    @MethodSource("org.abisession.it.boot.Cell#servers")
    void start_applicationWithAnotherMainClassAtTheSamePath_isRefusedAndToldToSetApp(String server) throws IOException {
        String output = Node.failing(
                Map.of("REDIS_URL", redis.uri()),
                List.of("-jar", Application.BOOT_3_5.portal(server).toString()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("serves com.example.shop.*, com.example.shop.ShopApplication, and this one has nothing in"
                        + " common with it.\n\nAction:\n")
                .contains("Set abi.session.app to a name of its own in one of the two");
    }

    @Test
    void start_appIsSet_isNotRefused() throws IOException {
        try (Node portal = Node.start(
                Map.of("REDIS_URL", redis.uri(), "ABI_SESSION_APP", "portal"),
                List.of("-jar", Application.BOOT_3_5.portal("tomcat").toString()))) {
            assertThat(portal.output()).contains("Sessions of context portal are in Redis");
        }
    }

    @Test
    void start_theSameApplicationOfAnotherVersionOnAnotherServer_isNotRefused() throws IOException {
        try (Node second = Node.start(
                Map.of("REDIS_URL", redis.uri()),
                List.of("-jar", Application.BOOT_3_5.jar("tomcat").toString()))) {
            assertThat(second.port()).isPositive();
        }
    }
}
