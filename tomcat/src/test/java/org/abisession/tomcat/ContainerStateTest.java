package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.Context;
import org.apache.catalina.authenticator.SingleSignOn;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.CrawlerSessionManagerValve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests that what Tomcat and the application keep with a session on its node lives as long as the session does. */
class ContainerStateTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    Path directory;

    /** Knows the paths of cookies. */
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    private String get(TomcatNode node, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + node.port() + path);
        return browser.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static Map<String, String> settings(String... more) {
        Map<String, String> settings =
                new HashMap<>(Map.of("redis-url", redis.uri(), "env-file", "off", "sweep-interval", "100ms"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static void addApplication(Tomcat tomcat, String path) {
        Context context = tomcat.addContext(path, null);
        context.setManager(Managers.of(settings()));
        loginWebapp().addTo(context);
    }

    private static Webapp loginWebapp() {
        return new Webapp()
                .with("/login", (request, response) -> {
                    request.login("ann", "tea");
                    request.getSession().setAttribute("x", "1");
                })
                .with("/join", (request, response) -> response.getWriter().print(request.authenticate(response)))
                .with("/session", (request, response) -> response.getWriter().print(request.getSession(false) != null))
                .with("/end", (request, response) -> request.getSession().invalidate());
    }

    @Test
    void singleSignOn_logoutInOneApplication_logsOutOfAll() throws Exception {
        try (TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            tomcat.getHost().getPipeline().addValve(new SingleSignOn());
            context.setManager(Managers.of(settings()));
            addApplication(tomcat, "/a");
            addApplication(tomcat, "/b");
        })) {
            get(node, "/a/login");
            assertThat(get(node, "/b/join")).isEqualTo("true");
            assertThat(get(node, "/b/session")).isEqualTo("true");
            get(node, "/a/session");
            get(node, "/a/end");
            assertThat(get(node, "/b/session")).isEqualTo("false");
        }
    }

    @Test
    void crawlerValve_afterATimeout_makesOneSessionAgain() throws Exception {
        List<String> ids = Collections.synchronizedList(new ArrayList<>());
        try (TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            CrawlerSessionManagerValve valve = new CrawlerSessionManagerValve();
            valve.setSessionInactiveInterval(1);
            tomcat.getHost().getPipeline().addValve(valve);
            context.setManager(Managers.of(settings("expiry-retention", "1s")));
            new Webapp()
                    .with(
                            "/hit",
                            (request, response) -> ids.add(request.getSession().getId()))
                    .addTo(context);
        })) {
            hit(node);
            hit(node);
            assertThat(ids).hasSize(2).containsOnly(ids.get(0));
            await().until(() -> redis.keys("session:*").isEmpty());
            hit(node);
            hit(node);
            hit(node);
            assertThat(ids.subList(2, 5)).containsOnly(ids.get(2)).doesNotContain(ids.get(0));
        }
    }

    /** Sends a request as a crawler does: without cookies. */
    private static void hit(TomcatNode node) {
        SessionClient crawler = new SessionClient().header("User-Agent", "Googlebot");
        assertThat(crawler.get(node.port(), "/hit").statusCode()).isEqualTo(200);
    }

    /** A value that can't be stored. */
    static final class Listening implements HttpSessionBindingListener {
        static final List<String> EVENTS = Collections.synchronizedList(new ArrayList<>());
        private final transient Thread thread = Thread.currentThread();
        private final Object unstorable = new Object();

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            EVENTS.add("unbound " + event.getName());
        }

        @Override
        public String toString() {
            return "here " + (thread != null && unstorable != null);
        }
    }

    private Webapp unstorable() {
        return new Webapp()
                .with("/set", (request, response) -> {
                    request.getSession().setAttribute("local", new Listening());
                    request.getSession().setAttribute("x", "1");
                })
                .with("/get", (request, response) -> {
                    HttpSession session = request.getSession();
                    response.getWriter()
                            .print(session.getAttribute("local") + " " + session.getAttribute("x") + " "
                                    + Collections.list(session.getAttributeNames())
                                            .contains("local"));
                })
                .with("/short", (request, response) -> request.getSession().setMaxInactiveInterval(1))
                .with("/new-id", (request, response) -> request.changeSessionId())
                .with("/end", (request, response) -> request.getSession().invalidate());
    }

    private TomcatNode node(String... settings) throws Exception {
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(Managers.of(settings(settings)));
            unstorable().addTo(context);
        });
    }

    @Test
    void setAttribute_notStorableInAnApplicationThatIsNotDistributable_staysWithTheSessionOnItsNode() throws Exception {
        try (TomcatNode a = node();
                TomcatNode b = node()) {
            SessionClient client = new SessionClient(logs);
            assertThat(client.get(a.port(), "/set").statusCode()).isEqualTo(200);
            assertThat(client.get(a.port(), "/get").body()).isEqualTo("here true 1 true");
            assertThat(client.get(b.port(), "/get").body()).isEqualTo("null 1 false");
            assertThat(client.get(a.port(), "/get").body()).isEqualTo("here true 1 true");
            client.get(a.port(), "/new-id");
            assertThat(client.get(a.port(), "/get").body()).isEqualTo("here true 1 true");
            assertThat(client.get(b.port(), "/get").body()).isEqualTo("null 1 false");
        }
    }

    @Test
    void valueOfThisNode_logout_isUnboundOnce() throws Exception {
        Listening.EVENTS.clear();
        try (TomcatNode a = node()) {
            SessionClient client = new SessionClient(logs);
            client.get(a.port(), "/set");
            client.get(a.port(), "/end");
        }
        assertThat(Listening.EVENTS).containsExactly("unbound local");
    }

    @Test
    void valueOfThisNode_timeout_isUnboundOnce() throws Exception {
        Listening.EVENTS.clear();
        try (TomcatNode a = node()) {
            SessionClient client = new SessionClient(logs);
            client.get(a.port(), "/set");
            client.get(a.port(), "/short");
            await().until(() -> !Listening.EVENTS.isEmpty());
        }
        assertThat(Listening.EVENTS).containsExactly("unbound local");
    }

    @Test
    void valueOfThisNode_logoutOnAnotherNode_isUnboundHere() throws Exception {
        Listening.EVENTS.clear();
        try (TomcatNode a = node();
                TomcatNode b = node()) {
            SessionClient client = new SessionClient(logs);
            client.get(a.port(), "/set");
            client.get(b.port(), "/end");
            await().until(() -> !Listening.EVENTS.isEmpty());
            RedisSessionManager manager =
                    (RedisSessionManager) Objects.requireNonNull(a.context().getManager());
            await().until(() -> manager.inUse().size() == 0);
        }
        assertThat(Listening.EVENTS).containsExactly("unbound local");
    }

    @Test
    void setAttribute_notStorable_isSaidOnceForEachClass() throws Exception {
        try (TomcatNode a = node()) {
            new SessionClient(logs).get(a.port(), "/set");
            new SessionClient(logs).get(a.port(), "/set");
        }
        assertThat(logs.lines().stream()
                        .filter(line -> line.contains("Listening") && line.contains("stays with the session")))
                .hasSize(1);
    }
}
