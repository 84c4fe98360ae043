package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.Test;

/** Requests that end in unusual ways: later than the servlet, in another protocol, or without a client. */
interface AsyncAndAbortContract extends ContractContext {
    @Test
    default void save_inEachWayThatARequestEnds_happensOnce() {
        List<Browser> warm = List.of(browser(), browser());
        for (String steps : List.of(
                "set=x:2",
                "async&set=x:2",
                "dispatch=set%3Dx:2",
                "forward=set%3Dx:2",
                "include=set%3Dx:2",
                "set=x:2&redirect=/do")) {
            for (Browser user : warm) {
                user.get(a(), "set=x:1&set=oops:404");
                Traffic.Mark mark = a().proxy().mark();
                user.get(a(), steps);
                Traffic traffic = ContractContext.settled(a().proxy(), mark);
                if (user == warm.get(1)) {
                    assertThat(traffic.commands().stream().filter(command -> command.endsWith(" save")))
                            .as(steps + ": " + traffic.commands())
                            .hasSize(1);
                }
            }
        }
    }

    @Test
    default void request_applicationThrowsWhatever_savesWhatItChangedAndLeavesTheSession() throws JMException {
        for (String steps : List.of("throw", "throwIo", "throwError", "asyncThrow")) {
            Browser user = browser();
            user.get(a(), "set=first:1");
            try (RawExchange exchange = user.raw(a(), "set=x:1&" + steps)) {
                await(steps).atMost(Duration.ofSeconds(10)).until(() -> isStored(user.sessionId(), "x"));
                exchange.abort(); // not each container answers
            }
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> sessionsInUse() == 0);
    }

    @Test
    default void request_completedByAThreadOfTheApplication_leavesTheSessionInUseByAnotherOne() throws JMException {
        Browser user = browser();
        user.get(a(), "set=first:1");
        CompletableFuture<Reply> other = user.copy().start(a(), "get=first&gate=in-use&set=x:1");
        awaitWaiting(a(), "in-use", 1);
        assertThat(user.get(a(), "get=first&asyncOwn&set=y:1").status()).isEqualTo(200);

        assertThat(sessionsInUse()).isEqualTo(1);
        browser().get(a(), "open=in-use");
        assertThat(other.join().status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10)).until(() -> sessionsInUse() == 0);
    }

    @Test
    default void dispatch_againAndAgainBeforeTheServletReturns_savesTheChangesOfAll() {
        Browser user = browser();
        user.get(a(), "set=first:1");

        Reply reply = user.get(a(), "set=x:1&dispatchNow=set%3Dy:2%26dispatchNow%3Dset%253Dz:3%2526names");

        assertThat(reply.value("names")).hasValue("[first, x, y, z]");
        assertThat(user.get(b(), "names").value("names")).hasValue("[first, x, y, z]");
    }

    @Test
    default void redirect_byAListenerOfTheTimeout_comesAfterTheSave() {
        Browser user = browser();
        user.get(a(), "set=first:1");

        Reply reply = user.get(a(), "timeout=set%3Dx:1%26redirect%3D/do");

        assertThat(reply.status()).isEqualTo(302);
        assertThat(isStored(user.sessionId(), "x")).isTrue();
    }

    @Test
    default void response_overHttp2_comesAfterTheSave() {
        Browser user = browser();
        Reply first = user.getByHttp2(a(), "set=x:1&protocol");
        assumeThat(first.value("protocol"))
                .as("this node speaks no HTTP/2 in clear text")
                .hasValue("HTTP/2.0");

        assertThat(isStored(user.sessionId(), "x")).isTrue();
        assertThat(user.getByHttp2(b(), "get=x&set=x:2").value("x")).hasValue("1");
        assertThat(user.get(a(), "get=x").value("x")).hasValue("2");
    }

    @Test
    default void response_upgradeToAnotherProtocol_comesAfterTheSave() {
        assumeThat(upgrades()).as("request.upgrade works in this container").isTrue();
        Browser user = browser();
        user.get(a(), "set=first:1");
        a().proxy().delayRequests(BeforeTheResponseContract.LATE);
        try (RawExchange exchange = user.raw(a(), "set=x:1&upgrade")) {
            assertThat(exchange.head(Duration.ofSeconds(10)).orElseThrow()).startsWith("HTTP/1.1 101");
            assertThat(isStored(user.sessionId(), "x")).isTrue();
        } finally {
            a().proxy().resume();
        }
        assertThat(user.get(b(), "get=x").value("x")).hasValue("1");
    }

    /** Returns how many sessions requests of all nodes use now. */
    private static int sessionsInUse() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        int used = 0;
        for (ObjectName name : server.queryNames(new ObjectName("org.abisession:type=Sessions,*"), null)) {
            used += ((Number) server.getAttribute(name, "InUse")).intValue();
        }
        return used;
    }

    @Test
    default void request_clientGoneAfterTheHead_savesWhatItChangedBeforeAndAfter() {
        Browser user = browser();
        user.get(a(), "set=first:1");
        try (RawExchange exchange = user.raw(a(), "set=x:1&text=5&flush&gate=client-gone&set=y:2&text=100000")) {
            assertThat(exchange.head(Duration.ofSeconds(10))).isPresent();
            exchange.abort();
        }
        assertThat(isStored(user.sessionId(), "x")).isTrue();
        browser().get(a(), "open=client-gone");

        await().atMost(Duration.ofSeconds(10)).until(() -> isStored(user.sessionId(), "y"));
        assertThat(user.get(b(), "names").value("names")).hasValue("[first, x, y]");
    }

    @Test
    default void request_clientGoneBeforeTheResponse_savesAllOfItsChanges() {
        Browser user = browser();
        user.get(a(), "set=first:1");
        try (RawExchange exchange = user.raw(a(), "set=x:1&gate=client-gone-early&set=y:2&text=100000")) {
            awaitWaiting(a(), "client-gone-early", 1);
            exchange.abort();
        }
        browser().get(a(), "open=client-gone-early");

        await().atMost(Duration.ofSeconds(10)).until(() -> isStored(user.sessionId(), "y"));
        assertThat(user.get(b(), "names").value("names")).hasValue("[first, x, y]");
    }
}
