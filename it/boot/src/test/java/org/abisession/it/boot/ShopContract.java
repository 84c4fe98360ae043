package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Describes what an application of Spring Boot gets from the starter alone: no setting but where the Redis of this test
 * is. Two nodes, as executable jars; no request goes to the node that had the one before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ShopContract {
    private static final Map<String, String> NONE = Map.of();

    private final Application application;
    private final String server;
    private final User user = new User();
    private EmbeddedRedis redis;
    private Node one;
    private Node two;

    ShopContract(Application application, String server) {
        this.application = application;
        this.server = server;
    }

    @BeforeAll
    void start() {
        redis = EmbeddedRedis.start();
        List<Node> nodes = PortalServers.twoAtOnce(this::node);
        one = nodes.get(0);
        two = nodes.get(1);
    }

    private Node node() {
        try {
            return Node.start(
                    Map.of("REDIS_URL", redis.uri()),
                    List.of("-jar", application.jar(server).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void stop() {
        if (redis != null) {
            one.close();
            two.close();
            redis.close();
        }
    }

    @AfterEach
    void noLogHasAnId() {
        String id = user.cookie("JSESSIONID").replaceFirst("\\..*", "");
        if (!id.isEmpty()) {
            assertThat(one.output()).doesNotContain(id);
            assertThat(two.output()).doesNotContain(id);
        }
        user.forget("JSESSIONID");
        user.forget("remember-me");
    }

    private void login() {
        assertThat(user.login(one, two, "ada", "lovelace", NONE).location()).isEqualTo("/");
    }

    @Test
    void login_onOneNodeCartOnOther_holdsWhenTheFirstIsKilled() {
        Node victim = node();
        user.login(victim, victim, "ada", "lovelace", NONE);
        assertThat(user.post(two, "/cart", Map.of("item", "tea")).body()).contains("tea");

        victim.close();

        assertThat(user.get(one, "/").body()).isEqualTo("user=ada");
        assertThat(user.get(two, "/cart").body()).isEqualTo("cart=[Item[name=tea, count=1]]");
    }

    @Test
    void change_400TimesByOneClientOverTwoNodes_losesNone() {
        login();

        for (int i = 1; i <= 400; i++) {
            assertThat(user.post(i % 2 == 0 ? one : two, "/change", NONE).body())
                    .isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void id_ofNewSession_has256Bits() {
        login();

        assertThat(user.cookie("JSESSIONID")).matches("[A-Za-z0-9_-]{43}(\\.node0)?");
    }

    @Test
    void interval_notSet_isThatOfSpringBoot() {
        login();

        assertThat(user.get(one, "/session").body()).contains("\"interval\":\"1800\"");
    }

    @Test
    void login_wrongPassword_isToldOnTheOtherNode() {
        assertThat(user.login(one, two, "ada", "wrong", NONE).location()).isEqualTo("/login?error");

        assertThat(user.get(one, "/failure").body()).isEqualTo("Bad credentials, caused by null");
    }

    @Test
    void login_failsWithCauseThatCannotBeStored_isNoError500() {
        assertThat(user.login(one, two, "broken", "any", NONE))
                .returns(302, User.Reply::status)
                .returns("/login?error", User.Reply::location);

        assertThat(user.get(one, "/failure").body())
                .startsWith(
                        "The directory is away, caused by com.example.shop.SecurityConfiguration$DirectoryException:"
                                + " Connection ");
    }

    @Test
    void basic_withSession_needsNoPasswordOnTheOtherNode() {
        String password =
                Base64.getEncoder().encodeToString("ada:lovelace".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        user.get(one, "/", Map.of("Authorization", "Basic " + password));

        assertThat(user.get(two, "/").body()).isEqualTo("user=ada");
    }

    @Test
    void rememberMe_newSession_isLoggedInOnTheOtherNode() {
        user.login(one, two, "ada", "lovelace", Map.of("remember-me", "on"));
        user.forget("JSESSIONID");
        assertThat(user.get(one, "/").body()).isEqualTo("user=ada");
        user.forget("remember-me");

        assertThat(user.get(two, "/").body()).isEqualTo("user=ada");
    }

    @Test
    void savedRequest_loginOnOtherNode_goesWhereTheUserWanted() {
        assertThat(user.get(one, "/cart").location()).isEqualTo("/login");

        assertThat(user.login(two, one, "ada", "lovelace", NONE).location()).isEqualTo("/cart?continue");
    }

    @Test
    void flash_redirectToOtherNode_isThere() {
        login();
        assertThat(user.post(one, "/flash", NONE).location()).isEqualTo("/flashed");

        assertThat(user.get(two, "/flashed").body()).isEqualTo("notice=Item[name=flash, count=7]");
    }

    @Test
    void classes_ofApplicationAndLibrary_areToldApart() {
        login();
        user.post(one, "/cart", Map.of("item", "tea"));

        assertThat(user.get(two, "/session").body()).contains("\"scopedTarget.cart\":\"com.example.shop.Cart\"");
        // Boot's applications are not marked as distributable: it stays on its node, which the log says.
        assertThat(user.get(two, "/library").status()).isEqualTo(200);
        assertThat(user.get(one, "/session").body()).doesNotContain("LinkedCaseInsensitiveMap");
    }

    @Test
    void health_redisAway_isNotReadyButAlive() {
        assertThat(new User().get(one, "/actuator/health/readiness").status()).isEqualTo(200);

        redis.hang();
        try {
            assertThat(new User().get(one, "/actuator/health/readiness").status())
                    .isEqualTo(503);
            assertThat(new User().get(one, "/actuator/health/liveness").status())
                    .isEqualTo(200);
        } finally {
            redis.goOn();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> new User().get(one, "/actuator/health/readiness").status() == 200);
        assertThat(new User().get(one, "/actuator/health").body()).contains("abiSession");
    }
}
