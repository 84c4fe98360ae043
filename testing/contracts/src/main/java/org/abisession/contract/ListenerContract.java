package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Checks the calls of the application's listeners: right values, right order, once, in the right thread context (7.4,
 * 11).
 */
interface ListenerContract extends ContractContext {
    @Test
    default void sessionListeners_twoDeclared_areToldOfTheBeginningInOrderAndOfTheEndInReverse() {
        ContractNode node = node(new ContractWebapp().listeners("FirstListener", "SecondListener"), "");
        Browser user = browser();
        user.get(node, "session");
        user.get(node, "invalidate");

        assertThat(eventsOf(node))
                .containsExactly(
                        "FirstListener created own-loader",
                        "SecondListener created own-loader",
                        "SecondListener destroyed own-loader",
                        "FirstListener destroyed own-loader");
    }

    @Test
    default void listeners_foundByAnnotation_areToldAsThoseOfTheDescriptor() {
        ContractNode node = node(new ContractWebapp().annotated(), "");
        Browser user = browser();
        user.get(node, "set=x:1");
        user.get(node, "set=x:2&changeId&remove=x&invalidate");

        assertThat(eventsOf(node))
                .containsExactly(
                        "AnnotatedListener created own-loader",
                        "AnnotatedListener added x:1 own-loader",
                        "AnnotatedListener replaced x:1 own-loader",
                        "AnnotatedListener idChanged own-loader",
                        "AnnotatedListener removed x:2 own-loader",
                        "AnnotatedListener destroyed own-loader");
    }

    @Test
    default void listeners_addedByTheApplicationAtItsStart_areToldAsThoseOfTheDescriptor() {
        ContractNode node =
                node(new ContractWebapp().listeners("LifeListener").contextParam("listener", "FirstListener"), "");
        Browser user = browser();
        user.get(node, "set=x:1");
        user.get(node, "changeId&invalidate");

        assertThat(eventsOf(node))
                .containsExactly(
                        "FirstListener created own-loader",
                        "FirstListener added x:1 own-loader",
                        "FirstListener idChanged own-loader",
                        "FirstListener destroyed own-loader",
                        "FirstListener removed x:1 own-loader");
    }

    @Test
    default void listeners_setAttributesOfTheSession_areStored() {
        ContractNode node = node(new ContractWebapp().listeners("SettingListener"), "");
        Browser user = browser();
        String first = user.get(node, "session").value("id").orElseThrow();
        assertThat(user.get(b(), "get=created").value("created")).hasValue(first);
        user.get(node, "changeId");
        assertThat(user.get(b(), "get=idChanged").value("idChanged")).hasValue("true");
    }

