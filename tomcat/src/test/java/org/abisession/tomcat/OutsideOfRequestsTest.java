package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An HttpSession that the application keeps beyond its request, for a background job or a WebSocket. */
class OutsideOfRequestsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final AtomicReference<HttpSession> kept = new AtomicReference<>();
    private TomcatNode a;
    private TomcatNode b;
    private SessionClient client;
    private HttpSession session;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        a = node(directory);
        b = node(directory);
        client = new SessionClient(logs);
        client.get(a.port(), "/keep");
        session = Objects.requireNonNull(kept.get());
    }

    private TomcatNode node(Path directory) throws Exception {
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(Managers.of(Map.of("redis-url", redis.uri(), "env-file", "off")));
            new Webapp()
                    .with("/keep", (request, response) -> {
                        request.getSession().setAttribute("x", "1");
                        kept.set(request.getSession());
                    })
                    .with("/set", (request, response) -> request.getSession().setAttribute("x", "2"))
                    .with(
                            "/get",
                            (request, response) -> response.getWriter()
                                    .print(request.getSession().getAttribute(request.getParameter("name"))))
                    .with(
                            "/interval",
                            (request, response) -> response.getWriter()
                                    .print(request.getSession().getMaxInactiveInterval()))
                    .with(
                            "/exists",
                            (request, response) -> response.getWriter().print(request.getSession(false) != null))
                    .with("/end", (request, response) -> request.getSession().invalidate())
                    .with("/new-id", (request, response) -> request.changeSessionId())
                    .addTo(context);
        });
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    @Test
    void setAttribute_outsideOfRequests_isStoredAtOnce() throws Exception {
        session.setAttribute("job", "done");
        assertThat(client.get(b.port(), "/get?name=job").body()).isEqualTo("done");
        assertThat(client.get(a.port(), "/get?name=job").body()).isEqualTo("done");
    }

    @Test
    void removeAttribute_outsideOfRequests_isStoredAtOnce() throws Exception {
        session.removeAttribute("x");
        assertThat(client.get(b.port(), "/get?name=x").body()).isEqualTo("null");
    }

    @Test
    void setMaxInactiveInterval_outsideOfRequests_isStoredAtOnce() throws Exception {
        session.setMaxInactiveInterval(1234);
        assertThat(client.get(b.port(), "/interval").body()).isEqualTo("1234");
    }

    @Test
    void getAttribute_outsideOfRequests_isNoOlderThanASecond() throws Exception {
        client.get(b.port(), "/set");
        await().untilAsserted(() -> assertThat(session.getAttribute("x")).isEqualTo("2"));
    }

    @Test
    void getAttribute_outsideOfRequests_isNoAccess() throws Exception {
        String metadata = "session:" + client.sessionId() + ":metadata";
        redis.client().pexpire(metadata, 60_000);
        await().pollDelay(java.time.Duration.ofMillis(1100)).until(() -> session.getAttribute("x") != null);
        assertThat(redis.client().pttl(metadata)).isLessThan(60_000);
    }

    @Test
    void invalidate_outsideOfRequests_endsTheSession() throws Exception {
        session.invalidate();
        assertThat(client.get(b.port(), "/exists").body()).isEqualTo("false");
        assertThat(client.get(a.port(), "/exists").body()).isEqualTo("false");
    }

    @Test
    void use_afterItsEndElsewhere_isAnIllegalStateException() throws Exception {
        client.get(b.port(), "/end");
        assertThatThrownBy(() -> session.setAttribute("job", "late")).isInstanceOf(IllegalStateException.class);
        await().untilAsserted(() ->
                assertThatThrownBy(() -> session.getAttribute("x")).isInstanceOf(IllegalStateException.class));
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @Test
    void use_afterALaterRequestHasChangedTheId_isRefused() throws Exception {
        client.get(a.port(), "/new-id");
        assertThatThrownBy(() -> session.setAttribute("job", "done"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another id");
    }

    @Test
    void accessor_ofServlet61_readsAndStores() throws Exception {
        Method getAccessor;
        try {
            getAccessor = HttpSession.class.getMethod("getAccessor");
        } catch (NoSuchMethodException e) {
            Assumptions.abort("HttpSession.Accessor is of Servlet 6.1");
            return;
        }
        AtomicReference<Object> accessor = new AtomicReference<>();
        keepAccessor(getAccessor, accessor);
        Object found = Objects.requireNonNull(accessor.get());
        client.get(b.port(), "/set");
        AtomicReference<Object> read = new AtomicReference<>();
        Consumer<HttpSession> use = used -> {
            read.set(used.getAttribute("x"));
            used.setAttribute("job", "by accessor");
        };
        found.getClass().getMethod("access", Consumer.class).invoke(found, use);
        assertThat(read.get()).isEqualTo("2");
        assertThat(client.get(b.port(), "/get?name=job").body()).isEqualTo("by accessor");
    }

    private void keepAccessor(Method getAccessor, AtomicReference<Object> accessor) throws Exception {
        accessor.set(getAccessor.invoke(session));
    }
}
