package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abisession.contract.ContractWebapp;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several applications with one Redis, and whose session timeout counts. */
class JettyApplicationsTest {
    private static final int DEFAULT = 86_400;

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private final List<JettyNode> nodes = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (JettyNode node : nodes) {
            node.close();
        }
    }

    private JettyNode node() {
        return node(Map.of());
    }

    private JettyNode node(Map<String, String> settings) {
        JettyNode node = new JettyNode(Map.of("redisUrl", REDIS.uri(), "envFile", "off"));
        settings.forEach(node.server().getBean(RedisSessionDataStoreFactory.class)::setProperty);
        nodes.add(node);
        return node;
    }

    @Test
    void getSession_idOfAnotherContext_isNewAndItsEndLeavesTheOther() throws Exception {
        JettyNode node = node();
        node.add(new Webapp("").context());
        node.add(new Webapp("/a")
                .on(
                        "/new",
                        (request, response) ->
                                response.getWriter().print(request.getSession().isNew()))
                .context());
        node.start();
        SessionClient user = new SessionClient(logs);
        user.get(node.port(), "/set?root");
        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("none");
        assertThat(user.get(node.port(), "/a/new").body()).isEqualTo("true");
        assertThat(user.get(node.port(), "/a/new").body()).isEqualTo("false");
        user.get(node.port(), "/a/invalidate");
        assertThat(user.get(node.port(), "/get").body()).isEqualTo("root");
        for (int i = 0; i < 20; i++) { // whether or not the clock goes on while it is stored
            SessionClient another = new SessionClient(logs);
            another.get(node.port(), "/set?root");
            assertThat(another.get(node.port(), "/a/new").body()).isEqualTo("true");
        }
    }

    @Test
    void invalidate_idOfAnotherContextThenANewSession_hasAnotherId() throws Exception {
        JettyNode node = node();
        node.add(new Webapp("").context());
        node.add(new Webapp("/a")
                .on("/login", (request, response) -> {
                    request.getSession().invalidate();
                    request.getSession().setAttribute("x", "login");
                })
                .context());
        node.start();
        SessionClient user = new SessionClient(logs);
        user.get(node.port(), "/set?root");
        String id = user.sessionId();
        user.get(node.port(), "/a/set?a");
        assertThat(user.sessionId()).isEqualTo(id);
        user.get(node.port(), "/a/login");

        assertThat(user.sessionId()).isNotEqualTo(id);
        assertThat(user.get(node.port(), "/a/get").body()).isEqualTo("login");
        SessionClient before = new SessionClient(logs).withCookie(id);
        assertThat(before.get(node.port(), "/a/get").body()).isEqualTo("none");
        assertThat(before.get(node.port(), "/get").body()).isEqualTo("root");
    }

    @Test
    void contextsOfSeveralHosts_haveNamesApart() throws Exception {
        JettyNode node = node();
        List<String> names = new ArrayList<>();
        List<ServletContextHandler> contexts = new ArrayList<>();
        for (List<String> hosts : List.of(
                List.<String>of(),
                List.of("shop.example"),
                List.of("*.example"),
                List.of("a.example", "b.example"),
                List.of("@x"))) {
            ServletContextHandler context = node.add(new Webapp("").context());
            context.setVirtualHosts(hosts);
            contexts.add(context);
        }
        node.start();
        for (ServletContextHandler context : contexts) {
            names.add(((RedisSessionCache) context.getSessionHandler().getSessionCache())
                    .store()
                    .node()
                    .settings()
                    .app());
        }
        assertThat(names).doesNotHaveDuplicates().contains("", "#shop.example");
    }

    private void assertTimeout(int seconds, ServletContextHandler context, JettyNode node) throws Exception {
        node.add(context);
        node.start();
        for (int i = 0; i < 2; i++) {
            assertThat(context.getSessionHandler().getMaxInactiveInterval()).isEqualTo(seconds);
            context.stop();
            context.start();
        }
    }

    private WebAppContext webapp(ContractWebapp webapp) throws Exception {
        WebAppContext context = new WebAppContext();
        context.setContextPath("/");
        context.setBaseResourceAsPath(webapp.writeTo(directory));
        return context;
    }

    private static ServletContextListener listener(int minutes) {
        return new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                event.getServletContext().setSessionTimeout(minutes);
            }
        };
    }

    @Test
    void timeout_30ByAListener_holds() throws Exception {
        WebAppContext context = webapp(new ContractWebapp());
        context.addEventListener(listener(30));
        assertTimeout(1800, context, node());
    }

    @Test
    void timeout_neverByAListener_holds() throws Exception {
        WebAppContext context = webapp(new ContractWebapp());
        context.addEventListener(listener(-1));
        assertTimeout(-60, context, node());
    }

    @Test
    void timeout_30ByAnInitializer_holds() throws Exception {
        WebAppContext context = webapp(new ContractWebapp());
        ServletContainerInitializer initializer = (classes, application) -> application.setSessionTimeout(30);
        context.addServletContainerInitializer(initializer);
        assertTimeout(1800, context, node());
    }

    @Test
    void timeout_30InWebXml_holds() throws Exception {
        assertTimeout(1800, webapp(new ContractWebapp().sessionTimeout(30)), node());
    }

    @Test
    void timeout_nobodyHasSetOne_isOurDefault() throws Exception {
        assertTimeout(DEFAULT, webapp(new ContractWebapp()), node());
    }

    @Test
    void timeout_30OnTheHandlerOfAContextWithoutDescriptors_holds() throws Exception {
        ServletContextHandler context = new Webapp("").context();
        context.getSessionHandler().setMaxInactiveInterval(1800);
        assertTimeout(1800, context, node());
    }

    @Test
    void timeout_zeroOnTheHandlerOfAContextWithoutDescriptors_isForEver() throws Exception {
        ServletContextHandler context = new Webapp("").context();
        context.getSessionHandler().setMaxInactiveInterval(0);
        assertTimeout(0, context, node());
    }

    @Test
    void timeout_untouchedHandlerOfAContextWithoutDescriptors_isOurDefault() throws Exception {
        assertTimeout(DEFAULT, new Webapp("").context(), node());
    }

    @Test
    void timeout_setting_comesBeforeWhatAListenerSets() throws Exception {
        JettyNode node = node(Map.of("maxInactiveInterval", "20m"));
        Webapp webapp = new Webapp("")
                .on(
                        "/interval",
                        (request, response) ->
                                response.getWriter().print(request.getSession().getMaxInactiveInterval()));
        webapp.context().addEventListener(listener(30));
        node.add(webapp.context());
        node.start();
        assertThat(new SessionClient(logs).get(node.port(), "/interval").body()).isEqualTo("1200");
    }

    @SuppressWarnings("serial") // never serialized
    static final class ShopServlet extends HttpServlet {}

    @SuppressWarnings("serial") // never serialized
    static final class BlogServlet extends HttpServlet {}

    private JettyNode server(String app, Class<? extends HttpServlet> servlet) {
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        if (!app.isEmpty()) {
            context.setInitParameter("abi.session.app", app);
        }
        context.addServlet(new ServletHolder(servlet), "/*");
        JettyNode node = node();
        node.add(context);
        return node;
    }

    @Test
    void start_anotherApplicationOfTheSameNameOnAnotherServer_isRefusedAndTheMessageSaysWhatToDo() throws Exception {
        server("", ShopServlet.class).start();
        server("", ShopServlet.class).start();
        JettyNode blog = server("", BlogServlet.class);
        assertThatThrownBy(blog::start).hasMessageContaining("ShopServlet").hasMessageContaining("abi.session.app");
        server("blog", BlogServlet.class).start();
    }
}
