package org.abisession.contract;

import static org.abisession.contract.ContractContext.attributesKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The renewal of a session's id by a request, on two nodes. */
interface IdRenewalContract extends ContractContext {
    private List<ContractNode> nodes(ContractWebapp webapp) {
        assumeThat(renewsIds()).as("whether the container renews ids").isTrue();
        Map<String, String> settings = Map.of("id-renewal", "1h");
        return List.of(node(webapp, "", settings), node(webapp, "", settings));
    }

    private Browser userWithOldId(ContractNode node) {
        Browser user = browser();
        user.get(node, "set=cart:tea");
        makeOld(user);
        return user;
    }

    private void makeOld(Browser user) {
        redis().client().hset(attributesKey(user.sessionId()), "@id_since", "1700000000000");
    }

    @Test
    default void renewal_idIsOld_clientGetsANewOneAndListenersAreToldOnce() {
        List<ContractNode> nodes = nodes(new ContractWebapp().listeners("ContractListener"));
        Browser user = userWithOldId(nodes.get(0));
        Browser before = user.copy();
        eventsOf(nodes.get(0));

        Reply reply = user.get(nodes.get(0), "get=cart&session");
        assertThat(reply.value("cart")).hasValue("tea");
        assertThat(reply.value("id").orElseThrow()).startsWith(user.sessionId());
        assertThat(user.sessionId()).isNotEqualTo(before.sessionId());
        assertThat(eventsOf(nodes.get(0)))
                .filteredOn(event -> event.contains("idChanged"))
                .hasSize(1);

        Browser now = user.copy();
        for (ContractNode node : nodes) {
            Reply again = user.get(node, "get=cart");
            assertThat(again.value("cart")).hasValue("tea");
        }
        assertThat(user.sessionId()).isEqualTo(now.sessionId());
        assertThat(eventsOf(nodes.get(0))).isEmpty();
    }

    @Test
    default void renewal_idIsNotOld_staysAsItIs() {
        List<ContractNode> nodes = nodes(new ContractWebapp());
        Browser user = browser();
        user.get(nodes.get(0), "set=cart:tea");
        Browser before = user.copy();
        assertThat(user.get(nodes.get(1), "get=cart").value("cart")).hasValue("tea");
        assertThat(user.sessionId()).isEqualTo(before.sessionId());
    }

    @Test
    default void renewal_requestsWithTheOldCookie_findTheSessionAndGetTheNewCookieAgain() {
        List<ContractNode> nodes = nodes(new ContractWebapp());
        Browser user = userWithOldId(nodes.get(0));
        Browser before = user.copy();
        user.get(nodes.get(0), "get=cart");
        for (ContractNode node : nodes) {
            Browser late = before.copy();
            assertThat(late.get(node, "get=cart&set=x:1").value("cart")).hasValue("tea");
            assertThat(late.sessionId()).isEqualTo(user.sessionId());
            assertThat(late.get(node, "get=x").value("x")).hasValue("1");
        }
    }

    @Test
    default void renewal_requestIsUnderWayOnAnotherNode_losesNothing() {
        List<ContractNode> nodes = nodes(new ContractWebapp());
        Browser user = browser();
        user.get(nodes.get(0), "set=cart:tea");
        CompletableFuture<Reply> other = user.copy().start(nodes.get(1), "get=cart&gate=renewed&set=late:1");
        awaitWaiting(nodes.get(1), "renewed", 1);
        makeOld(user);
        user.get(nodes.get(0), "set=early:1");

        browser().get(nodes.get(1), "open=renewed");
        assertThat(other.join().status()).isEqualTo(200);
        Reply both = user.get(nodes.get(0), "get=early&get=late");
        assertThat(both.value("early")).hasValue("1");
        assertThat(both.value("late")).hasValue("1");
    }

