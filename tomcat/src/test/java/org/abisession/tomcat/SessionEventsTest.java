package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests what listeners are told on Tomcat, beyond the contract. */
class SessionEventsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    /** Its own events stand in a list that outlives it. */
    static class Bound implements HttpSessionBindingListener, Serializable {
        private static final long serialVersionUID = 1L;
        static final List<String> EVENTS = new CopyOnWriteArrayList<>();

        final String name;

        Bound(String name) {
            this.name = name;
        }

        @Override
        public void valueBound(HttpSessionBindingEvent event) {
            EVENTS.add("bound " + name);
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            EVENTS.add("unbound " + name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final class BoundThread extends Bound {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("UnusedVariable") // it is in the way of storing
        private final Thread thread = Thread.currentThread();

        BoundThread(String name) {
            super(name);
        }
    }

    static final class Recorder implements HttpSessionListener, HttpSessionAttributeListener {
        final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            HttpSession session = event.getSession();
            events.add("destroyed x=" + session.getAttribute("x") + " interval=" + session.getMaxInactiveInterval());
        }

        @Override
        public void attributeReplaced(HttpSessionBindingEvent event) {
            events.add("replaced " + event.getValue());
        }

        void addTo(Context context) {
            context.addServletContainerInitializer((classes, application) -> application.addListener(this), null);
        }
    }

    private TomcatNode node(Map<String, String> settings, Recorder recorder) throws Exception {
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            RedisSessionManager manager = Managers.of(Map.of("redis-url", redis.uri(), "env-file", "off"));
            settings.forEach(manager::setProperty);
            manager.setSessionAttributeNameFilter("(?!local).*");
            context.setManager(manager);
            recorder.addTo(context);
            webapp().addTo(context);
        });
    }

    private static Webapp webapp() {
        return new Webapp()
                .with("/short", (request, response) -> {
                    request.getSession().setMaxInactiveInterval(1);
                    request.getSession().setAttribute("x", "1");
                })
                .with("/replace", (request, response) -> {
                    request.getSession().setAttribute("b", new Bound("first"));
                    request.getSession().setAttribute("b", new Bound("second"));
                })
                .with("/unstorable", (request, response) -> {
                    try {
                        request.getSession().setAttribute("b", new BoundThread("bad"));
                    } catch (IllegalArgumentException e) {
                        response.getWriter().print(e.getMessage());
                    }
                })
                .with("/local", (request, response) -> {
                    request.getSession().setAttribute("local", new BoundThread("here only"));
                    request.getSession().setAttribute("x", "1");
                    response.getWriter().print(request.getSession().getAttribute("local"));
                });
    }

    @Test
    void sessionDestroyed_timeout_isToldOnceOnOneNodeWithTheAttributes() throws Exception {
        Recorder onA = new Recorder();
        Recorder onB = new Recorder();
        Map<String, String> fast = Map.of("sweep-interval", "100ms", "expiry-retention", "5s");
        try (TomcatNode a = node(fast, onA);
                TomcatNode b = node(fast, onB)) {
            SessionClient client = new SessionClient(logs);
            client.get(a.port(), "/short");
            assertThat(b.isServing()).isTrue();
            await().atMost(Duration.ofSeconds(10)).until(() -> onA.events.size() + onB.events.size() > 0);
            await().during(Duration.ofMillis(400)).until(() -> onA.events.size() + onB.events.size() == 1);
            assertThat(onA.events.isEmpty() ? onB.events : onA.events).containsExactly("destroyed x=1 interval=1");
            assertThat(redis.keys("session:*")).isEmpty();
        }
    }

    @Test
    void attributeReplaced_newValueIsABindingListener_hasTheOldValue() throws Exception {
        Recorder recorder = new Recorder();
        Bound.EVENTS.clear();
        try (TomcatNode node = node(Map.of("allowed-classes", Bound.class.getName()), recorder)) {
            assertThat(new SessionClient(logs).get(node.port(), "/replace").statusCode())
                    .isEqualTo(200);
        }

        assertThat(recorder.events).containsExactly("replaced first");
        assertThat(Bound.EVENTS).containsExactly("bound first", "bound second", "unbound first");
    }

    @Test
    void setAttribute_bindingListenerThatCannotBeStored_isUnboundAgainAndRefused() throws Exception {
        Recorder recorder = new Recorder();
        Bound.EVENTS.clear();
        try (TomcatNode node = node(Map.of("unstorable-attributes", "refuse"), recorder)) {
            assertThat(new SessionClient(logs).get(node.port(), "/unstorable").body())
                    .contains("b")
                    .contains(BoundThread.class.getName());
        }

        assertThat(Bound.EVENTS).containsExactly("bound bad", "unbound bad");
    }

    @Test
    void setAttribute_excludedByTheManagersFilter_isThereForTheRequestAndNotStored() throws Exception {
        try (TomcatNode node = node(Map.of(), new Recorder())) {
            SessionClient client = new SessionClient(logs);

            assertThat(client.get(node.port(), "/local").body()).isEqualTo("here only");
            assertThat(redis.client().hkeys("session:" + client.sessionId() + ":attributes"))
                    .contains("x")
                    .doesNotContain("local");
        }
    }
}
