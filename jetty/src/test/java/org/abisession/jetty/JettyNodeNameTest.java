package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
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

/** Nodes with different names ({@code workerName}): the cookie has the name of the node that served the client last. */
class JettyNodeNameTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private RespProxy proxy;
    private JettyNode one;
    private JettyNode two;

    @BeforeEach
    void start() throws Exception {
        proxy = RespProxy.inFrontOf(REDIS.uri());
        one = node(REDIS.uri(), "one");
        two = node(proxy.uri(), "two");
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        two.close();
        proxy.close();
    }

    private static JettyNode node(String uri, String name) throws Exception {
        JettyNode node = new JettyNode(Map.of("redisUrl", uri, "envFile", "off")).named(name);
        node.add(new Webapp("")
                .on("/kept", (request, response) -> response.setHeader("Expires", "Fri, 01 Jan 2100 00:00:00 GMT"))
                .context());
        return node.start();
    }

    @Test
    void request_cookieHasTheNameOfAnotherNode_costsOneRoundTripMoreOnce() {
        SessionClient warm = new SessionClient(logs);
        warm.get(one.port(), "/set?1");
        warm.get(two.port(), "/get");
        SessionClient user = new SessionClient(logs);
        user.get(one.port(), "/set?1");

        Traffic.Mark first = proxy.mark();
        HttpResponse<String> response = user.get(two.port(), "/get");
        assertThat(response.body()).isEqualTo("1");
        assertThat(response.headers().firstValue("Set-Cookie").orElse("")).contains(user.sessionId() + ".two");
        assertThat(proxy.since(first).roundTrips()).isEqualTo(2);

        Traffic.Mark second = proxy.mark();
        assertThat(user.get(two.port(), "/get").headers().allValues("Set-Cookie"))
                .isEmpty();
        assertThat(proxy.since(second).roundTrips()).isEqualTo(1);
    }

    @Test
    void response_bringsTheCookieOfThisNode_isOutOfDateForCachesUnlessTheApplicationSaysOtherwise() {
        SessionClient user = new SessionClient(logs);
        assertThat(expires(user.get(one.port(), "/set?1"))).contains("Thu, 01 Jan 1970 00:00:00 GMT");

        assertThat(expires(user.get(two.port(), "/get"))).contains("Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(expires(user.get(two.port(), "/get"))).isEmpty();
        assertThat(expires(user.get(one.port(), "/kept"))).contains("Fri, 01 Jan 2100 00:00:00 GMT");
    }

    private static Optional<String> expires(HttpResponse<String> response) {
        return response.headers().firstValue("Expires");
    }
}
