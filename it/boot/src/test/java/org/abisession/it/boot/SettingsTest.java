package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings where applications of Spring Boot have them. */
@Tag("full")
class SettingsTest {
    private static EmbeddedRedis redis;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        redis = EmbeddedRedis.start("--requirepass", "p@ss/word");
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private static List<String> jar(Application application, String server, String... properties) {
        List<String> command = new ArrayList<>(
                List.of("-jar", Extracted.once(application.jar(server)).toString()));
        for (String property : properties) {
            command.add("--" + property);
        }
        return command;
    }

    private String springRedis() {
        return "spring.data.redis.port=" + redis.port();
    }

    private static void cartIsKept(Node node, User user) {
        user.login(node, node, "ada", "lovelace", Map.of());
        user.post(node, "/cart", Map.of("item", "tea"));
        assertThat(user.get(node, "/cart").body()).contains("tea");
    }

    @Test
    void timeout30MinutesAndCookie_onTomcat_holdAsWritten() throws IOException {
        try (Node node = Node.start(
                Map.of("SPRING_DATA_REDIS_PASSWORD", "p@ss/word"),
                jar(
                        Application.BOOT_3_5,
                        "tomcat",
                        springRedis(),
                        "server.servlet.session.timeout=30m",
                        "server.servlet.session.cookie.name=shop",
                        "server.servlet.session.cookie.same-site=strict",
                        "server.servlet.session.cookie.max-age=2h",
                        "server.servlet.session.cookie.path=/"))) {
            User user = new User();
            cartIsKept(node, user);

            assertThat(user.get(node, "/session").body()).contains("\"interval\":\"1800\"");
            assertThat(user.cookie("shop")).isNotEmpty();
            User another = new User();
            another.get(node, "/login");
            assertThat(another.setCookies())
                    .anySatisfy(cookie -> assertThat(cookie)
                            .startsWith("shop=")
                            .containsIgnoringCase("SameSite=Strict")
                            .containsIgnoringCase("Max-Age=7200"));
        }
    }

