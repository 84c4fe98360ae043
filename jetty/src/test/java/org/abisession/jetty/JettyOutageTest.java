package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis goes away before, during and after a request: nobody is logged out, nothing is acknowledged that is not stored. */
class JettyOutageTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final AtomicInteger served = new AtomicInteger();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private RespProxy proxy;
    private JettyNode node;
    private Client user;

    @BeforeEach
    void start() throws Exception {
        proxy = RespProxy.inFrontOf(REDIS.uri());
        node = new JettyNode(Map.of("redisUrl", proxy.uri(), "envFile", "off"));
        node.add(webapp().context());
        node.start();
        user = new Client(logs);
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
                .on("/late", (request, response) -> {
                    request.getSession();
                    response.getWriter().print("early");
                    response.flushBuffer();
                    change(request.getSession());
                })
                .on("/refused", (request, response) -> {
                    request.getSession().setAttribute("x", "refused");
                    proxy.answer("-" + request.getQueryString());
                    response.getWriter().print("acknowledged");
                })
                .on("/logout-refused", (request, response) -> {
                    proxy.answer("-" + request.getQueryString());
                    request.getSession().invalidate();
                    response.getWriter().print("acknowledged");
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
                .on("/failInvalidate", (request, response) -> {
                    proxy.refuse();
                    request.getSession().invalidate();
                    response.getWriter().print("acknowledged");
                })
                .on("/failChangeId", (request, response) -> {
                    proxy.refuse();
                    request.changeSessionId();
                    response.getWriter().print("acknowledged");
                })
                .on("/failAppend", (request, response) -> {
                    proxy.refuse();
                    Conversation.of(request.getSession())
                            .append(ConversationEntry.builder("q").build());
                    response.getWriter().print("acknowledged");
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
        user.get(node, "/set?1");
        proxy.refuse();
        HttpResponse<String> response = user.get(node, "/count");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(response.body()).as("the client's view").doesNotContain("Redis at", "org.abisession");
        assertThat(Client.cookies(response)).isEmpty();
        assertThat(served).hasValue(0);
        proxy.resume();
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @Test
    void request_redisAway_isSaidOnceAndItsReturnToo() {
        user.get(node, "/set?1");
        proxy.refuse();
        for (int i = 0; i < 50; i++) {
            assertThat(user.get(node, "/count").statusCode()).isEqualTo(503);
        }
        proxy.resume();
        await().until(() -> user.get(node, "/get").statusCode() == 200);

        assertThat(logs.lines())
                .filteredOn(line -> line.contains("times in a row"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("WARN ")
                .contains("127.0.0.1:" + proxy.port());
        assertThat(logs.lines())
                .filteredOn(line -> line.contains("answers again"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("INFO ");
        assertThat(logs.lines())
                .as("one lost connection before that, and no line for each request")
                .filteredOn(line -> line.startsWith("WARN") || line.startsWith("ERROR"))
                .hasSizeLessThan(4);
    }

    @Test
    void request_redisHangs_is503() {
        user.get(node, "/set?1");
        proxy.stallReplies();

        assertThat(user.get(node, "/count").statusCode()).isEqualTo(503);
        proxy.resume();
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @Test
    void request_redisAwayAndNoSessionNeeded_isServed() {
        proxy.refuse();

        assertThat(user.get(node, "/free").body()).isEqualTo("free");
    }

    @Test
    void start_redisAway_isReadyWhenRedisComes() throws Exception {
        proxy.refuse();
        node.close();
        node.start();
        assertThat(user.get(node, "/free").body()).isEqualTo("free");
        proxy.resume();

        user.get(node, "/set?1");
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/small", "/flushed", "/large", "/redirect", "/length", "/async", "/status204"})
    void response_redisAwayBeforeIt_is503AndNothingOfTheApplications(String path) {
        user.get(node, "/set?1");
        HttpResponse<String> response = user.get(node, path);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).doesNotContain("acknowledged");
        assertThat(response.headers().map()).doesNotContainKeys("x-application", "location", "set-cookie");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        proxy.resume();
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/small", "/flushed", "/large", "/redirect", "/length", "/async", "/status204"})
    void response_redisAwayBeforeItOverHttp2_is503AndNothingOfTheApplications(String path) {
        user = Client.http2(logs);
        user.get(node, "/set?1");
        HttpResponse<String> response = user.get(node, path);

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("503 The session could not be saved\n");
        proxy.resume();
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @Test
    void response_redisAwayBeforeAHead_is503WithoutBody() {
        user.get(node, "/set?1");
        HttpResponse<String> response = user.send(node, "HEAD", "/small");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEmpty();
        proxy.resume();
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @Test
    void response_newSessionThatCanNotBeStored_is503WithoutASessionCookie() {
        HttpResponse<String> response = user.get(node, "/small");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(Client.cookies(response)).isEmpty();
        proxy.resume();
        assertThat(REDIS.keys("session:*")).isEmpty();
    }

    @Test
    void response_saveFailedForAnotherUserBefore_isTheApplications() {
        user.get(node, "/set?1");
        Client other = new Client(logs);
        other.get(node, "/set?2");
        for (int i = 0; i < 20; i++) {
            assertThat(user.get(node, "/small").statusCode()).isEqualTo(503);
            proxy.resume();
            assertThat(other.get(node, "/get").body()).isEqualTo("2");
            assertThat(other.get(node, "/free").body()).isEqualTo("free");
        }
    }

    @Test
    void change_behindTheHeadOfTheResponseAndRedisAway_cutsTheResponseOff() {
        user.get(node, "/set?1");

        assertThatThrownBy(() -> user.get(node, "/late")).isInstanceOf(UncheckedIOException.class);
        assertThat(logs.lines()).anyMatch(line -> line.contains("can't be saved"));
        proxy.resume();
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @Test
    void invalidate_redisAway_throwsAndTheSessionStays() {
        user.get(node, "/set?1");

        assertThat(user.get(node, "/tryInvalidate").body()).isEqualTo("1");
        assertThat(thrown.get()).isInstanceOf(SessionStoreException.class);
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({
        "/refused, OOM, 503",
        "/refused, READONLY, 503",
        "/refused, LOADING, 503",
        "/refused, WRONGTYPE, 500",
        "/logout-refused, READONLY, 503",
        "/logout-refused, WRONGTYPE, 500"
    })
    void request_redisRefusesToStore_isAnErrorAndTheSessionIsAsItWas(String path, String reply, int status) {
        user.get(node, "/set?1");

        HttpResponse<String> refused = user.get(node, path + "?" + reply);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.body()).doesNotContain("acknowledged");
        assertThat(Client.cookies(refused)).isEmpty();
        proxy.resume();
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/failInvalidate", "/failChangeId", "/failAppend"})
    void call_redisAwayAndNotCaught_is503WithRetryAfter(String path) {
        user.get(node, "/set?1");

        HttpResponse<String> refused = user.get(node, path);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(refused.body()).doesNotContain("acknowledged", "Redis at");
        proxy.resume();
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }

    @Test
    void changeSessionId_redisAway_throwsAndTheIdStays() {
        user.get(node, "/set?1");
        String id = user.id();

        assertThat(user.get(node, "/tryChangeId").body()).isEqualTo("1");
        assertThat(thrown.get()).isInstanceOf(SessionStoreException.class);
        assertThat(user.id()).isEqualTo(id);
        assertThat(user.get(node, "/changeId").statusCode()).isEqualTo(200);
        assertThat(user.id()).isNotEqualTo(id);
        assertThat(user.get(node, "/get").body()).isEqualTo("1");
    }
}
