package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several applications with one Redis: on one host, on several hosts, on several servers. */
class ApplicationsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        Collections.reverse(opened);
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private TomcatNode node(TomcatNode.Customizer customizer) throws Exception {
        TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            prepare(context);
            customizer.customize(tomcat, context);
        });
        opened.add(node);
        return node;
    }

    private static RedisSessionManager manager() {
        return Managers.of(Map.of("redis-url", redis.uri(), "env-file", "off", "sweep-interval", "100ms"));
    }

    private static void prepare(Context context) {
        context.setManager(manager());
        context.setCrossContext(true);
        new Webapp()
                .with("/set", (request, response) -> request.getSession().setAttribute("x", request.getQueryString()))
                .with("/get", (request, response) -> {
                    HttpSession session = request.getSession(false);
                    response.getWriter().print(session == null ? "none" : session.getAttribute("x"));
                })
                .with(
                        "/new",
                        (request, response) ->
                                response.getWriter().print(request.getSession().isNew()))
                .with("/new-id", (request, response) -> request.changeSessionId())
                .with("/invalidate", (request, response) -> request.getSession().invalidate())
                .with("/login", (request, response) -> {
                    request.getSession().invalidate();
                    request.getSession().setAttribute("x", "login");
                })
                .with("/short", (request, response) -> {
                    HttpSession session = request.getSession();
                    response.getWriter().print(session.isNew() + " ");
                    session.setMaxInactiveInterval(1);
                    session.setAttribute("x", "short");
                })
                .with("/in-a", (request, response) -> {
                    request.getSession();
                    request.getServletContext()
                            .getContext("/a")
                            .getRequestDispatcher("/" + request.getQueryString())
                            .include(request, response);
                })
                .addTo(context);
    }

    private Context second(Tomcat tomcat, String path) {
        Context context = tomcat.addContext(path, directory.toString());
        prepare(context);
        return context;
    }

    private List<String> keysOf(String id) {
        return redis.keys("session:" + id + ":*");
    }

    @Test
    void cookieOfRoot_inAnotherApplication_isNoSessionThere() throws Exception {
        TomcatNode node = node((tomcat, context) -> second(tomcat, "/a"));
        SessionClient user = new SessionClient(logs);
        user.get(node.port(), "/set?root");
        String ofRoot = user.sessionId();
        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("none");
        SessionClient inA = new SessionClient(logs).withCookie(ofRoot);
        inA.get(node.port(), "/a/set?a");
        assertThat(inA.sessionId()).isNotEqualTo(ofRoot);
        inA.get(node.port(), "/a/new-id");
        inA.get(node.port(), "/a/invalidate");
        assertThat(new SessionClient(logs)
                        .withCookie(ofRoot)
                        .get(node.port(), "/get")
                        .body())
                .isEqualTo("root");
    }

    @Test
    void oneCookieForAll_secondApplication_getsANewSessionOfItsOwn() throws Exception {
        TomcatNode node = node((tomcat, context) -> {
            context.setSessionCookiePath("/");
            Context a = second(tomcat, "/a");
            a.setSessionCookiePath("/");
            HttpSessionListener listener = new HttpSessionListener() {
                @Override
                public void sessionCreated(HttpSessionEvent event) {
                    events.add("created");
                }
            };
            a.addServletContainerInitializer((classes, application) -> application.addListener(listener), Set.of());
        });
        SessionClient user = new SessionClient(logs);
        user.get(node.port(), "/set?root");
        String id = user.sessionId();
        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("none");
        assertThat(user.get(node.port(), "/a/new").body()).isEqualTo("true");
        assertThat(user.get(node.port(), "/a/new").body()).isEqualTo("false");
        assertThat(events).containsExactly("created");
        assertThat(user.sessionId()).isEqualTo(id);
        user.get(node.port(), "/a/invalidate");
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("root");
        assertThat(keysOf(id)).containsExactly("session:" + id + ":attributes", "session:" + id + ":metadata");
    }

    @Test
    void invalidate_oneCookieForAllThenANewSession_leavesNoneUnderTheOldId() throws Exception {
        TomcatNode node = node((tomcat, context) -> {
            context.setSessionCookiePath("/");
            second(tomcat, "/a").setSessionCookiePath("/");
        });
        SessionClient user = new SessionClient(logs);
        user.get(node.port(), "/set?root");
        String id = user.sessionId();
        user.get(node.port(), "/a/set?a");
        user.get(node.port(), "/a/login");

        assertThat(user.sessionId()).isNotEqualTo(id);
        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("login");
        assertThat(keysOf(id)).containsExactly("session:" + id + ":attributes", "session:" + id + ":metadata");
        SessionClient before = new SessionClient(logs).withCookie(id);
        assertThat(before.get(node.port(), "/a/get").body()).isEqualTo("none");
        assertThat(before.get(node.port(), "/get").body()).isEqualTo("root");
    }

    @Test
    void changeSessionId_oneCookieForAll_leavesTheOthersPart() throws Exception {
        TomcatNode node = node((tomcat, context) -> {
            context.setSessionCookiePath("/");
            second(tomcat, "/a").setSessionCookiePath("/");
        });
        SessionClient user = new SessionClient(logs);
        user.get(node.port(), "/set?root");
        String id = user.sessionId();
        user.get(node.port(), "/a/set?a");
        user.get(node.port(), "/a/new-id");
        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("a");
        assertThat(new SessionClient(logs)
                        .withCookie(id)
                        .get(node.port(), "/get")
                        .body())
                .isEqualTo("root");
    }

    @Test
    void include_ofAnotherApplication_sessionThereTimesOutAtItsOwnInterval() throws Exception {
        TomcatNode node = node((tomcat, context) -> second(tomcat, "/a"));
        SessionClient user = new SessionClient(logs);
        assertThat(user.get(node.port(), "/in-a?short").body()).isEqualTo("true ");
        String id = user.sessionId();
        await().until(() -> !keysOf(id).contains("session:" + id + ":attributes:a"));
        assertThat(user.get(node.port(), "/in-a?short").body()).isEqualTo("true ");
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("null");
    }

    @Test
    void rootOfTwoHosts_sessionsAreApart() throws Exception {
        TomcatNode node = node((tomcat, context) -> {
            StandardHost host = new StandardHost();
            host.setName("shop.example");
            tomcat.getEngine().addChild(host);
            prepare(tomcat.addContext(host, "", directory.toString()));
            prepare(tomcat.addContext(host, "/a", directory.toString()));
        });
        SessionClient user = new SessionClient(logs);
        user.get(node.port(), "/set?localhost");
        String id = user.sessionId();
        assertThat(exchange(node, "shop.example", "/get", id)).endsWith("none");
        assertThat(exchange(node, "shop.example", "/a/get", id)).endsWith("none");
        exchange(node, "shop.example", "/set?shop", id);
        exchange(node, "shop.example", "/a/set?shop-a", id);
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("localhost");
        assertThat(redis.keys("session:*:attributes*"))
                .hasSize(3)
                .anyMatch(key -> key.endsWith(":attributes"))
                .anyMatch(key -> key.endsWith(":attributes:#shop.example"))
                .anyMatch(key -> key.endsWith(":attributes:#shop.example#a"));
    }

    private static String exchange(TomcatNode node, String host, String path, String cookie) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            String request =
                    "GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\nCookie: JSESSIONID=" + cookie + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @SuppressWarnings("serial") // never serialized
    static final class ShopServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            request.getSession().setAttribute("x", "shop");
        }
    }

    @SuppressWarnings("serial") // never serialized
    static final class BlogServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            request.getSession().setAttribute("x", "blog");
        }
    }

    @SuppressWarnings("deprecation") // what 10.1 wants in its place is not in 11
    private TomcatNode server(String uri, Map<String, String> settings, HttpServlet... servlets) throws Exception {
        TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            RedisSessionManager manager =
                    Managers.of(Map.of("redis-url", uri, "env-file", "off", "command-timeout", "300ms"));
            settings.forEach(manager::setProperty);
            context.setManager(manager);
            for (HttpServlet servlet : servlets) {
                String name = servlet.getClass().getSimpleName();
                Tomcat.addServlet(context, name, servlet);
                context.addServletMappingDecoded("/" + name, name);
            }
        });
        opened.add(node);
        return node;
    }

    @Test
    void start_anotherApplicationOfTheSameNameOnAnotherServer_isRefusedAndTheMessageSaysWhatToDo() throws Exception {
        server(redis.uri(), Map.of(), new ShopServlet());
        assertThat(server(redis.uri(), Map.of(), new BlogServlet()).isServing()).isFalse();
        assertThat(logs.lines()).anyMatch(line -> line.contains("ShopServlet") && line.contains("abi.session.app"));
        assertThat(server(redis.uri(), Map.of("app", "blog"), new BlogServlet()).isServing())
                .isTrue();
    }

    @Test
    void start_nextVersionOfTheSameApplication_isNotRefused() throws Exception {
        server(redis.uri(), Map.of(), new ShopServlet());
        assertThat(server(redis.uri(), Map.of(), new BlogServlet(), new ShopServlet())
                        .isServing())
                .isTrue();
        assertThat(server(redis.uri(), Map.of(), new BlogServlet()).isServing()).isTrue();
    }

    @Test
    void start_otherApplicationHasStopped_isNotRefused() throws Exception {
        server(redis.uri(), Map.of(), new ShopServlet()).close();
        opened.clear();
        assertThat(server(redis.uri(), Map.of(), new BlogServlet()).isServing()).isTrue();
    }

    @Test
    void session_redisWasAwayAtTheStart_isRefusedWhenItIsBack() throws Exception {
        server(redis.uri(), Map.of(), new ShopServlet());
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri())) {
            proxy.refuse();
            TomcatNode late = server(proxy.uri(), Map.of(), new BlogServlet());
            assertThat(late.isServing()).isTrue();
            proxy.resume();
            await().untilAsserted(() -> assertThat(new SessionClient(logs)
                            .get(late.port(), "/BlogServlet")
                            .statusCode())
                    .isEqualTo(500));
            assertThat(logs.lines()).anyMatch(line -> line.contains("abi.session.app"));
            assertThat(redis.keys("session:*")).isEmpty();
        }
    }
}
