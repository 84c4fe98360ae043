package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.eclipse.jetty.ee10.servlet.SessionHandler.ServletSessionApi;
import org.eclipse.jetty.server.Session;
import org.eclipse.jetty.session.ManagedSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests what Jetty and applications have with the session's object on one node, and what a request costs there. */
class JettyNodeStateTest {
    private static final List<String> TOLD = new CopyOnWriteArrayList<>();
    private static final AtomicInteger ENCODED = new AtomicInteger();
    private static final String INTERNAL = "org.eclipse.jetty.example.state";

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final AtomicReference<Object> internal = new AtomicReference<>();
    private JettyNode a;
    private JettyNode b;
    private RedisSessionCache cache;
    private SessionClient user;

    /** Is told by Jetty of changes of other attributes. */
    private record Watch(String name) implements Session.ValueListener, Serializable {
        @Override
        public void onSessionAttributeUpdate(Session session, String attribute, Object before, Object now) {
            TOLD.add(attribute + " " + before + " " + now);
        }
    }

    /** Counts how often it is encoded. */
    private static final class Encoded implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) throws java.io.IOException {
            ENCODED.incrementAndGet();
            out.defaultWriteObject();
        }
    }

    @BeforeEach
    void start() throws Exception {
        TOLD.clear();
        Webapp webapp = webapp();
        a = node(webapp);
        b = node(webapp());
        cache = (RedisSessionCache) webapp.context().getSessionHandler().getSessionCache();
        user = new SessionClient(logs);
        user.get(a.port(), "/set?1");
    }

    private static JettyNode node(Webapp webapp) throws Exception {
        JettyNode node = new JettyNode(Map.of(
                "redisUrl", REDIS.uri(),
                "envFile", "off",
                "sweepInterval", "100ms",
                "allowedClasses", "org.abisession.jetty.*"));
        node.add(webapp.context());
        return node.start();
    }

    private Webapp webapp() {
        return new Webapp("")
                .on("/watch", (request, response) -> session(request).setAttribute("watch", new Watch("w")))
                .on("/internal", (request, response) -> {
                    internal.set(new Object());
                    session(request).setAttribute(INTERNAL, internal.get());
                })
                .on(
                        "/isInternal",
                        (request, response) ->
                                response.getWriter().print(session(request).getAttribute(INTERNAL) == internal.get()))
                .on("/encoded", (request, response) -> request.getSession().setAttribute("encoded", new Encoded()))
                .on(
                        "/readEncoded",
                        (request, response) ->
                                response.getWriter().print(request.getSession().getAttribute("encoded") != null))
                .on("/unstorable", (request, response) -> request.getSession().setAttribute("y", new Object()))
                .on(
                        "/dump",
                        (request, response) -> response.getWriter()
                                .print(session(request).toString()
                                        + ServletSessionApi.getSession(request.getSession())
                                                .getSessionData()
                                        + a.server().dump()));
    }

    private static ManagedSession session(HttpServletRequest request) {
        return ServletSessionApi.getSession(request.getSession());
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    @Test
    void valueListener_laterRequestOnThisNode_isTold() {
        user.get(a.port(), "/watch");
        TOLD.clear();
        user.get(a.port(), "/set?2");
        user.get(b.port(), "/set?3");
        user.get(a.port(), "/set?4");

        assertThat(TOLD).containsExactly("x 1 2", "x 3 4");
        user.get(b.port(), "/invalidate");
        await().atMost(Duration.ofSeconds(10)).until(() -> !cache.contains(user.sessionId()));
    }

    @Test
    void internalAttribute_thatCanNotBeStored_livesAsLongAsTheSessionOnThisNode() throws Exception {
        user.get(a.port(), "/internal");

        assertThat(user.get(a.port(), "/isInternal").body()).isEqualTo("true");
        user.get(a.port(), "/changeId");
        assertThat(user.get(a.port(), "/isInternal").body()).isEqualTo("true");
        assertThat(user.get(b.port(), "/isInternal").body()).isEqualTo("false");
        assertThat(cache.getLocalValues()).isEqualTo(1);
        user.get(a.port(), "/invalidate");
        await().atMost(Duration.ofSeconds(10)).until(() -> cache.getLocalValues() == 0);
        assertThat(cache.contains(user.sessionId())).isFalse();
    }

    @Test
    void setAttribute_unstorable_isSaidOnceForEachClass() {
        for (int i = 0; i < 5; i++) {
            assertThat(user.get(a.port(), "/unstorable").statusCode()).isEqualTo(200);
        }
        new SessionClient(logs).get(a.port(), "/unstorable");

        assertThat(logs.lines())
                .filteredOn(line -> line.startsWith("WARN") && line.contains("java.lang.Object"))
                .hasSize(1);
    }

    @Test
    void value_thatIsOnlyRead_isEncodedOnce() {
        user.get(a.port(), "/encoded");
        ENCODED.set(0);

        assertThat(user.get(b.port(), "/readEncoded").body()).isEqualTo("true");
        assertThat(ENCODED).hasValue(1);
    }

    @Test
    void dump_ofAServerWithASessionInUse_hasNoId() {
        assertThat(user.get(a.port(), "/dump").body())
                .contains("RedisSessionCache")
                .doesNotContain(user.sessionId());
    }
}
