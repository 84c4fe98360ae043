package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
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

    private static final Map<List<Object>, Pair> PAIRS = new HashMap<>();

    private final Cell cell;

    /** Two nodes with the same setting, on a Redis of their own. Each test leaves them without a login. */
    private record Pair(EmbeddedRedis redis, Node one, Node two) {}

    MaximumSessionsTest(Cell cell) {
        this.cell = cell;
    }

    @AfterAll
    static void stop() {
        for (Pair pair : PAIRS.values()) {
            pair.one().close();
            pair.two().close();
            pair.redis().close();
        }
        PAIRS.clear();
    }

    /** The nodes with this setting, the same for all tests of a cell. */
    private Pair pair(String sessions) {
        return PAIRS.computeIfAbsent(List.of(cell, sessions), unused -> {
            EmbeddedRedis redis = EmbeddedRedis.start();
            List<Node> nodes = PortalServers.twoAtOnce(() -> node(redis, sessions));
            return new Pair(redis, nodes.get(0), nodes.get(1));
        });
    }

    private Node node(EmbeddedRedis redis, String sessions) {
        try {
            return Node.start(
                    Map.of("REDIS_URL", redis.uri()),
                    List.of(
                            "-jar",
                            Extracted.once(cell.application().jar(cell.server()))
                                    .toString(),
                            "--shop.sessions=" + sessions,
                            "--management.endpoints.web.exposure.include=health,sessions"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean logIn(User user, Node node) {
        return user.login(node, node, "ada", "lovelace", Map.of()).location().equals("/");
    }

    private static boolean isServed(User user, Node node) {
        return user.get(node, "/").body().equals("user=ada");
    }

    @Test
    void maximumSessions_loginsOnTwoNodes_endTheFormerOne() {
        Node one = pair("ended").one();
        Node two = pair("ended").two();
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
        former.logout(one);
        report("ended", tooMany, lockedOut);
    }

    @Test
    void maximumSessions_prevented_keepsTheFormerOneUntilItsLogoutOnAnyNode() {
        Node one = pair("prevented").one();
        Node two = pair("prevented").two();
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
    void maximumSessions_nodeOfTheLoginIsKilled_isKeptAndLeftOnAnother() {
        Pair pair = pair("prevented");
        Node other = pair.one();
        User first = new User();
        try (Node victim = node(pair.redis(), "prevented")) {
            assertThat(logIn(first, victim)).isTrue();
        }

        assertThat(logIn(new User(), other)).isFalse();
        assertThat(isServed(first, other)).isTrue();
        first.logout(other);
        User second = new User();
        assertThat(logIn(second, other)).isTrue();
        second.logout(other);
    }

    @Test
    void maximumSessions_sessionTimesOut_letsTheUserIn() {
        Node one = pair("prevented").one();
        Node two = pair("prevented").two();
        User first = new User();
        assertThat(logIn(first, one)).isTrue();
        assertThat(first.get(one, "/interval?seconds=3").body()).isEqualTo("interval=3");
        assertThat(logIn(new User(), two)).isFalse();

        User second = new User();
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> logIn(second, two));
        second.logout(two);
    }

    @Test
    void endpoint_sessionsOfAUser_areFoundAndEndedWithoutTheirIds() {
        Node one = pair("").one();
        Node two = pair("").two();
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
