package org.abisession.it.springsession;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.ShopServlet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Holds what a session of Spring Session is after its application has gone over to abi-session. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TakeOverContract {
    private static final int RACES = 20;

    @RegisterExtension
    final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final ShopNode.Container container;
    private RespProxy proxy;
    private ShopNode old;
    private ShopNode a;
    private ShopNode b;

    @SuppressWarnings("NullAway.Init") // by startNodes
    TakeOverContract(ShopNode.Container container) {
        this.container = container;
    }

    @BeforeAll
    void startNodes() throws Exception {
        proxy = RespProxy.inFrontOf(redis.uri());
        old = ShopNode.withSpringSession(redis.uri());
        a = ShopNode.start(container, proxy.uri());
        b = ShopNode.start(container, redis.uri());
    }

    @AfterAll
    void stopNodes() throws Exception {
        old.close();
        a.close();
        b.close();
        proxy.close();
    }

    private Customer customer() throws Exception {
        Customer customer = new Customer();
        assertThat(customer.ask(old, "login=ann&add=tea")).isEqualTo("ann 7 tea");
        String id = new String(
                Base64.getDecoder().decode(String.valueOf(customer.cookie("SESSION"))), StandardCharsets.US_ASCII);
        logs.secret(id);
        return customer;
    }

    private int roundTrips(Customer customer, String query) throws Exception {
        Traffic.Mark mark = proxy.mark();
        String unused = customer.ask(a, query);
        return proxy.since(mark).roundTrips();
    }

    @Test
    void request_sessionOfSpringSession_isTakenOverWithItsAttributesAndGetsTheCookie() throws Exception {
        Customer customer = customer();

        assertThat(customer.ask(a, "add=milk")).isEqualTo("ann 7 tea,milk");
        assertThat(customer.cookie("JSESSIONID")).isNotNull();
        assertThat(customer.without("SESSION").ask(b, "add=rice")).isEqualTo("ann 7 tea,milk,rice");
    }

    @Test
    void request_manyOfOneClientBeforeItHasTheCookie_areOneSession() throws Exception {
        Customer customer = customer();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int race = 0; race < RACES; race++) {
                Customer racing = customer();
                List<Future<Customer>> requests = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    ShopNode node = i % 2 == 0 ? a : b;
                    requests.add(threads.submit(() -> {
                        Customer copy = racing.copy();
                        assertThat(copy.ask(node, "")).isEqualTo("ann 7 tea");
                        return copy;
                    }));
                }
                for (Future<Customer> request : requests) {
                    assertThat(request.get().cookie("JSESSIONID")).isNotNull();
                }
                assertThat(requests.get(0).get().ask(a, "add=" + race)).isEqualTo("ann 7 tea," + race);
                assertThat(requests.get(1).get().ask(b, "")).isEqualTo("ann 7 tea," + race);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(customer.ask(a, "")).isEqualTo("ann 7 tea");
    }

    @Test
    void response_ofATakeOverThatALoginOvertakes_bringsNoDeadCookie() throws Exception {
        Customer customer = customer();
        Customer slow = customer.copy();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> slow.ask(a, "hold"));
        ShopServlet.awaitHeld();
        assertThat(customer.ask(b, "changeId")).isEqualTo("ann 7 tea");
        ShopServlet.free();

        assertThat(answer.get()).isEqualTo("ann 7 tea");
        assertThat(slow.cookie("JSESSIONID")).isNull();
        assertThat(customer.ask(a, "")).isEqualTo("ann 7 tea");
    }

    @Test
    void request_attributeOfARefusedClass_isLostWithAWarningAndTheOthersAreTakenOver() throws Exception {
        Customer customer = customer();
        customer.ask(old, "voucher");

        assertThat(customer.ask(a, "")).isEqualTo("ann 7 tea");
        assertThat(logs.lines())
                .anyMatch(line -> line.contains("WARN")
                        && line.contains("'voucher'")
                        && line.contains("org.springframework.util.LinkedMultiValueMap")
                        && line.contains("allowed-classes"));
    }

    @Test
    void request_backOnAnOldNode_hasTheSessionAsItWasAtTheTakeOver() throws Exception {
        Customer customer = customer();
        customer.ask(a, "add=milk");

        assertThat(customer.ask(old, "")).isEqualTo("ann 7 tea");
        assertThat(customer.ask(b, "")).isEqualTo("ann 7 tea,milk");
    }

    @Test
    void logout_sessionThatWasTakenOver_isFinalOnOldNodesToo() throws Exception {
        Customer customer = customer();
        customer.ask(a, "");
        customer.ask(b, "changeId");
        customer.ask(a, "logout");

        assertThat(customer.ask(old, "")).isEqualTo("nobody");
        assertThat(customer.ask(b, "")).isEqualTo("nobody");
    }

    @Test
    void logout_onAnOldNodeBeforeTheTakeOver_isFinal() throws Exception {
        Customer customer = customer();
        String session = String.valueOf(customer.cookie("SESSION"));
        customer.ask(old, "logout");
        Customer thief = new Customer().with("SESSION", session);

        assertThat(thief.ask(a, "")).isEqualTo("nobody");
    }

    @Test
    void request_sessionThatHasEndedSinceItsTakeOver_isNotTakenOverAgain() throws Exception {
        Customer customer = customer();
        customer.ask(a, "");
        redis.keys("session:*").forEach(redis.client()::del); // as an administrator does

        assertThat(customer.ask(a, "")).isEqualTo("nobody");
        assertThat(customer.without("JSESSIONID").ask(b, "")).isEqualTo("nobody");
    }

    @Test
    void cost_withTheOwnCookie_isOneRoundTrip() throws Exception {
        Customer customer = customer();
        customer.ask(a, "");

        assertThat(roundTrips(customer, "")).isEqualTo(1);
        customer.ask(a, "changeId");
        assertThat(roundTrips(customer, "")).isEqualTo(1);
    }

    @Test
    void cost_oldCookieOfNoSession_isOneRoundTrip() throws Exception {
        Customer customer = customer();
        redis.client().flushDB();

        assertThat(roundTrips(customer, "")).isEqualTo(1);
    }

    @Test
    void cost_noCookie_isNothing() throws Exception {
        assertThat(roundTrips(new Customer(), "")).isZero();
    }

    @Test
    void request_oldCookieThatIsNoId_findsNothingAndAsksNobody() throws Exception {
        for (String value : List.of("x", "%00", "e30=", "Kg==", "a.b.c", "=")) {
            assertThat(roundTrips(new Customer().with("SESSION", value), ""))
                    .as(value)
                    .isZero();
        }
    }

    @Test
    void request_redisDoesNotAnswer_is503AndTakesOverLater() throws Exception {
        Customer customer = customer();
        proxy.refuse();
        try {
            customer.ask(a, "");
            assertThat(customer.status()).isEqualTo(503);
        } finally {
            proxy.resume();
        }
        assertThat(customer.ask(b, "")).isEqualTo("ann 7 tea");
    }
}
