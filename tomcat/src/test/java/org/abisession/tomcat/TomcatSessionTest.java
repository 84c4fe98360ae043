package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what is special about sessions on Tomcat: ids and routes, other contexts, reload, sessions in use. */
class TomcatSessionTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        Collections.reverse(opened);
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private TomcatNode node(TomcatNode.Customizer customizer) throws Exception {
        return node(redis.uri(), customizer);
    }

    private TomcatNode node(String uri, TomcatNode.Customizer customizer) throws Exception {
        TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(manager(uri));
            webapp().addTo(context);
            customizer.customize(tomcat, context);
        });
        opened.add(node);
        return node;
    }

    private static RedisSessionManager manager(String uri) {
        return Managers.of(Map.of("redis-url", uri, "env-file", "off"));
    }

    private static Webapp webapp() {
        return new Webapp()
                .with("/set", (request, response) -> request.getSession().setAttribute("x", "1"))
                .with("/get", (request, response) -> {
                    HttpSession session = request.getSession(false);
                    response.getWriter().print(session == null ? "none" : session.getAttribute("x"));
                })
                .with("/invalidate", (request, response) -> request.getSession().invalidate())
                .with("/new-id", (request, response) -> request.changeSessionId())
                .with("/throw", (request, response) -> {
                    request.getSession();
                    throw new IllegalStateException("thrown, as the test wants it");
                })
                .with(
                        "/async",
                        (request, response) -> request.startAsync()
                                .start(() -> request.getAsyncContext().complete()))
                .with("/after-forward", (request, response) -> {
                    request.getRequestDispatcher("/set").forward(request, response);
                    request.getSession().setAttribute("after", "2");
                })
                .with("/after-invalidate", (request, response) -> {
                    HttpSession session = request.getSession();
                    session.invalidate();
                    try {
                        session.setAttribute("x", "2");
                    } catch (IllegalStateException e) {
                        response.getWriter().print(e.getMessage());
                    }
                })
                .with("/ask-often", (request, response) -> {
                    for (int i = 0; i < 3; i++) {
                        response.getWriter().print(request.isRequestedSessionIdValid() + " ");
                        request.getSession(false);
                    }
                })
                .with("/unstorable-in-place", (request, response) -> {
                    Map<String, Object> map = new HashMap<>();
                    request.getSession().setAttribute("map", map);
                    map.put("thread", Thread.currentThread());
                })
                .with(
                        "/cross",
                        (request, response) ->
                                dispatcherOf(request, "/other", "/set").include(request, response));
    }

    private static RequestDispatcher dispatcherOf(HttpServletRequest request, String context, String path) {
        return request.getServletContext().getContext(context).getRequestDispatcher(path);
    }

    private static RedisSessionManager managerOf(TomcatNode node) {
        return (RedisSessionManager) node.context().getManager();
    }

    @Test
    void createSession_cookiePathRootAndAnIdThatAnotherContextKnows_doesNotAdoptIt() throws Exception {
        StandardManager others = new StandardManager();
        TomcatNode node = node((tomcat, context) -> {
            context.setSessionCookiePath("/");
            tomcat.addContext("/other", null).setManager(others);
        });
        String known = others.createSession(null).getId();
        assertThat(known).hasSizeGreaterThan(16);

        SessionClient client = new SessionClient(logs).withCookie(known);
        client.get(node.port(), "/set");
        assertThat(client.sessionId()).isNotEqualTo(known).hasSize(43);
        assertThat(redis.keys("session:" + known + ":*")).isEmpty();
    }

    @Test
    void session_routeOfAnotherNode_isFoundByItsIdAndKeepsItsCookie() throws Exception {
        TomcatNode a = node((tomcat, context) -> tomcat.getEngine().setJvmRoute("a"));
        TomcatNode b = node((tomcat, context) -> tomcat.getEngine().setJvmRoute("b"));
        SessionClient client = new SessionClient(logs);
        client.get(a.port(), "/set");
        assertThat(client.cookie()).matches("[A-Za-z0-9_-]{43}\\.a");
        assertThat(redis.keys("session:*")).allMatch(key -> !key.contains("."));

        assertThat(client.get(b.port(), "/get").body()).isEqualTo("1");
        assertThat(client.cookie()).endsWith(".a");
        client.get(b.port(), "/new-id");
        assertThat(client.cookie()).endsWith(".b");
        assertThat(client.get(a.port(), "/get").body()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".<script>", ".a=b", ".a%0d%0a"})
    void session_routeOfAnotherForm_isNoSession(String route) throws Exception {
        TomcatNode node = node((tomcat, context) -> {});
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/set");

        SessionClient forged = new SessionClient(logs).withCookie(client.sessionId() + route);
        assertThat(forged.get(node.port(), "/get").body()).isEqualTo("none");
    }

    @Test
    void session_secondOfTwoCookiesIsTheRightOne_isFound() throws Exception {
        TomcatNode node = node((tomcat, context) -> {});
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/set");

        String unknown = "abcdefghijklmnopqrstuvwxyz0123456789";
        SessionClient both = new SessionClient(logs).withCookie(unknown + "; JSESSIONID=" + client.cookie());
        assertThat(both.get(node.port(), "/get").body()).isEqualTo("1");
    }

    @Test
    void isRequestedSessionIdValid_askedOften_costsNothingMore() throws Exception {
        RespProxy proxy = RespProxy.inFrontOf(redis.uri());
        opened.add(proxy);
        TomcatNode node = node(proxy.uri(), (tomcat, context) -> {});
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/set");

        Traffic.Mark mark = proxy.mark();
        assertThat(client.get(node.port(), "/ask-often").body()).isEqualTo("true true true ");
        assertThat(proxy.since(mark).roundTrips()).isEqualTo(1);
        redis.client().flushDB();
        mark = proxy.mark();
        assertThat(client.get(node.port(), "/ask-often").body()).isEqualTo("false false false ");
        assertThat(proxy.since(mark).roundTrips()).isEqualTo(1);
    }

    @Test
    void forward_changesAfterIt_areStoredWithTheRestInOneSave() throws Exception {
        RespProxy proxy = RespProxy.inFrontOf(redis.uri());
        opened.add(proxy);
        TomcatNode node = node(proxy.uri(), (tomcat, context) -> {});
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/invalidate");

        Traffic.Mark mark = proxy.mark();
        client.get(node.port(), "/after-forward");
        Map<String, String> stored = redis.client().hgetAll("session:" + client.sessionId() + ":attributes");
        assertThat(stored).containsKeys("x", "after");
        assertThat(proxy.since(mark).roundTrips()).isEqualTo(2); // the stale cookie, and the new session
    }

    @Test
    void include_ofAnotherContext_hasASessionOfTheSameIdAndItsOwnAttributes() throws Exception {
        TomcatNode node = node((tomcat, context) -> {
            context.setCrossContext(true);
            context.setSessionCookiePath("/");
            addOther(tomcat);
        });
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/cross");

        assertThat(redis.client().hget("session:" + client.sessionId() + ":attributes:other", "x"))
                .isEqualTo("\"1\"");
        assertThat(client.get(node.port(), "/other/get").body()).isEqualTo("1");
        assertThat(client.get(node.port(), "/get").body()).isEqualTo("null");
    }

    private static void addOther(Tomcat tomcat) {
        org.apache.catalina.Context other = tomcat.addContext("/other", null);
        other.setSessionCookiePath("/");
        other.setManager(manager(redis.uri()));
        webapp().addTo(other);
    }

    @Test
    void setAttribute_sessionInvalidated_doesNotSayTheId() throws Exception {
        TomcatNode node = node((tomcat, context) -> {});
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/set");

        assertThat(client.get(node.port(), "/after-invalidate").body())
                .contains("invalidated")
                .doesNotContain(client.sessionId());
    }

    @Test
    void save_valueThatBecameUnstorableInPlace_isAnErrorWhereSuchAreRefused() throws Exception {
        TomcatNode node = node((tomcat, context) ->
                ((RedisSessionManager) context.getManager()).setProperty("unstorable-attributes", "refuse"));

        assertThat(new SessionClient(logs)
                        .get(node.port(), "/unstorable-in-place")
                        .statusCode())
                .isEqualTo(500);
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @Test
    void reload_ofTheApplication_keepsSessions() throws Exception {
        TomcatNode node = node((tomcat, context) -> {});
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/set");
        node.context().reload();

        // The servlets of this test are gone, since they stand in no web.xml.
        assertThat(node.isServing()).isTrue();
        assertThat(managerOf(node).findSession(client.cookie()).getSession().getAttribute("x"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/set", "/get", "/throw", "/async", "/invalidate", "/new-id", "/no-such-file", "/after-forward"})
    void sessionsInUse_afterEveryKindOfRequest_areNone(String path) throws Exception {
        TomcatNode node = node((tomcat, context) -> {});
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/set");
        client.get(node.port(), path);

        RedisSessionManager manager = (RedisSessionManager) node.context().getManager();
        await().untilAsserted(() -> {
            assertThat(manager.getSessionsInUse()).isZero();
            assertThat(manager.findSessions()).isEmpty();
        });
        assertThat(manager.getMaxActive()).isEqualTo(1);
    }

    @Test
    void listSessionIds_sessionInUse_saysItsDigestOnly() throws Exception {
        List<String> listed = Collections.synchronizedList(new ArrayList<>());
        TomcatNode node = node((tomcat, context) -> new Webapp()
                .with("/list", (request, response) -> {
                    request.getSession();
                    listed.add(((RedisSessionManager) context.getManager()).listSessionIds());
                    listed.add(Objects.toString(context.getManager().findSessions()[0]));
                })
                .addTo(context));
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/list");

        assertThat(listed).hasSize(2).allMatch(text -> text.contains("session#"));
        assertThat(listed).noneMatch(text -> text.contains(client.sessionId()));
    }
}
