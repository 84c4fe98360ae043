package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jetty's refreshCookieAge: a cookie with an age is set again when it is so old, on whatever node. */
class JettyCookieRefreshTest {
    private static final String LONG_AGO = "1700000000000";

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private JettyNode a;
    private JettyNode b;
    private SessionClient user;

    @BeforeEach
    void start() throws Exception {
        a = node();
        b = node();
        user = new SessionClient(logs);
        user.get(a.port(), "/set?1");
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    private JettyNode node() throws Exception {
        JettyNode node = new JettyNode(Map.of("redisUrl", REDIS.uri(), "envFile", "off"));
        ServletContextHandler context = new Webapp("")
                .on("/slow", (request, response) -> {
                    request.getSession().getAttribute("x");
                    arrived.countDown();
                    assertThat(goesOn.await(10, TimeUnit.SECONDS)).isTrue();
                })
                .context();
        context.getSessionHandler().setMaxCookieAge(3600);
        context.getSessionHandler().setRefreshCookieAge(600);
        node.add(context);
        return node.start();
    }

    private void makeOld() {
        REDIS.client().hset("session:" + user.sessionId() + ":attributes", "@cookie_set", LONG_AGO);
    }

    private static List<String> cookies(HttpResponse<String> response) {
        return response.headers().allValues("Set-Cookie");
    }

    @Test
    void refreshCookieAge_isNotReached_noResponseBringsTheCookie() {
        for (JettyNode node : List.of(a, b, a)) {
            HttpResponse<String> response = user.get(node.port(), "/get");
            assertThat(response.body()).isEqualTo("1");
            assertThat(cookies(response)).isEmpty();
        }
    }

    @Test
    void refreshCookieAge_isReached_oneResponseBringsTheCookie() {
        makeOld();
        String id = user.sessionId();
        assertThat(cookies(user.get(b.port(), "/get")))
                .singleElement()
                .asString()
                .contains(id, "Max-Age=3600");
        for (JettyNode node : List.of(a, b)) {
            assertThat(cookies(user.get(node.port(), "/get"))).isEmpty();
        }
    }

    @Test
    void refreshCookieAge_isReachedAndALoginComesFirst_responseBringsNoDeadCookie() throws Exception {
        makeOld();
        CompletableFuture<HttpResponse<String>> slow = user.copy().start(user.request(a.port(), "/slow"));
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        user.get(b.port(), "/changeId");

        goesOn.countDown();
        assertThat(cookies(slow.join())).isEmpty();
        assertThat(user.get(a.port(), "/get").body()).isEqualTo("1");
    }
}
