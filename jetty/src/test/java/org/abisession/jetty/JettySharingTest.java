package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.eclipse.jetty.session.SessionCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests of one session at the same time, on one node and on two. */
class JettySharingTest {
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 200;

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private JettyNode a;
    private JettyNode b;
    private SessionCache cache;
    private SessionClient user;

    @BeforeEach
    void start() throws Exception {
        a = new JettyNode(Map.of("redisUrl", REDIS.uri(), "envFile", "off"));
        Webapp webapp = new Webapp("").on("/slow", (request, response) -> {
            request.getSession().getAttribute("x");
            arrived.countDown();
            if (!go.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The test has not let it go");
            }
            request.getSession().setAttribute("late", "1");
            response.getWriter().print("done");
        });
        webapp.on("/swap", (request, response) -> {
            request.getSession().invalidate();
            request.getSession().setAttribute("x", "new");
        });
        a.add(webapp.context());
        a.start();
        b = new JettyNode(Map.of("redisUrl", REDIS.uri(), "envFile", "off"));
        b.add(new Webapp("").context());
        b.start();
        cache = webapp.context().getSessionHandler().getSessionCache();
        user = new SessionClient(logs);
        user.get(a.port(), "/set?1");
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    @Test
    void getSession_manyRequestsOfOneSession_isThereForEachOfThem() {
        List<CompletableFuture<List<String>>> clients = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(CompletableFuture.supplyAsync(
                    () -> {
                        List<String> bodies = new ArrayList<>();
                        SessionClient client = new SessionClient(logs).withCookie(String.valueOf(user.cookie()));
                        for (int j = 0; j < REQUESTS; j++) {
                            bodies.add(client.get(a.port(), "/get").body());
                        }
                        return bodies;
                    },
                    threads));
        }

        for (CompletableFuture<List<String>> client : clients) {
            assertThat(client.join()).hasSize(REQUESTS).containsOnly("1");
        }
        threads.shutdown();
    }

    @Test
    void request_joinsASessionThatWasChangedOnAnotherNode_seesTheChange() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = slow();
        user.get(b.port(), "/set?2");

        assertThat(user.get(a.port(), "/get").body()).isEqualTo("2");
        go.countDown();
        slow.join();
    }

    @Test
    void request_joinsASessionThatWasEndedOnAnotherNode_hasNone() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = slow();
        user.get(b.port(), "/invalidate");

        assertThat(user.get(a.port(), "/get").body()).isEqualTo("none");
        go.countDown();
        assertThat(slow.join().statusCode()).isEqualTo(200);
        assertThat(REDIS.keys("session:*")).isEmpty();
        await().until(() -> !cache.contains(user.sessionId()));
    }

    @Test
    void request_joinsASession_startsItsExpiryAnew() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = slow();
        String key = "session:" + user.sessionId() + ":metadata";
        REDIS.client().expire(key, 1000);
        REDIS.client().expire("session:" + user.sessionId() + ":attributes", 1300);
        user.get(a.port(), "/get");

        assertThat(REDIS.client().ttl(key)).isGreaterThan(86_000);
        go.countDown();
        slow.join();
    }

    @Test
    void request_joinsWhileTheIdChanges_isServedAndNeverGetsTheNewId() {
        List<CompletableFuture<HttpResponse<String>>> readers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            SessionClient old = new SessionClient(logs).withCookie(String.valueOf(user.cookie()));
            CompletableFuture<HttpResponse<String>> change = user.start(user.request(a.port(), "/changeId"));
            for (int j = 0; j < 4; j++) {
                readers.add(old.start(old.request(a.port(), "/get")));
            }
            assertThat(change.join().statusCode()).isEqualTo(200);
            assertThat(old.get(a.port(), "/get").body()).isEqualTo("none");
            assertThat(user.get(a.port(), "/get").body()).isEqualTo("1");
        }

        for (CompletableFuture<HttpResponse<String>> reader : readers) {
            assertThat(reader.join().body()).isIn("1", "none");
            assertThat(reader.join().headers().allValues("Set-Cookie")).isEmpty();
        }
        await().until(() -> ((RedisSessionCache) cache).getSessionsCurrent() == 0);
    }

    @Test
    void invalidate_andNewSessionInTheSameRequest_leavesNoneInUse() throws Exception {
        user.get(a.port(), "/swap");

        await().until(() -> !cache.contains(user.sessionId()));
        user.get(a.port(), "/set?2");
        assertThat(user.get(b.port(), "/get").body()).isEqualTo("2");
        assertThat(REDIS.keys("session:*:metadata")).hasSize(1);
    }

    @Test
    void cache_noRequest_holdsNothing() {
        user.get(a.port(), "/get");
        await().until(() -> !cache.contains(user.sessionId()));
        user.get(a.port(), "/changeId");
        await().until(() -> !cache.contains(user.sessionId()));
        user.get(a.port(), "/invalidate");
        assertThat(((RedisSessionCache) cache).getSessionsCurrent()).isZero();
    }

    private CompletableFuture<HttpResponse<String>> slow() throws InterruptedException {
        CompletableFuture<HttpResponse<String>> slow = user.start(user.request(a.port(), "/slow"));
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        return slow;
    }
}
