package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.SessionStoreException;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis goes away where only Jetty has something to get wrong; the rest is in the contract of all containers. */
class JettyOutageTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final AtomicInteger served = new AtomicInteger();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private RespProxy proxy;
    private JettyNode node;
    private SessionClient user;

    @BeforeEach
    void start() throws Exception {
        proxy = RespProxy.inFrontOf(REDIS.uri());
        node = new JettyNode(Map.of("redisUrl", proxy.uri(), "envFile", "off"));
        node.add(webapp().context());
        node.start();
        user = new SessionClient(logs);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        proxy.close();
    }

    /** Redis goes away in the middle of a request that has read its session. */
    private Webapp webapp() {
        return new Webapp("")
                .on("/count", (request, response) -> served.incrementAndGet())
                .on("/small", (request, response) -> {
                    change(request.getSession());
                    response.setHeader("X-Application", "yes");
                    response.addHeader("Set-Cookie", "application=1");
                    response.getWriter().print("acknowledged");
                })
                .on("/flushed", (request, response) -> {
                    change(request.getSession());
                    response.getWriter().print("acknowledged");
                    response.flushBuffer();
                    response.getWriter().print("acknowledged again");
                })
                .on("/large", (request, response) -> {
                    change(request.getSession());
                    for (int i = 0; i < 20; i++) {
                        response.getWriter().print("acknowledged".repeat(10_000));
                    }
                })
                .on("/redirect", (request, response) -> {
                    change(request.getSession());
                    response.sendRedirect("/acknowledged");
                })
                .on("/length", (request, response) -> {
                    change(request.getSession());
                    response.setContentLength(12);
                    response.getOutputStream().write("acknowledged".getBytes(StandardCharsets.US_ASCII));
                    response.getOutputStream().close();
                })
                .on("/async", (request, response) -> {
                    jakarta.servlet.AsyncContext async = request.startAsync();
                    jakarta.servlet.http.HttpSession session = request.getSession();
                    async.start(() -> {
                        change(session);
                        async.complete();
                    });
                })
                .on("/status204", (request, response) -> {
                    change(request.getSession());
                    response.setStatus(204);
                })
                .on("/tryInvalidate", (request, response) -> {
                    proxy.refuse();
                    try {
                        request.getSession().invalidate();
                    } catch (RuntimeException e) {
                        thrown.set(e);
                    }
                    proxy.resume();
                    response.getWriter().print(request.getSession(false).getAttribute("x"));
                })
                .on("/tryChangeId", (request, response) -> {
                    proxy.refuse();
                    try {
                        request.changeSessionId();
                    } catch (RuntimeException e) {
                        thrown.set(e);
                    }
                    proxy.resume();
                    response.getWriter().print(request.getSession(false).getAttribute("x"));
                });
    }

    private void change(jakarta.servlet.http.HttpSession session) {
        proxy.refuse();
        session.setAttribute("x", "changed");
    }

    @Test
    void request_redisAway_is503WithRetryAfterAndKeepsItsCookie() {
        user.get(node.port(), "/set?1");
        proxy.refuse();
        HttpResponse<String> response = user.get(node.port(), "/count");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(response.body()).as("the client's view").doesNotContain("Redis at", "org.abisession");
        assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(served).hasValue(0);
        proxy.resume();
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/small", "/flushed", "/large", "/redirect", "/length", "/async", "/status204"})
    void response_redisAwayBeforeItOverHttp2_is503AndNothingOfTheApplications(String path) {
        user = new SessionClient(logs).by(HttpClient.newHttpClient());
        user.get(node.port(), "/set?1");
        HttpResponse<String> response = user.get(node.port(), path);

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("503 The session store does not answer\n");
        proxy.resume();
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("1");
    }

    @Test
    void response_redisAwayBeforeAHead_is503WithoutBody() {
        user.get(node.port(), "/set?1");
        HttpResponse<String> response =
                user.send(user.request(node.port(), "/small").method("HEAD", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEmpty();
        proxy.resume();
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("1");
    }

    @Test
    void invalidate_redisAway_throwsAndTheSessionStays() {
        user.get(node.port(), "/set?1");

        assertThat(user.get(node.port(), "/tryInvalidate").body()).isEqualTo("1");
        assertThat(thrown.get()).isInstanceOf(SessionStoreException.class);
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("1");
    }

    @Test
    void changeSessionId_redisAway_throwsAndTheIdStays() {
        user.get(node.port(), "/set?1");
        String id = user.sessionId();

        assertThat(user.get(node.port(), "/tryChangeId").body()).isEqualTo("1");
        assertThat(thrown.get()).isInstanceOf(SessionStoreException.class);
        assertThat(user.sessionId()).isEqualTo(id);
        assertThat(user.get(node.port(), "/changeId").statusCode()).isEqualTo(200);
        assertThat(user.sessionId()).isNotEqualTo(id);
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("1");
    }
}
