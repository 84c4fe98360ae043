package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session that an application has kept beyond its request, as for a background job or a WebSocket. */
class JettyKeptSessionTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final AtomicReference<HttpSession> held = new AtomicReference<>();
    private RespProxy proxy;
    private JettyNode a;
    private JettyNode b;
    private SessionClient user;
    private HttpSession kept;

    @BeforeEach
    void start() throws Exception {
        proxy = RespProxy.inFrontOf(REDIS.uri());
        a = new JettyNode(Map.of("redisUrl", proxy.uri(), "envFile", "off"));
        a.add(new Webapp("")
                .on("/use", (request, response) -> {
                    held.get().setAttribute("x", "set");
                    response.getWriter().print("used");
                })
                .on("/keep", (request, response) -> held.set(request.getSession()))
                .on(
                        "/list",
                        (request, response) ->
                                request.getSession().setAttribute("list", new java.util.ArrayList<>(List.of("tea"))))
                .context());
        a.start();
        b = new JettyNode(Map.of("redisUrl", REDIS.uri(), "envFile", "off"));
        b.add(new Webapp("").context());
        b.start();
        user = new SessionClient(logs);
        user.get(a.port(), "/set?1");
        user.get(a.port(), "/keep");
        kept = Objects.requireNonNull(held.get());
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
        proxy.close();
    }

    private String key() {
        return "session:" + user.sessionId() + ":attributes";
    }

    @Test
    void getAttribute_changedByALaterRequest_isNoOlderThanASecond() {
        assertThat(kept.getAttribute("x")).isEqualTo("1");
        user.get(b.port(), "/set?2");
        await().atMost(Duration.ofSeconds(10)).until(() -> "2".equals(kept.getAttribute("x")));
        user.get(a.port(), "/set?3");
        await().atMost(Duration.ofSeconds(10)).until(() -> "3".equals(kept.getAttribute("x")));
        assertThat(kept.getId()).isEqualTo(user.sessionId());
        assertThat(kept.isNew()).isFalse();
    }

    @Test
    void setAttribute_outsideOfARequest_isStoredAtOnce() {
        kept.setAttribute("y", "1");
        assertThat(REDIS.client().hget(key(), "y")).isEqualTo("\"1\"");
        kept.removeAttribute("y");
        assertThat(REDIS.client().hexists(key(), "y")).isFalse();
        kept.setMaxInactiveInterval(77);
        assertThat(REDIS.client().pttl("session:" + user.sessionId() + ":metadata"))
                .isGreaterThan(0);
        kept.setAttribute("x", "4");
        assertThat(user.get(b.port(), "/get").body()).isEqualTo("4");
    }

    @Test
    void setAttribute_inARequestOfAnotherUser_isStoredAtOnce() {
        assertThat(new SessionClient(logs).get(a.port(), "/use").body()).isEqualTo("used");

        assertThat(user.get(b.port(), "/get").body()).isEqualTo("set");
    }

    @Test
    void setAttribute_keptByTheRequestThatMadeTheSession_isStoredAtOnce() {
        SessionClient other = new SessionClient(logs);
        other.get(a.port(), "/keep");
        other.get(a.port(), "/set?1");
        for (int i = 0; i < 3; i++) {
            other.get(a.port(), "/set?1");
            assertThat(new SessionClient(logs).get(a.port(), "/use").body()).isEqualTo("used");
            assertThat(other.get(b.port(), "/get").body()).isEqualTo("set");
        }

        assertThat(other.get(b.port(), "/get").body()).isEqualTo("set");
    }

    @Test
    void setMaxInactiveInterval_outsideOfARequest_isStoredAtOnce() {
        kept.setMaxInactiveInterval(77);

        assertThat(REDIS.client().hgetAll(key()).values()).anyMatch(value -> value.startsWith("77"));
        assertThat(kept.getMaxInactiveInterval()).isEqualTo(77);
    }

    @Test
    void invalidate_outsideOfARequest_endsTheSessionEverywhere() {
        kept.invalidate();

        assertThat(REDIS.keys("session:*")).isEmpty();
        assertThat(user.get(b.port(), "/get").body()).isEqualTo("none");
        assertThatThrownBy(() -> kept.getAttribute("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(kept::invalidate).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void calls_sessionEndedOnTheOtherNode_throwIllegalState() {
        user.get(b.port(), "/invalidate");

        assertThatThrownBy(() -> kept.setAttribute("x", "late")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept.getAttribute("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(kept::getAttributeNames).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(kept::getCreationTime).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(kept::invalidate).isInstanceOf(IllegalStateException.class);
        assertThat(REDIS.keys("session:*")).isEmpty();
    }

    @Test
    void calls_idWasChanged_throwIllegalState() {
        String old = user.sessionId();
        user.get(a.port(), "/changeId");

        assertThatThrownBy(() -> kept.setAttribute("x", "late")).isInstanceOf(IllegalStateException.class);
        assertThat(REDIS.keys("session:" + old + ":*")).isEmpty();
        assertThat(user.get(b.port(), "/get").body()).isEqualTo("1");
    }

    @Test
    void setAttribute_redisAway_throws() {
        proxy.refuse();

        assertThatThrownBy(() -> kept.setAttribute("x", "late")).isInstanceOf(SessionStoreUnavailableException.class);
        proxy.resume();
        assertThat(user.get(b.port(), "/get").body()).isEqualTo("1");
    }

    @Test
    void getAttribute_whileRequestsComeAndGo_seesWhatTheyStored() {
        for (int i = 0; i < 20; i++) {
            user.get(a.port(), "/set?" + i);
            kept.setAttribute("y", "k" + i);
            assertThat(REDIS.client().hget(key(), "y")).isEqualTo("\"k" + i + "\"");
            assertThat(REDIS.client().hget(key(), "x")).isEqualTo("\"" + i + "\"");
        }
    }
}
