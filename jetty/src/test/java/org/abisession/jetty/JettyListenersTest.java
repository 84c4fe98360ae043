package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listeners of every kind that use the session, while other requests do: nobody waits for anybody for ever. */
class JettyListenersTest {
    private static final int CLIENTS = 6;
    private static final int ROUNDS = 60;
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final ThreadLocal<Boolean> BUSY = ThreadLocal.withInitial(() -> false);
    private static volatile @Nullable HttpSession last;

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private JettyNode node;

    /** Uses the session in all ways, unless it was called by such a use. */
    private static void use(@Nullable HttpSession session) {
        if (session == null || BUSY.get()) {
            return;
        }
        BUSY.set(true);
        int call = CALLS.incrementAndGet();
        try {
            session.getAttribute("x");
            session.setAttribute("listener" + call % 3, new Busy("l" + call));
            Collections.list(session.getAttributeNames()).forEach(session::getAttribute);
            session.removeAttribute("listener" + (call + 1) % 3);
            session.setMaxInactiveInterval(1000 + call % 7);
            session.getLastAccessedTime();
            session.isNew();
            if (call % 97 == 0) {
                session.invalidate();
            }
        } catch (IllegalStateException e) {
            // another request, or this one, has ended it
        } finally {
            BUSY.set(false);
        }
    }

    /** A value that uses its session whenever it is told, encoded or compared. */
    private static final class Busy implements HttpSessionActivationListener, HttpSessionBindingListener, Serializable {
        private static final long serialVersionUID = 1;
        private final String text;

        Busy(String text) {
            this.text = text;
        }

        @Override
        public void sessionWillPassivate(HttpSessionEvent event) {
            use(event.getSession());
        }

        @Override
        public void sessionDidActivate(HttpSessionEvent event) {
            use(event.getSession());
        }

        @Override
        public void valueBound(HttpSessionBindingEvent event) {
            use(event.getSession());
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            use(event.getSession());
        }

        private void writeObject(ObjectOutputStream out) throws java.io.IOException {
            use(last);
            out.defaultWriteObject();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            use(last);
            return other instanceof Busy busy && busy.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    private static final class Listener
            implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener {
        @Override
        public void sessionCreated(HttpSessionEvent event) {
            use(event.getSession());
        }

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            use(event.getSession());
        }

        @Override
        public void attributeAdded(HttpSessionBindingEvent event) {
            use(event.getSession());
        }

        @Override
        public void attributeRemoved(HttpSessionBindingEvent event) {
            use(event.getSession());
        }

        @Override
        public void attributeReplaced(HttpSessionBindingEvent event) {
            use(event.getSession());
        }

        @Override
        public void sessionIdChanged(HttpSessionEvent event, String oldId) {
            use(event.getSession());
        }
    }

    @BeforeEach
    void start() throws Exception {
        node = new JettyNode(
                Map.of("redisUrl", REDIS.uri(), "envFile", "off", "allowedClasses", "org.abisession.jetty.*"));
        Webapp webapp = new Webapp("")
                .on("/busy", (request, response) -> {
                    HttpSession session = request.getSession();
                    last = session;
                    try {
                        session.setAttribute("busy", new Busy("b"));
                        session.getAttribute("listener0");
                        session.removeAttribute("listener1");
                    } catch (IllegalStateException e) {
                        // a listener has ended it
                    }
                })
                .on("/id", (request, response) -> {
                    try {
                        request.getSession();
                        request.changeSessionId();
                    } catch (IllegalStateException e) {
                        // a listener has ended it
                    }
                });
        webapp.context().getSessionHandler().addEventListener(new Listener());
        node.add(webapp.context());
        node.start();
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @Test
    void listeners_thatUseTheSessionWhileRequestsDo_neverWaitForEver() throws Exception {
        SessionClient first = new SessionClient(logs);
        first.get(node.port(), "/busy");
        List<CompletableFuture<?>> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            CompletableFuture<?> done = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    SessionClient client = new SessionClient(logs).withCookie(String.valueOf(first.cookie()));
                    for (int round = 0; round < ROUNDS; round++) {
                        client.get(node.port(), (number + round) % 5 == 0 ? "/id" : "/busy");
                        client.get(node.port(), "/get");
                    }
                    done.complete(null);
                } catch (RuntimeException | AssertionError e) {
                    done.completeExceptionally(e);
                }
            });
            clients.add(done);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).get(100, TimeUnit.SECONDS);

        assertThat(CALLS).hasValueGreaterThan(CLIENTS * ROUNDS);
    }
}
