package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several web applications on one server: apart, and no dearer than one. */
class JettyContextsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private RespProxy proxy;
    private JettyNode node;
    private SessionClient user;

    @BeforeEach
    void start() throws Exception {
        proxy = RespProxy.inFrontOf(REDIS.uri());
        node = new JettyNode(Map.of("redisUrl", proxy.uri(), "envFile", "off"));
        for (String path : List.of("", "/a", "/b", "/c", "/d")) {
            node.add(new Webapp(path).context());
        }
        node.start();
        // A script that Redis has not seen before costs one round trip more.
        SessionClient first = new SessionClient(logs);
        for (String path : List.of("/a/set?0", "/a/get", "/a/set?1", "/a/changeId", "/a/invalidate")) {
            first.get(node.port(), path);
        }
        user = new SessionClient(logs);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        proxy.close();
    }

    @Test
    void attributes_ofTwoContexts_areApart() {
        user.get(node.port(), "/a/set?1");
        user.get(node.port(), "/b/set?2");

        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("1");
        assertThat(user.get(node.port(), "/b/get").body()).isEqualTo("2");
        assertThat(REDIS.keys("session:" + user.sessionId() + ":*"))
                .containsExactly(
                        "session:" + user.sessionId() + ":attributes:a",
                        "session:" + user.sessionId() + ":attributes:b",
                        "session:" + user.sessionId() + ":metadata");
    }

    @Test
    void cost_withOtherContextsAround_isThatOfOne() {
        assertCost(1, "/a/set?1");
        assertCost(1, "/a/get");
        assertCost(2, "/a/set?2");
        assertCost(2, "/a/changeId");
        assertCost(2, "/a/invalidate");
        assertCost(1, "/a/get");
    }

    @Test
    void changeSessionId_inOneContext_theOthersKeepTheirAttributes() {
        user.get(node.port(), "/a/set?1");
        user.get(node.port(), "/b/set?2");
        user.get(node.port(), "/set?3");
        String old = user.sessionId();
        user.get(node.port(), "/b/changeId");

        assertThat(user.sessionId()).isNotEqualTo(old);
        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("1");
        assertThat(user.get(node.port(), "/b/get").body()).isEqualTo("2");
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("3");
        assertThat(REDIS.keys("session:" + old + ":*")).isEmpty();
    }

    @Test
    void request_cookiesOfTwoSessions_hasTheFirstThatIsThere() {
        user.get(node.port(), "/set?root");
        SessionClient inA = new SessionClient(logs);
        inA.get(node.port(), "/a/set?a");

        SessionClient both = new SessionClient(logs).withCookie(inA.cookie() + "; JSESSIONID=" + user.cookie());
        assertThat(both.get(node.port(), "/a/get").body()).isEqualTo("a");
        inA.get(node.port(), "/a/invalidate");
        assertThat(both.get(node.port(), "/a/get").body()).isEqualTo("none");
        assertThat(both.get(node.port(), "/get").body()).isEqualTo("root");
    }

    @Test
    void request_cookiesOfTwoSessions_costsOne() {
        user.get(node.port(), "/set?root");
        SessionClient inA = new SessionClient(logs);
        inA.get(node.port(), "/a/set?a");
        user = new SessionClient(logs).withCookie(inA.cookie() + "; JSESSIONID=" + user.cookie());

        assertCost(1, "/a/get");
    }

    @Test
    void request_manyCookies_hasABoundedCost() {
        user.get(node.port(), "/a/set?1");
        String own = String.valueOf(user.cookie());
        user.withCookie(unknownIds(190)).get(node.port(), "/a/get"); // from now on Redis has the script
        assertCost(2, "/a/get");
        user.withCookie(unknownIds(4) + "; JSESSIONID=" + own + "; JSESSIONID=" + unknownIds(150));
        assertCost(3, "/a/get");
        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("1");
        user.withCookie(own + "; JSESSIONID=" + unknownIds(150));
        assertCost(1, "/a/get");
    }

    private static String unknownIds(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "unknown-unknown-" + i)
                .collect(Collectors.joining("; JSESSIONID="));
    }

    @Test
    void stop_ofOneContext_leavesTheOthers() throws Exception {
        user.get(node.port(), "/a/set?1");
        node.server().getDescendants(org.eclipse.jetty.ee10.servlet.ServletContextHandler.class).stream()
                .filter(context -> context.getContextPath().equals("/b"))
                .findFirst()
                .orElseThrow()
                .stop();

        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("1");
        user.get(node.port(), "/a/invalidate");
        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("none");
    }

    private void assertCost(int roundTrips, String path) {
        Traffic.Mark mark = proxy.mark();
        user.get(node.port(), path);
        await().during(Duration.ofMillis(50)).until(() -> true);
        Traffic traffic = proxy.since(mark);
        assertThat(traffic.roundTrips()).as(path + ": " + traffic.commands()).isEqualTo(roundTrips);
    }
}