    @Test
    default void requestListeners_setAttributesOfTheSession_areStored() {
        ContractNode node = node(new ContractWebapp().listeners("SettingListener"), "");
        Browser user = browser();
        user.get(node, "session");
        user.ask(node, "/do", "requestInitialized", "first");
        user.ask(node, "/do?get=x", "requestDestroyed", "last");

        assertThat(user.get(b(), "get=requestInitialized").value("requestInitialized"))
                .hasValue("first");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> user.get(b(), "get=requestDestroyed")
                        .value("requestDestroyed")
                        .equals(Optional.of("last")));
    }

    @Test
    default void bindingListener_oneObjectUnderTwoNames_isToldOfEach() {
        ContractNode node = node(new ContractWebapp(), "");
        Browser user = browser();
        user.get(node, "session");
        eventsOf(node);
        user.get(node, "twice=x:y");
        assertThat(eventsOf(node))
                .filteredOn(event -> event.startsWith("bound twice"))
                .hasSize(2);
        user.get(node, "remove=x");
        assertThat(eventsOf(node))
                .filteredOn(event -> event.startsWith("unbound twice"))
                .hasSize(1);
        user.get(node, "invalidate");
        assertThat(eventsOf(node))
                .filteredOn(event -> event.startsWith("unbound twice"))
                .hasSize(1);
    }

    @Test
    default void attributeReplaced_bindingListenerByAnother_getsTheOldValue() {
        ContractNode node = node(new ContractWebapp().listeners("FirstListener"), "");
        Browser user = browser();
        user.get(node, "witness=x:old");
        eventsOf(node);
        user.get(node, "witness=x:new");

        assertThat(eventsOf(node)).contains("FirstListener replaced x:old own-loader");
    }

    @Test
    default void setAttribute_bindingListener_isBoundBeforeItIsVisibleAndTheAttributeListenersComeLast() {
        ContractNode node = node(new ContractWebapp().listeners("FirstListener"), "");
        Browser user = browser();
        user.get(node, "witness=x:old");
        String whileBound = bindsBeforeVisible() ? "null" : "old";
        assertThat(eventsOf(node))
                .containsExactly(
                        "FirstListener created own-loader",
                        "bound old " + value("old") + "visible " + whileBound + " own-loader",
                        "FirstListener added x:old own-loader");

        user.get(node, "witness=x:new");
        String bound =
                "bound new " + value("new") + "visible " + (bindsBeforeVisible() ? "old" : "new") + " own-loader";
        String unbound = "unbound old " + value("old") + "visible new own-loader";
        String replaced = "FirstListener replaced x:old own-loader";
        assertThat(eventsOf(node))
                .containsExactlyElementsOf(
                        bindsBeforeVisible() ? List.of(bound, unbound, replaced) : List.of(unbound, bound, replaced));

        user.get(node, "remove=x");
        assertThat(eventsOf(node))
                .containsExactly(
                        "unbound new " + value("new") + "visible null own-loader",
                        "FirstListener removed x:new own-loader");
    }

    @Test
    default void setAttribute_theVeryValueThatIsThere_tellsWhomThisContainerTells() {
        Browser user = browser();
        user.get(a(), "bound=x");
        eventsOf(a());
        user.get(a(), "again=x");
        List<String> expected = new ArrayList<>();
        if (tellsBindingListenerOfSameInstance()) {
            expected.add("unbound x");
            expected.add("bound x");
        }
        if (tellsAttributeListenersOfSameInstance()) {
            expected.add("replaced x:Bound[name=x]");
        }

        assertThat(eventsOf(a())).containsExactlyElementsOf(expected);
    }

    @Test
    default void valueUnbound_atTheInvalidation_comesOnceForEachAttributeAfterSessionDestroyed() {
        ContractNode node = node(new ContractWebapp().listeners("FirstListener"), "");
        Browser user = browser();
        user.get(node, "witness=x:tea&witness=y:milk");
        eventsOf(node);
        user.get(node, "invalidate");

        assertThat(eventsOf(node))
                .startsWith("FirstListener destroyed own-loader")
                .containsExactlyInAnyOrder(
                        "FirstListener destroyed own-loader",
                        "unbound tea " + value("tea") + "visible " + visibleWhileEnding() + " own-loader",
                        "unbound milk " + value("milk") + "visible " + visibleWhileEnding() + " own-loader",
                        "FirstListener removed x:tea own-loader",
                        "FirstListener removed y:milk own-loader");
    }

    @Test
    default void listeners_timeout_areToldOfEverythingOnceWithTheApplicationsClassLoader() {
        ContractNode node = sweeping("FirstListener");
        Browser user = browser();
        user.get(node, "witness=x:tea&interval=1");
        eventsOf(node);

        assertThat(awaitEvents(node, 3, TimeoutContract.LATEST))
                .containsExactly(
                        "FirstListener destroyed own-loader",
                        "unbound tea " + value("tea") + "visible " + visibleWhileEnding() + " own-loader",
                        "FirstListener removed x:tea own-loader");
    }

    @Test
    default void sessionDestroyed_listenerThrows_deletesTheSessionAllTheSame() {
        ContractNode node = node(new ContractWebapp().listeners("FailingListener"), "");
        Browser user = browser();
        user.get(node, "set=bad:1&bound=x");
        String id = user.sessionId();
        eventsOf(node);
        user.get(node, "invalidate");

        assertThat(keysOf(id)).isEmpty();
        assertThat(browser().withCookie(id).get(b(), "peek").value("none")).hasValue("true");
        assertThat(eventsOf(node)).containsExactly("unbound x");
    }

    @Test
    default void sessionDestroyed_listenerThrowsAtATimeout_endsTheOtherSessionsAllTheSame() {
        ContractNode node = sweeping("FailingListener", "ContractListener");
        for (int i = 0; i < 5; i++) {
            browser().get(node, "set=bad:" + i + "&interval=1&bound=x");
        }
        eventsOf(node);

        List<String> events = new ArrayList<>();
        events.addAll(awaitEvents(node, 5 * 4, TimeoutContract.LATEST));
        assertThat(events.stream().filter("unbound x"::equals)).hasSize(5);
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void attributeAdded_listenerThrows_reachesTheRequestWhereThisContainerSaysSo() {
        ContractNode node = node(new ContractWebapp().listeners("FailingListener"), "");
        Browser user = browser();
        user.get(node, "set=x:1");
        Reply reply = user.get(node, "set=worse:1&session");

        assertThat(reply.status()).isEqualTo(listenerFailureReachesTheRequest() ? 500 : 200);
        assertThat(user.get(b(), "get=x").value("x")).hasValue("1");
    }

    @Test
    default void setAttribute_bindingListenerWhileTheSessionEnds_isUnboundToo() {
        ContractNode node = node(new ContractWebapp().listeners("LateListener"), "");
        Browser user = browser();
        user.get(node, "set=x:1");
        user.get(node, "invalidate");

        assertThat(eventsOf(node))
                .hasSize(2)
                .anyMatch(event -> event.startsWith("bound late "))
                .anyMatch(event -> event.startsWith("unbound late "));
    }

    @Test
    default void setAttribute_sessionEndsBeforeTheValueIsThere_isUnboundToo() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "parting=late");

        assertThat(eventsOf(a()))
                .filteredOn(event -> event.endsWith("bound parting"))
                .containsExactlyInAnyOrder("bound parting", "unbound parting");
    }

    @Test
    default void setAttribute_bindingListenerWhileTheSessionTimesOut_isUnboundToo() {
        ContractNode node = sweeping("LateListener");
        Browser user = browser();
        user.get(node, "set=x:1&interval=1");

        assertThat(awaitEvents(node, 2, TimeoutContract.LATEST))
                .hasSize(2)
                .anyMatch(event -> event.startsWith("bound late "))
                .anyMatch(event -> event.startsWith("unbound late "));
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void invalidate_byBothNodesAtTheSameTime_isToldOnce() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        CompletableFuture<Reply> onA = user.copy().start(a(), "get=x&gate=both-end&invalidate");
        CompletableFuture<Reply> onB = user.copy().start(b(), "get=x&gate=both-end&invalidate");
        awaitWaiting(a(), "both-end", 1);
        awaitWaiting(b(), "both-end", 1);
        eventsOf(a());
        browser().get(a(), "open=both-end");
        browser().get(b(), "open=both-end");
        onA.join();
        onB.join();

        List<String> events = new ArrayList<>(eventsOf(a()));
        events.addAll(eventsOf(b()));
        assertThat(events).containsExactlyInAnyOrder("destroyed x:1", "removed x:1");
    }

    @Test
    default void sessionIdChanged_onOneNode_isToldThereOnceAndWithAnotherId() {
        ContractNode node = node(new ContractWebapp().listeners("FirstListener"), "");
        Browser user = browser();
        user.get(b(), "set=x:1");
        eventsOf(b());
        user.get(node, "changeId");

        assertThat(eventsOf(node)).containsExactly("FirstListener idChanged own-loader");
        assertThat(eventsOf(b())).isEmpty();
    }

    @Test
    default void
            activationListeners_valueOfTheSession_isPassivatedBeforeItIsStoredAndActivatedBeforeItIsUsedElsewhere() {
        Browser user = browser();
        user.get(a(), "connected=x:tea");
        assertThat(user.get(a(), "get=x").value("x")).contains("tea connected");
        assertThat(user.get(b(), "get=x").value("x")).contains("tea connected");
        a().stop();
        a().start();
        assertThat(user.get(a(), "get=x").value("x")).contains("tea connected");

        for (ContractNode node : List.of(a(), b())) {
            assertThat(activationsOf(node)).contains("passivate tea own-loader").endsWith("activate tea own-loader");
        }
    }

    @Test
    default void activationListeners_valueThatNoRequestAsksFor_areNotTold() {
        Browser user = browser();
        user.get(a(), "connected=x:tea");
        user.get(b(), "set=y:1");
        user.get(b(), "get=y");

        assertThat(activationsOf(b())).isEmpty();
    }

    @Test
    default void activationListeners_valueThatSetsAttributes_isCalledToAnEndAndThoseAreStored() {
        Browser user = browser();
        user.get(a(), "marking=x&set=y:1");
        for (ContractNode node : List.of(b(), a(), b())) {
            Reply reply = user.get(node, "get=y&get=passivated&get=activated&get=x");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.value("y")).hasValue("1");
            assertThat(reply.value("x")).hasValue("Marking");
            assertThat(reply.value("passivated").orElseThrow()).matches("[0-9]+");
            assertThat(reply.value("activated").orElseThrow()).matches("[0-9]+");
        }
    }

    private List<String> activationsOf(ContractNode node) {
        return eventsOf(node).stream()
                .filter(event -> event.contains("activate") || event.contains("passivate"))
                .toList();
    }

    private String value(String label) {
        return "value " + (bindingEventsHaveTheValue() ? label : "null") + " ";
    }

    /** Starts a node that looks for expired sessions every 200 ms. */
    private ContractNode sweeping(String... listeners) {
        return node(new ContractWebapp().listeners(listeners), "", Map.of("sweep-interval", "200ms"));
    }

    @Test
    default void invalidate_byTwoRequestsOfOneNodeAtOnce_tellsEachListenerOnce() {
        ContractNode node = node(new ContractWebapp().listeners("FirstListener"), "");
        int rounds = 150;
        for (int round = 0; round < rounds; round++) {
            Browser user = browser();
            user.get(node, "set=mark:" + round);
            List<CompletableFuture<Reply>> logouts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Browser tab = browser().withCookie(user.cookie());
                logouts.add(CompletableFuture.supplyAsync(() -> tab.get(node, "get=mark&invalidate")));
            }
            logouts.forEach(CompletableFuture::join);
        }

        assertThat(eventsOf(node))
                .filteredOn(event -> event.contains("removed mark"))
                .hasSize(rounds)
                .doesNotHaveDuplicates();
    }
}
