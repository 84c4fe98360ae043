package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Valve;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A context that is reloaded, or stopped and started again, is what it was after its first start. */
class ContextReloadTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private RespProxy proxy;
    private TomcatNode node;
    private Context context;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("picture.txt"), "picture");
        proxy = RespProxy.inFrontOf(redis.uri());
        node = TomcatNode.start(directory, "", (tomcat, made) -> {
            made.setManager(Managers.of(Map.of("redis-url", proxy.uri(), "env-file", "off")));
            made.addLifecycleListener(event -> {
                if (event.getType().equals(Lifecycle.CONFIGURE_START_EVENT)) {
                    configure(made);
                }
            });
        });
        context = node.context();
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        proxy.close();
    }

    /** Adds what a web.xml would have: Tomcat takes it away when the context stops. */
    private static void configure(Context context) {
        new Webapp()
                .with("/set", (request, response) -> request.getSession().setAttribute("x", "1"))
                .addTo(context);
        FilterDef login = new FilterDef();
        login.setFilterName("login");
        login.setFilter((request, response, chain) -> {
            boolean known = ((HttpServletRequest) request).getSession(false) != null;
            if (known || request.getParameter("login") == null) {
                chain.doFilter(request, response);
            } else {
                response.getWriter().print("log in, please");
            }
        });
        context.addFilterDef(login);
        FilterMap everywhere = new FilterMap();
        everywhere.setFilterName("login");
        everywhere.addURLPattern("/*");
        context.addFilterMap(everywhere);
    }

    /** Describes what the manager may have changed in the context. */
    private static List<String> state(Context context) {
        List<String> state = new ArrayList<>();
        for (Valve valve : context.getPipeline().getValves()) {
            state.add(valve.getClass().getName());
        }
        Stream.of(context.findFilterMaps()).map(FilterMap::getFilterName).forEach(state::add);
        Stream.of(context.findFilterDefs())
                .map(FilterDef::getFilterName)
                .sorted()
                .forEach(state::add);
        state.add("validates: " + context.getValidateClientProvidedNewSessionId());
        state.add("listeners: " + context.findLifecycleListeners().length);
        return state;
    }

    @Test
    void reload_twice_pipelineAndFiltersAreAsAfterTheFirstStart() {
        List<String> first = state(context);
        assertThat(first).contains(AuthenticatedValve.class.getName(), StaticFileFilter.class.getName());
        for (int i = 0; i < 2; i++) {
            context.reload();
            assertThat(context.getState()).isEqualTo(LifecycleState.STARTED);
            assertThat(state(context)).isEqualTo(first);
        }
        assertThat(logs.lines()).noneMatch(line -> line.startsWith("SEVERE") || line.startsWith("ERROR"));
    }

    @Test
    void reload_redisAwayAndAFilterAsksForTheSessionOfAFile_is503AndNoLogin() {
        SessionClient client = new SessionClient(logs);
        context.reload();
        client.get(node.port(), "/set");
        assertThat(client.get(node.port(), "/picture.txt?login=1").body()).isEqualTo("picture");
        proxy.refuse();

        HttpResponse<String> refused = client.get(node.port(), "/picture.txt?login=1");
        assertThat(refused.statusCode()).isEqualTo(503);
        proxy.resume();
    }

    @Test
    void stop_ofTheContext_leavesNoneOfOurFiltersAndSettings() throws Exception {
        context.stop();
        assertThat(state(context))
                .noneMatch(name -> name.endsWith("Filter") || name.endsWith(AuthenticatedValve.class.getSimpleName()))
                .contains("validates: true");
        context.start();
        assertThat(new SessionClient(logs).get(node.port(), "/set").statusCode())
                .isEqualTo(200);
    }
}
