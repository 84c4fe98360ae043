package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.Serializable;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A request that ends while another one changes the id, and events that no request brings about. */
class JettyRaceTest {
    private static final List<String> UNBOUND = new CopyOnWriteArrayList<>();

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final CountDownLatch arrived = new CountDownLatch(2);
    private final CountDownLatch change = new CountDownLatch(1);
    private final CountDownLatch set = new CountDownLatch(1);
    private RespProxy proxy;
    private JettyNode node;
    private SessionClient user;

    /** Notes in what context it leaves its session. */
    private record Bound(String name) implements HttpSessionBindingListener, Serializable {
        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            UNBOUND.add(name + " in " + (ContextHandler.getCurrentContext() == null ? "no context" : "its context"));
        }
    }

    @BeforeEach
    void start() throws Exception {
        UNBOUND.clear();
        proxy = RespProxy.inFrontOf(REDIS.uri());
        node = new JettyNode(Map.of(
                "redisUrl", proxy.uri(),
                "envFile", "off",
                "commandTimeout", "10s",
                "sweepInterval", "100ms",
                "allowedClasses", "org.abisession.jetty.*"));
        node.add(new Webapp("")
                .on("/change", (request, response) -> {
                    request.getSession().getAttribute("x");
                    arrived.countDown();
                    waitFor(change);
                    request.changeSessionId();
                })
                .on("/changeAtOnce", (request, response) -> request.changeSessionId())
                .on("/late", (request, response) -> {
                    request.getSession().getAttribute("x");
                    arrived.countDown();
                    waitFor(set);
                    request.getSession().setAttribute("late", "1");
                    response.getWriter().print("set");
                })
                .on("/bound", (request, response) -> {
                    request.getSession().setAttribute("bound", new Bound("b"));
                    request.getSession().setMaxInactiveInterval(1);
                })
                .context());
        node.start();
        user = new SessionClient(logs);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        proxy.close();
    }

    private static void waitFor(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The test has not let it go");
        }
    }

    @Test
    void response_otherRequestChangesTheIdAtThatMoment_isNotSentBeforeWhatItChangedIsStored() throws Exception {
        user.get(node.port(), "/set?1");
        // From now on Redis has the script: one command is all that a change takes.
        user.get(node.port(), "/changeAtOnce");
        String metadata = "session:" + user.sessionId() + ":metadata";
        CompletableFuture<HttpResponse<String>> late = user.start(user.request(node.port(), "/late"));
        CompletableFuture<HttpResponse<String>> changed = user.start(user.request(node.port(), "/change"));
        waitFor(arrived);
        proxy.stallReplies();
        change.countDown();
        await().until(() -> !REDIS.client().exists(metadata));
        set.countDown();
        assertThatThrownBy(() -> late.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        proxy.resume();

        assertThat(late.join().statusCode()).isEqualTo(200);
        assertThat(REDIS.keys("session:*:attributes"))
                .hasSize(1)
                .allSatisfy(key -> assertThat(REDIS.client().hget(key, "late")).isEqualTo("\"1\""));
        assertThat(changed.join().statusCode()).isEqualTo(200);
    }

    @Test
    void valueUnbound_byTimeout_isToldOnceInItsContext() {
        user.get(node.port(), "/bound");
        await().atMost(Duration.ofSeconds(10)).until(() -> !UNBOUND.isEmpty());
        await().during(Duration.ofMillis(300)).until(() -> UNBOUND.equals(List.of("b in its context")));
    }
}
