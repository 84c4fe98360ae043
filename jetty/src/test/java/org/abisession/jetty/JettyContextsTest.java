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
    private Client user;

    @BeforeEach
    void start() throws Exception {
        proxy = RespProxy.inFrontOf(REDIS.uri());
        node = new JettyNode(Map.of("redisUrl", proxy.uri(), "envFile", "off"));
        for (String path : List.of("", "/a", "/b", "/c", "/d")) {
            node.add(new Webapp(path).context());
        }
        node.start();
        // A script that Redis has not seen before costs one round trip more.
        Client first = new Client(logs);
        for (String path : List.of("/a/set?0", "/a/get", "/a/set?1", "/a/changeId", "/a/invalidate")) {
            first.get(node, path);
        }
        user = new Client(logs);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        proxy.close();
    }

    @Test
    void attributes_ofTwoContexts_areApart() {
        user.get(node, "/a/set?1");
        user.get(node, "/b/set?2");

        assertThat(user.get(node, "/a/get").body()).isEqualTo("1");
        assertThat(user.get(node, "/b/get").body()).isEqualTo("2");
        assertThat(REDIS.keys("session:" + user.id() + ":*"))
                .containsExactly(
                        "session:" + user.id() + ":attributes:a",
                        "session:" + user.id() + ":attributes:b",
                        "session:" + user.id() + ":metadata");
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
        user.get(node, "/a/set?1");
        user.get(node, "/b/set?2");
        user.get(node, "/set?3");
        String old = user.id();
        user.get(node, "/b/changeId");

        assertThat(user.id()).isNotEqualTo(old);
        assertThat(user.get(node, "/a/get").body()).isEqualTo("1");
        assertThat(user.get(node, "/b/get").body()).isEqualTo("2");
        assertThat(user.get(node, "/get").body()).isEqualTo("3");
        assertThat(REDIS.keys("session:" + old + ":*")).isEmpty();
    }

    @Test
    void request_cookiesOfTwoSessions_hasTheFirstThatIsThere() {
        user.get(node, "/set?root");
        Client inA = new Client(logs);
        inA.get(node, "/a/set?a");

        Client both = new Client(logs).with(inA.cookie() + "; JSESSIONID=" + user.cookie());
        assertThat(both.get(node, "/a/get").body()).isEqualTo("a");
        inA.get(node, "/a/invalidate");
        assertThat(both.get(node, "/a/get").body()).isEqualTo("none");
        assertThat(both.get(node, "/get").body()).isEqualTo("root");
    }

    @Test
    void request_cookiesOfTwoSessions_costsOne() {
        user.get(node, "/set?root");
        Client inA = new Client(logs);
        inA.get(node, "/a/set?a");
        user = new Client(logs).with(inA.cookie() + "; JSESSIONID=" + user.cookie());

        assertCost(1, "/a/get");
    }

    @Test
    void request_manyCookies_hasABoundedCost() {
        user.get(node, "/a/set?1");
        String own = String.valueOf(user.cookie());
        user.with(unknownIds(190)).get(node, "/a/get"); // from now on Redis has the script
        assertCost(2, "/a/get");
        user.with(unknownIds(4) + "; JSESSIONID=" + own + "; JSESSIONID=" + unknownIds(150));
        assertCost(3, "/a/get");
        assertThat(user.get(node, "/a/get").body()).isEqualTo("1");
        user.with(own + "; JSESSIONID=" + unknownIds(150));
        assertCost(1, "/a/get");
    }

    private static String unknownIds(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "unknown-unknown-" + i)
                .collect(Collectors.joining("; JSESSIONID="));
    }

    @Test
    void stop_ofOneContext_leavesTheOthers() throws Exception {
        user.get(node, "/a/set?1");
        node.server().getDescendants(org.eclipse.jetty.ee10.servlet.ServletContextHandler.class).stream()
                .filter(context -> context.getContextPath().equals("/b"))
                .findFirst()
                .orElseThrow()
                .stop();

        assertThat(user.get(node, "/a/get").body()).isEqualTo("1");
        user.get(node, "/a/invalidate");
        assertThat(user.get(node, "/a/get").body()).isEqualTo("none");
    }

    private void assertCost(int roundTrips, String path) {
        Traffic.Mark mark = proxy.mark();
        user.get(node, path);
        await().during(Duration.ofMillis(50)).until(() -> true);
        Traffic traffic = proxy.since(mark);
        assertThat(traffic.roundTrips()).as(path + ": " + traffic.commands()).isEqualTo(roundTrips);
    }
}
