package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.CustomRequestLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever asks for the session while Redis is away, the client gets the promised answer, and learns nothing else. */
class JettyOutageAnswersTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private RespProxy proxy;
    private JettyNode node;
    private SessionClient user;

    @BeforeEach
    void start() throws Exception {
        proxy = RespProxy.inFrontOf(REDIS.uri());
        node = new JettyNode(Map.of("redisUrl", proxy.uri(), "envFile", "off"));
        Webapp plain = webapp("");
        plain.context().addEventListener(new ServletRequestListener() {
            @Override
            public void requestInitialized(ServletRequestEvent event) {
                ((HttpServletRequest) event.getServletRequest()).getSession(false);
            }
        });
        node.add(plain.context());
        Webapp paged = webapp("/paged").on("/oops", (request, response) -> {
            proxy.resume();
            response.setStatus(503);
            response.getWriter().print("own page " + request.getSession(true).isNew());
        });
        ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
        pages.addErrorPage(503, "/oops");
        paged.context().setErrorHandler(pages);
        node.add(paged.context());
        node.server().setRequestLog(new CustomRequestLog(requests::add, "%s %{JSESSIONID}C"));
        node.start();
        user = new SessionClient(logs);
        user.get(node.port(), "/set?1");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        proxy.close();
    }

    private Webapp webapp(String path) {
        Webapp webapp = new Webapp(path)
                .on("/forward", (request, response) -> {
                    proxy.refuse();
                    request.getRequestDispatcher("/changeId").forward(request, response);
                })
                .on("/include", (request, response) -> {
                    proxy.refuse();
                    request.getRequestDispatcher("/invalidate").include(request, response);
                })
                .on("/cross", (request, response) -> {
                    proxy.refuse();
                    request.getServletContext()
                            .getContext("/paged")
                            .getRequestDispatcher("/get")
                            .include(request, response);
                })
                .on("/wrapped", (request, response) -> {
                    proxy.refuse();
                    try {
                        request.getSession().invalidate();
                    } catch (RuntimeException e) {
                        throw new jakarta.servlet.ServletException(new IllegalArgumentException("wrapped", e));
                    }
                });
        ServletContextHandler context = webapp.context();
        context.setCrossContextDispatchSupported(true);
        return webapp;
    }

    private void assertPromised(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(response.body())
                .doesNotContain(
                        "Redis", "127.0.0.1", String.valueOf(proxy.port()), "org.abisession", "\tat ", "Exception");
        assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void request_listenerOfRequestsAsks_isThePromisedAnswer() {
        proxy.refuse();

        assertPromised(user.get(node.port(), "/get"));
        assertPromised(user.get(node.port(), "/free"));
        await().untilAsserted(() -> assertThat(requests).hasSize(3));
        assertThat(requests.get(2)).startsWith("503 ");
    }

    @Test
    void request_twoSessionCookies_isThePromisedAnswer() {
        user.withCookie("unknown-id-unknown-id; JSESSIONID=another-id-another; JSESSIONID=" + user.cookie());
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("1");
        proxy.refuse();

        assertPromised(user.get(node.port(), "/get"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/forward", "/include", "/cross", "/wrapped"})
    void call_redisAwayInADispatch_isThePromisedAnswer(String path) {
        assertPromised(user.get(node.port(), path));
        proxy.resume();
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("1");
    }

    @Test
    void errorPage_ofTheApplicationWantsASession_doesNotReplaceTheCookie() {
        SessionClient paged = new SessionClient(logs);
        paged.get(node.port(), "/paged/set?1");
        proxy.refuse();
        HttpResponse<String> response = paged.get(node.port(), "/paged/get");

        assertPromised(response);
        proxy.resume();
        assertThat(paged.get(node.port(), "/paged/get").body()).isEqualTo("1");
    }
}