    @Test
    default void renewal_logoutByARequestWithTheOldId_isFinalForAllIds() {
        List<ContractNode> nodes = nodes(new ContractWebapp());
        Browser user = browser();
        user.get(nodes.get(0), "set=cart:tea");
        Browser before = user.copy();
        CompletableFuture<Reply> other = before.copy().start(nodes.get(1), "get=cart&gate=loggedOut&invalidate");
        awaitWaiting(nodes.get(1), "loggedOut", 1);
        makeOld(user);
        user.get(nodes.get(0), "get=cart");
        Browser after = user.copy();

        browser().get(nodes.get(1), "open=loggedOut");
        other.join();
        for (ContractNode node : nodes) {
            assertThat(before.copy().get(node, "peek").value("none")).hasValue("true");
            assertThat(after.copy().get(node, "peek").value("none")).hasValue("true");
        }
        assertThat(keysOf(after.sessionId())).isEmpty();
    }

    @Test
    default void renewal_loginAfterwards_noIdBeforeItLeadsToTheSession() {
        List<ContractNode> nodes = nodes(new ContractWebapp());
        Browser user = userWithOldId(nodes.get(0));
        Browser before = user.copy();
        user.get(nodes.get(0), "get=cart");
        Browser renewed = user.copy();
        user.get(nodes.get(1), "changeId");

        assertThat(user.get(nodes.get(0), "get=cart").value("cart")).hasValue("tea");
        for (ContractNode node : nodes) {
            assertThat(before.copy().get(node, "peek").value("none")).hasValue("true");
            assertThat(renewed.copy().get(node, "peek").value("none")).hasValue("true");
        }
    }

    @Test
    default void renewal_loginBeforeTheResponse_bringsNoDeadCookie() {
        List<ContractNode> nodes = nodes(new ContractWebapp());
        for (ContractNode loginNode : nodes) {
            String gate = "login-after-renewal-" + loginNode.port();
            Browser user = userWithOldId(nodes.get(0));
            CompletableFuture<Reply> slow = user.copy().start(nodes.get(0), "get=cart&gate=" + gate);
            awaitWaiting(nodes.get(0), gate, 1);
            user.get(loginNode, "changeId");

            browser().get(nodes.get(0), "open=" + gate);
            assertThat(slow.join().value("cart")).hasValue("tea");
            assertThat(slow.join().sessionCookie()).isEmpty();
            assertThat(user.get(nodes.get(0), "get=cart").value("cart")).hasValue("tea");
        }
    }

    @Test
    default void renewal_manyRequestsOnTwoNodes_allFindTheSessionAndGetOneId() {
        List<ContractNode> nodes = nodes(new ContractWebapp().listeners("ContractListener"));
        Browser user = userWithOldId(nodes.get(0));
        nodes.forEach(this::eventsOf);
        List<Browser> copies = new ArrayList<>();
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Browser copy = user.copy();
            copies.add(copy);
            replies.add(copy.start(nodes.get(i % 2), "get=cart&set=x" + i + ":1"));
        }
        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.join().value("cart")).hasValue("tea"));
        assertThat(copies)
                .extracting(Browser::sessionId)
                .containsOnly(copies.get(0).sessionId());
        List<String> events = new ArrayList<>();
        nodes.forEach(node -> events.addAll(eventsOf(node)));
        assertThat(events).filteredOn(event -> event.contains("idChanged")).hasSize(1);
        Reply all = copies.get(0).get(nodes.get(0), "names");
        for (int i = 0; i < 16; i++) {
            assertThat(all.body()).contains("x" + i);
        }
    }

    @Test
    default void renewal_idInTheUrl_staysAsItIs() {
        List<ContractNode> nodes = nodes(new ContractWebapp());
        Browser user = userWithOldId(nodes.get(0));
        Browser other = browser();
        assertThat(other.ask(nodes.get(1), "/do;jsessionid=" + user.cookie() + "?get=cart")
                        .value("cart"))
                .hasValue("tea");
        assertThat(keysOf(user.sessionId())).isNotEmpty();
    }

    @Test
    default void renewal_listenerFails_requestIsServed() {
        List<ContractNode> nodes = nodes(new ContractWebapp().listeners("FailingListener"));
        Browser user = browser();
        user.get(nodes.get(0), "set=cart:tea&set=bad:1");
        makeOld(user);
        Browser before = user.copy();
        assertThat(user.get(nodes.get(0), "get=cart").value("cart")).hasValue("tea");
        assertThat(user.sessionId()).isNotEqualTo(before.sessionId());
    }
}
