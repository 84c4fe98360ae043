package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values that can't be stored, in an application that is not distributable (7.7.2): they stay on their node. */
interface UnstorableAttributesContract extends ContractContext {
    private ContractNode ordinary(Map<String, String> settings) {
        return node(new ContractWebapp().notDistributable(), "", settings);
    }

    private void awaitUnbound(ContractNode node) {
        List<String> events = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            events.addAll(eventsOf(node));
            return events.contains("unbound page");
        });
        assertThat(events).filteredOn("unbound page"::equals).hasSize(1);
    }

    @Test
    default void setAttribute_notDistributable_keepsTheValueOnThisNodeAndStoresTheOthers() {
        ContractNode here = ordinary(Map.of());
        ContractNode there = ordinary(Map.of());
        Browser user = browser();
        user.get(here, "local=page:tea&set=x:1");

        Reply onThisNode = user.get(here, "get=page&get=x&names");
        assertThat(onThisNode.value("page")).hasValue("tea");
        assertThat(onThisNode.value("x")).hasValue("1");
        assertThat(onThisNode.value("names")).hasValue("[page, x]");
        Reply onTheOther = user.get(there, "get=page&get=x&names");
        assertThat(onTheOther.value("page")).hasValue("null");
        assertThat(onTheOther.value("x")).hasValue("1");
        assertThat(onTheOther.value("names")).hasValue("[x]");
        assertThat(user.get(here, "set=x:2&get=page").value("page")).hasValue("tea");
        assertThat(user.get(there, "get=x").value("x")).hasValue("2");
    }

    @Test
    default void setAttribute_storableInPlaceOfOneThatIsNot_isStored() {
        ContractNode here = ordinary(Map.of());
        ContractNode there = ordinary(Map.of());
        Browser user = browser();
        user.get(here, "local=page:tea");
        user.get(here, "set=page:milk");

        assertThat(user.get(there, "get=page").value("page")).hasValue("milk");
        assertThat(eventsOf(here))
                .filteredOn(event -> event.startsWith("unbound"))
                .containsExactly("unbound page");
        user.get(here, "local=page:tea");
        assertThat(user.get(there, "names").value("names")).hasValue("[]");
        user.get(there, "set=page:milk");
        assertThat(user.get(here, "get=page").value("page")).hasValue("milk");
    }

    @Test
    default void changeSessionId_withAnUnstorableValue_takesItAlong() {
        ContractNode here = ordinary(Map.of());
        Browser user = browser();
        user.get(here, "local=page:tea");
        Browser old = browser().withCookie(user.cookie());
        user.get(here, "changeId");

        assertThat(user.get(here, "get=page").value("page")).hasValue("tea");
        assertThat(old.get(here, "peek").value("none")).hasValue("true");
    }

    @Test
    default void invalidate_withAnUnstorableValue_unbindsIt() {
        ContractNode here = ordinary(Map.of());
        Browser user = browser();
        user.get(here, "local=page:tea");
        user.get(here, "invalidate");

        assertThat(eventsOf(here)).filteredOn("unbound page"::equals).hasSize(1);
        assertThat(user.get(here, "names").value("names")).hasValue("[]");
    }

    @Test
    default void timeout_withAnUnstorableValue_unbindsIt() {
        ContractNode here = ordinary(Map.of("sweep-interval", "100ms"));
        browser().get(here, "local=page:tea&interval=1");

        awaitUnbound(here);
    }

    @Test
    default void invalidate_onTheOtherNode_unbindsTheUnstorableValueHere() {
        ContractNode here = ordinary(Map.of("sweep-interval", "100ms"));
        ContractNode there = ordinary(Map.of());
        Browser user = browser();
        user.get(here, "local=page:tea");
        String cookie = user.cookie();
        eventsOf(here);
        user.get(there, "invalidate");

        awaitUnbound(here);
        assertThat(browser().withCookie(cookie).get(here, "peek").value("none")).hasValue("true");
    }

    @Test
    default void mutation_inPlaceToWhatCannotBeStored_keepsTheValueOnThisNode() {
        ContractNode here = ordinary(Map.of());
        ContractNode there = ordinary(Map.of());
        Browser user = browser();
        user.get(here, "list=cart:tea&set=x:1");
        assertThat(user.get(here, "spoil=cart&set=x:2").status()).isEqualTo(200);

        assertThat(user.get(there, "get=cart&get=x").body()).isEqualTo("cart=null\nx=2\n");
        assertThat(user.get(here, "get=cart").value("cart").orElseThrow()).startsWith("[tea, ");
    }

    @Test
    default void setAttribute_notDistributableAndSetToRefuse_isRefused() {
        ContractNode here = ordinary(Map.of("unstorable-attributes", "refuse"));

        assertThat(browser().get(here, "unserializable=x").value("refused")).isPresent();
    }

    @Test
    default void sessionDestroyed_setsAnUnstorableValueWhereThoseAreRefused_hasItToTheEnd() {
        ContractNode here = node(
                new ContractWebapp().listeners("DestroyingListener"), "", Map.of("unstorable-attributes", "refuse"));
        Browser user = browser();
        user.get(here, "set=x:1");
        user.get(here, "invalidate");

        assertThat(eventsOf(here)).contains("last there").contains("unbound last");
    }
}
