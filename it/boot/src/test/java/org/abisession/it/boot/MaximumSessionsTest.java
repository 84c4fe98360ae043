package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spring Security's {@code maximumSessions(1)} over two nodes, and Actuator's endpoint of sessions. The system property
 * {@code logins} sets how many logins there are; the long form is 1,000.
 */
@Tag("full")
@ParameterizedClass
@MethodSource("org.abisession.it.boot.Cell#all")
class MaximumSessionsTest {
    private static final int LOGINS = Integer.getInteger("logins", 10);
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final Cell cell;
    private final List<Node> nodes = new ArrayList<>();
    private EmbeddedRedis redis;

    MaximumSessionsTest(Cell cell) {
        this.cell = cell;
    }

    @BeforeEach
    void startRedis() {
        redis = EmbeddedRedis.start();
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
        redis.close();
    }

    private Node node(String sessions, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-jar",
                cell.application().jar(cell.server()).toString(),
                "--shop.sessions=" + sessions,
                "--management.endpoints.web.exposure.include=health,sessions"));
        arguments.addAll(List.of(more));
        Node node = Node.start(Map.of("REDIS_URL", redis.uri()), arguments);
        nodes.add(node);
        return node;
    }

    private static boolean logIn(User user, Node node) {
        return user.login(node, node, "ada", "lovelace", Map.of()).location().equals("/");
    }

    private static boolean isServed(User user, Node node) {
        return user.get(node, "/").body().equals("user=ada");
    }

    @Test
    void maximumSessions_loginsOnTwoNodes_endTheFormerOne() throws IOException {
        Node one = node("ended");
        Node two = node("ended");
        int tooMany = 0;
        int lockedOut = 0;
        User former = new User();
        assertThat(logIn(former, one)).isTrue();
        for (int i = 0; i < LOGINS; i++) {
            User next = new User();
            Node here = i % 2 == 0 ? two : one;
            if (!logIn(next, here) || !isServed(next, one) || !isServed(next, two)) {
                lockedOut++;
            }
            if (isServed(former, i % 3 == 0 ? here : here == one ? two : one)) {
                tooMany++;
            }
            former = next;
        }
        report("ended", tooMany, lockedOut);
    }

    @Test
    void maximumSessions_prevented_keepsTheFormerOneUntilItsLogoutOnAnyNode() throws IOException {
        Node one = node("prevented");
        Node two = node("prevented");
        int tooMany = 0;
        int lockedOut = 0;
        for (int i = 0; i < LOGINS; i++) {
            User first = new User();
            Node here = i % 2 == 0 ? one : two;
            Node there = here == one ? two : one;
            if (!logIn(first, here)) {
                lockedOut++;
            }
            if (logIn(new User(), there)) {
                tooMany++;
            }
            if (!isServed(first, there)) {
                lockedOut++;
            }
            first.logout(i % 3 == 0 ? here : there);
        }
        report("prevented", tooMany, lockedOut);
    }

    @Test
    void maximumSessions_nodeOfTheLoginIsKilled_isKeptAndLeftOnAnother() throws IOException {
        Node victim = node("prevented");
        Node other = node("prevented");
        User first = new User();
        assertThat(logIn(first, victim)).isTrue();

        victim.close();
        nodes.remove(victim);

        assertThat(logIn(new User(), other)).isFalse();
        assertThat(isServed(first, other)).isTrue();
        first.logout(other);
        assertThat(logIn(new User(), other)).isTrue();
    }

    @Test
    void maximumSessions_sessionTimesOut_letsTheUserIn() throws IOException {
        Node one = node("prevented", "--abi.session.max-inactive-interval=3s");
        Node two = node("prevented", "--abi.session.max-inactive-interval=3s");
        assertThat(logIn(new User(), one)).isTrue();
        assertThat(logIn(new User(), two)).isFalse();

        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> logIn(new User(), two));
    }

    @Test
    void endpoint_sessionsOfAUser_areFoundAndEndedWithoutTheirIds() throws IOException {
        Node one = node("");
        Node two = node("");
        User first = new User();
        User second = new User();
        assertThat(logIn(first, one)).isTrue();
        assertThat(logIn(second, two)).isTrue();

        String found = new User().get(one, "/actuator/sessions?username=ada").body();
        assertThat(found)
                .contains("\"attributeNames\":[", "SPRING_SECURITY_CONTEXT", "\"creationTime\":\"20")
                .contains("\"maxInactiveInterval\":1800", "\"expired\":false")
                .doesNotContain(id(first), id(second));
        List<String> ids = new ArrayList<>();
        Matcher matcher = ID.matcher(found);
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        assertThat(ids).hasSize(2);
        assertThat(new User().get(two, "/actuator/sessions/" + ids.get(0)).body())
                .contains(ids.get(0));

        for (String id : ids) {
            assertThat(new User().delete(two, "/actuator/sessions/" + id).status())
                    .isEqualTo(204);
        }

        assertThat(isServed(first, one)).isFalse();
        assertThat(isServed(second, one)).isFalse();
        assertThat(new User().get(two, "/actuator/sessions/" + ids.get(0)).status())
                .isEqualTo(404);
        assertThat(new User().get(one, "/actuator/sessions?username=ada").body())
                .isEqualTo("{\"sessions\":[]}");
    }

    private static String id(User user) {
        return user.cookie("JSESSIONID").replaceFirst("\\..*", "");
    }

    @SuppressWarnings("SystemOut") // the figures are what the long form is for
    private void report(String how, int tooMany, int lockedOut) {
        System.out.println("[sessions] " + cell + ", " + how + ": " + LOGINS + " logins, too many " + tooMany
                + ", locked out " + lockedOut);
        assertThat(tooMany).as("too many").isZero();
        assertThat(lockedOut).as("locked out").isZero();
    }
}
