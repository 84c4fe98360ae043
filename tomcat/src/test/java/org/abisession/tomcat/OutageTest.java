package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.Context;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Redis goes away where only Tomcat has something to get wrong; the rest is in the contract of all containers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private RespProxy proxy;
    private TomcatNode node;
    private SessionClient client;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        proxy = RespProxy.inFrontOf(redis.uri());
        node = TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(Managers.of(Map.of("redis-url", proxy.uri(), "env-file", "off")));
            webapp().addTo(context);
            addErrorPages(context);
        });
    }

    @BeforeEach
    void newClient() {
        client = new SessionClient(logs);
    }

    @AfterEach
    void endOutage() {
        proxy.resume();
        // Connections that broke while nobody used them are found out one by one.
        await().until(() -> new SessionClient(logs).get(node.port(), "/set").statusCode() == 200);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
        proxy.close();
    }

    private Webapp webapp() {
        return new Webapp()
                .with("/nothing", (request, response) -> response.getWriter().print("served"))
                .with("/set", (request, response) -> {
                    request.getSession().setAttribute("x", "1");
                    response.getWriter().print("done");
                })
                .with(
                        "/get",
                        (request, response) ->
                                response.getWriter().print(request.getSession().getAttribute("x")))
                .with("/lost", (request, response) -> {
                    loseRedis(request);
                    response.getWriter().print("done");
                })
                .with("/lost-at-swallowed-flush", (request, response) -> {
                    loseRedis(request);
                    try {
                        response.flushBuffer();
                    } catch (SessionStoreUnavailableException e) {
                        response.getWriter().print("never mind");
                    }
                })
                .with("/lost-async", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.start(() -> {
                        proxy.refuse();
                        try {
                            request.getSession().setAttribute("x", "lost"); // stored at once, by this thread
                        } catch (SessionStoreUnavailableException e) {
                            async.complete();
                        }
                    });
                })
                .with("/lost-in-error-page", (request, response) -> response.sendError(404))
                .with("/lost-in-async-timeout", (request, response) -> {
                    request.getSession();
                    request.startAsync().setTimeout(50);
                })
                .with("/page-of-503", (request, response) -> {
                    HttpSession session = request.getSession(false);
                    response.setStatus(200);
                    response.getWriter().print("later, please; session: " + (session != null));
                    response.flushBuffer();
                })
                .with("/error-page", (request, response) -> {
                    response.setStatus(200);
                    response.getWriter().print("an error page of its own");
                    loseRedis(request);
                });
    }

    private static void addErrorPages(Context context) {
        addErrorPage(context, 404, "/error-page");
        addErrorPage(context, 500, "/error-page");
    }

    private static void addErrorPage(Context context, int status, String location) {
        ErrorPage page = new ErrorPage();
        page.setErrorCode(status);
        page.setLocation(location);
        context.addErrorPage(page);
    }

    private void loseRedis(HttpServletRequest request) {
        request.getSession().setAttribute("x", "lost");
        proxy.refuse();
    }

    @Test
    void file_redisAwayAndACookie_isServedWhereNobodyAsksForTheSession(@TempDir Path directory) throws Exception {
        Path files = Files.createDirectories(directory.resolve("files"));
        Files.writeString(files.resolve("picture.txt"), "picture");
        try (TomcatNode withFiles = TomcatNode.start(files, "", (tomcat, context) -> {
            context.setManager(Managers.of(Map.of("redis-url", proxy.uri(), "env-file", "off")));
            webapp().addTo(context);
            FilterDef asking = new FilterDef();
            asking.setFilterName("asking");
            asking.setFilter((request, response, chain) -> {
                if ("session".equals(request.getParameter("need"))) {
                    try {
                        ((HttpServletRequest) request).getSession(false);
                    } catch (SessionStoreUnavailableException e) {
                        response.getWriter().print("never mind");
                    }
                }
                chain.doFilter(request, response);
            });
            context.addFilterDef(asking);
            FilterMap everywhere = new FilterMap();
            everywhere.setFilterName("asking");
            everywhere.addURLPattern("/*");
            context.addFilterMap(everywhere);
        })) {
            client.get(withFiles.port(), "/set");
            assertThat(client.get(withFiles.port(), "/picture.txt").body()).isEqualTo("picture");
            proxy.refuse();

            assertThat(client.get(withFiles.port(), "/picture.txt").body()).isEqualTo("picture");
            HttpResponse<String> needsIt = client.get(withFiles.port(), "/picture.txt?need=session");
            assertThat(needsIt.statusCode()).isEqualTo(503);
            assertThat(needsIt.body()).doesNotContain("picture", "never mind");
            assertThat(needsIt.headers().map()).doesNotContainKey("Set-Cookie");
            proxy.resume();
            assertThat(client.get(withFiles.port(), "/get").body()).isEqualTo("1");
            assertThat(client.get(withFiles.port(), "/picture.txt?need=session").body())
                    .isEqualTo("picture");
        }
    }

    @Test
    void save_failsAtAFlushAndTheApplicationSwallowsIt_is503() throws Exception {
        assertRefused("/lost-at-swallowed-flush");
    }

    @Test
    void save_failsInAnAsynchronousRequest_is503() throws Exception {
        assertRefused("/lost-async");
    }

    @Test
    void save_failsInAnErrorPageThatAnswers200_is503() throws Exception {
        assertRefused("/lost-in-error-page");
    }

    @Test
    void save_failsInTheErrorPageOfAnAsynchronousTimeout_is503() throws Exception {
        assertRefused("/lost-in-async-timeout");
    }

    @Test
    void find_redisAwayAndAnErrorPageFor503_showsThatPageAndStays503(@TempDir Path directory) throws Exception {
        try (TomcatNode withPage = TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(Managers.of(Map.of("redis-url", proxy.uri(), "env-file", "off")));
            webapp().addTo(context);
            addErrorPage(context, 503, "/page-of-503");
        })) {
            client.get(withPage.port(), "/set");
            proxy.refuse();

            HttpResponse<String> refused = client.get(withPage.port(), "/get");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).isEqualTo("later, please; session: false");
            assertThat(refused.headers().map()).doesNotContainKey("Set-Cookie");
            proxy.resume();
            assertThat(client.get(withPage.port(), "/lost").body()).isEqualTo("later, please; session: true");
            proxy.resume();
            assertThat(client.get(withPage.port(), "/get").body()).isEqualTo("1");
        }
    }

    private void assertRefused(String path) throws Exception {
        client.get(node.port(), "/set");

        HttpResponse<String> refused = client.get(node.port(), path);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().map()).containsKey("Retry-After").doesNotContainKey("Location");
        assertThat(refused.body()).doesNotContain("done", "never mind", "of its own");
        proxy.resume();
        assertThat(client.get(node.port(), "/get").body()).isEqualTo("1");
    }
}
