package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.abisession.contract.TomcatNode;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.valves.AccessLogValve;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that somebody asks for before, or after, the context works on the request. */
class EarlyLookupTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    Path directory;

    private RespProxy proxy;
    private SessionClient client;

    @BeforeEach
    void start() {
        proxy = RespProxy.inFrontOf(redis.uri());
        client = new SessionClient(logs);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private TomcatNode node(TomcatNode.Customizer customizer) throws Exception {
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(Managers.of(Map.of("redis-url", proxy.uri(), "env-file", "off")));
            new Webapp()
                    .with("/set", (request, response) -> request.getSession().setAttribute("x", "1"))
                    .with(
                            "/get",
                            (request, response) -> response.getWriter()
                                    .print(
                                            request.getSession(false) == null
                                                    ? "none"
                                                    : request.getSession().getAttribute("x")))
                    .addTo(context);
            customizer.customize(tomcat, context);
        });
    }

    private void assertOutageIs503(TomcatNode node) throws Exception {
        client.get(node.port(), "/set");
        String cookie = client.cookie();
        assertThat(client.get(node.port(), "/get").body()).isEqualTo("1");
        proxy.refuse();
        HttpResponse<String> refused = client.get(node.port(), "/get");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().map()).containsKey("Retry-After").doesNotContainKey("Set-Cookie");
        assertThat(refused.body()).doesNotContain("Exception", "at org.", "127.0.0.1");
        proxy.resume();
        await().until(() -> client.get(node.port(), "/get").statusCode() == 200);
        assertThat(client.get(node.port(), "/get").body()).isEqualTo("1");
        assertThat(client.cookie()).isEqualTo(cookie);
    }

    @Test
    void outage_valveOfTheHostAsksFirst_is503() throws Exception {
        try (TomcatNode node =
                node((tomcat, context) -> tomcat.getHost().getPipeline().addValve(new ValveBase(true) {
                    @Override
                    public void invoke(Request request, Response response)
                            throws IOException, jakarta.servlet.ServletException {
                        request.getSession(false);
                        getNext().invoke(request, response);
                    }
                }))) {
            assertOutageIs503(node);
        }
    }

    @Test
    void outage_requestListenerAsksFirst_is503() throws Exception {
        try (TomcatNode node =
                node((tomcat, context) -> ((StandardContext) context).addApplicationEventListener(asking(false)))) {
            assertOutageIs503(node);
        }
    }

    @Test
    void outage_requestListenerCreatesASession_is503AndTheClientKeepsItsCookie() throws Exception {
        try (TomcatNode node =
                node((tomcat, context) -> ((StandardContext) context).addApplicationEventListener(asking(true)))) {
            assertOutageIs503(node);
        }
    }

    private static ServletRequestListener asking(boolean create) {
        return new ServletRequestListener() {
            @Override
            public void requestInitialized(ServletRequestEvent event) {
                ((HttpServletRequest) event.getServletRequest()).getSession(create);
            }

            @Override
            public void requestDestroyed(ServletRequestEvent event) {
                ((HttpServletRequest) event.getServletRequest()).getSession(false);
            }
        };
    }

    @Test
    void outage_accessLogNamesTheSession_is503AndTheLineIsWritten() throws Exception {
        AccessLogValve log = new AccessLogValve();
        log.setDirectory(directory.toString());
        log.setPattern("%U %s %S");
        log.setBuffered(false);
        try (TomcatNode node =
                node((tomcat, context) -> tomcat.getHost().getPipeline().addValve(log))) {
            assertOutageIs503(node);
            await().until(() -> accessLog().contains("/get 503"));
        }
    }

    private String accessLog() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(
                            f -> f.toString().endsWith(".log") || f.toString().contains("access_log"))
                    .toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }

    @Test
    void outage_twoSessionCookies_is503() throws Exception {
        try (TomcatNode node = node((tomcat, context) -> {})) {
            client.get(node.port(), "/set");
            proxy.refuse();
            HttpResponse<String> refused = withCookies(node, SessionId.random().value(), client.sessionId());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().map()).containsKey("Retry-After").doesNotContainKey("Set-Cookie");
        }
    }

    @Test
    void twoSessionCookies_secondIsAlive_isTheSession() throws Exception {
        try (TomcatNode node = node((tomcat, context) -> {})) {
            client.get(node.port(), "/set");
            assertThat(withCookies(node, SessionId.random().value(), client.sessionId())
                            .body())
                    .isEqualTo("1");
            assertThat(withCookies(node, client.sessionId(), SessionId.random().value())
                            .body())
                    .isEqualTo("1");
        }
    }

    @Test
    void manySessionCookies_costTwoRoundTripsAtMost() throws Exception {
        try (TomcatNode node = node((tomcat, context) -> {})) {
            client.get(node.port(), "/set");
            String[] ids = IntStream.range(0, 190)
                    .mapToObj(i -> "unknown-session-%03d".formatted(i))
                    .toArray(String[]::new);
            Traffic.Mark mark = proxy.mark();
            assertThat(withCookies(node, ids).body()).isEqualTo("none");
            assertThat(proxy.since(mark).roundTrips()).isLessThanOrEqualTo(2);
            ids[3] = client.sessionId();
            Traffic.Mark second = proxy.mark();
            assertThat(withCookies(node, ids).body()).isEqualTo("1");
            assertThat(proxy.since(second).roundTrips()).isLessThanOrEqualTo(2);
        }
    }

    private HttpResponse<String> withCookies(TomcatNode node, String... ids) {
        return new SessionClient(logs)
                .withCookie(String.join("; JSESSIONID=", ids))
                .get(node.port(), "/get");
    }
}