    @Test
    void profileFileAndTimeoutOf90Seconds_onJetty_holdAsWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("application-prod.yml"), """
                abi:
                  session:
                    redisUrl: redis://:p%%40ss%%2Fword@127.0.0.1:%d/0
                    shared-attributes:
                      - theme
                      - language
                    near-cache: off
                    client-details: on
                    env-file: off
                server.servlet.session:
                  timeout: 90s
                  cookie:
                    name: shop
                    http-only: false
                    same-site: lax
                """.formatted(redis.port()));
        try (Node node = Node.start(
                Map.of("SPRING_PROFILES_ACTIVE", "prod", "ABI_SESSION_POOLSIZE", "7"),
                jar(Application.BOOT_4_0, "jetty", "spring.config.additional-location=" + file.getParent() + "/"))) {
            User user = new User();
            cartIsKept(node, user);

            assertThat(user.get(node, "/session").body()).contains("\"interval\":\"90\"");
            assertThat(user.cookie("shop")).isNotEmpty();
            User another = new User();
            another.get(node, "/login");
            assertThat(another.setCookies())
                    .anySatisfy(cookie -> assertThat(cookie)
                            .startsWith("shop=")
                            .containsIgnoringCase("SameSite=Lax")
                            .doesNotContainIgnoringCase("HttpOnly"));
            assertThat(node.output())
                    .contains("shared-attributes=theme,language")
                    .contains("pool-size=7")
                    .contains("client-details=on")
                    .doesNotContain("p@ss", "p%40ss");
        }
    }

    @Test
    void springsPropertiesMadeOfSharedVariables_holdWithWhatStandsBesideThem() throws IOException {
        Path file = Files.writeString(folder.resolve("application.yml"), """
                spring.data.redis:
                  host: ${REDIS_HOST:localhost}
                  port: ${REDIS_PORT:6379}
                  username: default
                  password: ${REDIS_PASSWORD:}
                  database: 3
                """);
        try (Node node = Node.start(
                Map.of(
                        "REDIS_HOST", "127.0.0.1",
                        "REDIS_PORT", Integer.toString(redis.port()),
                        "REDIS_PASSWORD", "p@ss/word"),
                jar(Application.BOOT_4_0, "tomcat", "spring.config.additional-location=" + file.getParent() + "/"))) {
            cartIsKept(node, new User());

            assertThat(node.output())
                    .contains("redis-db=3 (spring.data.redis.database)")
                    .doesNotContain("Set both in the same place");
        }
    }

    @Test
    void readinessGroup_asListInYaml_isTheApplicationsOwn() throws IOException {
        Path file = Files.writeString(folder.resolve("application.yml"), """
                abi.session:
                  redis-port: 1
                management.endpoint.health.group.readiness:
                  include:
                    - readinessState
                """);
        try (Node node = Node.start(
                Map.of(),
                jar(Application.BOOT_4_0, "tomcat", "spring.config.additional-location=" + file.getParent() + "/"))) {
            assertThat(new User().get(node, "/actuator/health").status()).isEqualTo(503);
            assertThat(new User().get(node, "/actuator/health/readiness").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void enabled_false_leavesTheSessionsToTheServer() throws IOException {
        try (Node node = Node.start(
                Map.of("ABI_SESSION_ENABLED", "false"),
                jar(Application.BOOT_4_0, "tomcat", "abi.session.redis-port=1"))) {
            cartIsKept(node, new User());

            assertThat(node.output()).doesNotContain("org.abisession");
        }
    }

    @Test
    void sessionAutoConfiguration_excluded_leavesTheSessionsToTheServer() throws IOException {
        try (Node node = Node.start(
                Map.of(),
                jar(
                        Application.BOOT_3_5,
                        "jetty",
                        "abi.session.redis-port=1",
                        "spring.autoconfigure.exclude=org.abisession.boot.SessionAutoConfiguration"))) {
            cartIsKept(node, new User());
        }
    }

    @Test
    void variablesOfAServiceAndTimeoutBeyondSeconds_onTomcat_keepNothingFromStarting() throws IOException {
        try (Node node = Node.start(
                Map.of(
                        "SPRING_DATA_REDIS_PASSWORD", "p@ss/word",
                        "REDIS_USERNAME", "default",
                        "ABI_SESSION_REDIS_SERVICE_HOST", "10.0.0.1",
                        "ABI_SESSION_REDIS_PORT", "tcp://10.0.0.1:6379",
                        "ABI_SESSION_REDIS_PORT_6379_TCP_ADDR", "10.0.0.1"),
                jar(
                        Application.BOOT_3_5,
                        "tomcat",
                        "spring.data.redis.url=redis://:p%40ss%2Fword@127.0.0.1:" + redis.port() + "/0?timeout=2s",
                        "server.servlet.session.timeout=36500d"))) {
            User user = new User();
            cartIsKept(node, user);

            assertThat(user.get(node, "/session").body()).contains("\"interval\":\"2147483647\"");
            assertThat(node.output()).contains("ABI_SESSION_REDIS_PORT of the environment ignored");
        }
    }

    @Test
    void name_unknown_stopsTheStartWithSuggestion() throws IOException {
        String output = Node.failing(Map.of(), jar(Application.BOOT_3_5, "tomcat", "abi.session.redis-uri=redis://x"));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("did you mean abi.session.redis-url?")
                .contains("Action:")
                .contains("Correct or remove it.");
    }

    @Test
    void profile_ofClassesUnknown_stopsTheStart() throws IOException {
        String output =
                Node.failing(Map.of(), jar(Application.BOOT_4_0, "jetty", "abi.session.allowed-classes=spring"));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("abi.session.allowed-classes must name profiles that are known, was \"spring\" (")
                .contains("spring-mvc, spring-security");
    }
}
