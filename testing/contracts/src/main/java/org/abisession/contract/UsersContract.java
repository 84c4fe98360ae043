package org.abisession.contract;

import static org.abisession.contract.ContractContext.attributesKey;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sessions of a user who has logged in by the container's own security, on two nodes. */
interface UsersContract extends ContractContext {
    @Test
    default void users_loggedInOnTwoNodes_listAndEndTheOthers() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser one = login(first);
        Browser two = login(second);
        assertThat(one.get(second, "sessionsOfUser").body()).isEqualTo("name=ann\nsessions=2\n");

        assertThat(two.get(first, "endOthers").value("ended")).hasValue("1");

        assertThat(one.get(second, "user&peek").body()).isEqualTo("user=null\nnone=true\n");
        assertThat(two.get(second, "user&sessionsOfUser").body()).isEqualTo("user=ann\nname=ann\nsessions=1\n");
    }

    @Test
    default void users_clientDetailsOn_areThoseOfTheRequestThatLogsIn() {
        ContractNode node = node(new ContractWebapp(), "", Map.of("client-details", "on", "user-attribute", "who"));
        Browser user = browser();
        user.ask(node, "/do?set=cart:tea", "User-Agent", "Before");

        user.ask(node, "/do?set=who:ann", "User-Agent", "Phone/1.0 <b>");

        assertThat(user.ask(node, "/do?clientsOfUser", "User-Agent", "After").body())
                .isEqualTo("client=Phone/1.0 <b> at 127.0.0.1\n");
        user.get(node, "remove=who");
        assertThat(redis().client().hexists(attributesKey(user.sessionId()), "@client"))
                .isFalse();
    }

    @Test
    default void users_clientDetailsNotSet_areNotStored() {
        ContractNode node = node(new ContractWebapp(), "", Map.of("user-attribute", "who"));
        Browser user = browser();
        user.get(node, "set=who:ann");

        assertThat(user.get(node, "clientsOfUser").body()).isEqualTo("client=- at -\n");
        assertThat(redis().client().hexists(attributesKey(user.sessionId()), "@client"))
                .isFalse();
    }

    @Test
    default void users_endAll_endsTheOneThatAsksToo() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser one = login(first);
        Browser two = login(second);

        assertThat(two.get(first, "endAll").value("ended")).hasValue("2");

        assertThat(one.get(second, "peek").value("none")).hasValue("true");
        assertThat(two.get(second, "peek").value("none")).hasValue("true");
    }

    @Test
    default void users_endedByAnAdministratorDuringTheLogin_loseThatToo() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser admin = browser();
        admin.get(second, "set=cart:coffee");
        admin.get(second, "login=bob:coffee");
        Browser user = browser();
        user.get(first, "set=cart:tea");
        CompletableFuture<Reply> login =
                CompletableFuture.supplyAsync(() -> user.get(first, "login=ann:tea&gate=loginUnderWay&set=a:b"));
        awaitWaiting(first, "loginUnderWay", 1);

        admin.get(second, "endOfUser=ann");
        browser().get(first, "open=loginUnderWay");
        assertThat(login.join().status()).isEqualTo(200);

        assertThat(user.get(second, "peek").value("none")).hasValue("true");
        assertThat(admin.get(first, "user").value("user")).hasValue("bob");
    }

    @Test
    default void users_loggedOutInASessionThatGoesOn_haveItNoMore() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser one = login(first);
        Browser two = login(second);
        one.get(second, "logout");

        assertThat(one.get(first, "sessionsOfUser").body()).isEqualTo("name=nobody\nsessions=0\n");
        assertThat(two.get(first, "sessionsOfUser").body()).isEqualTo("name=ann\nsessions=1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set=who:ann",
                "set=who:ann&text=5&flush&text=5",
                "set=who:ann&text=200000",
                "set=who:ann&status=204",
                "set=who:ann&redirect=/do",
                "set=who:ann&error=409",
                "set=who:ann&error=404",
                "set=who:ann&forward=text%3D5",
                "async&set=who:ann&text=5",
                "dispatch=set%3Dwho%3Aann%26text%3D5"
            })
    default void users_loginOverTheLimit_is403AndNothingOfItsRequestIsStored(String steps) {
        Map<String, String> settings =
                Map.of("max-sessions-per-user", "1", "max-sessions-exceeded", "refuse", "user-attribute", "who");
        ContractNode first = node(new ContractWebapp(), "", settings);
        ContractNode second = node(new ContractWebapp(), "", settings);
        Browser one = browser();
        assertThat(one.get(first, "set=who:ann").status()).isEqualTo(200);
        Browser two = browser();
        two.get(second, "set=cart:tea");

        Reply refused = two.get(second, "set=cart:coffee&" + steps);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers().map()).doesNotContainKeys("Location", "Retry-After");
        assertThat(refused.body()).doesNotContain("xxxxx", "oops=409");

        assertThat(two.get(first, "get=cart&get=who").body()).isEqualTo("cart=tea\nwho=null\n");
        assertThat(one.get(second, "get=who").value("who")).hasValue("ann");
    }

    @Test
    default void users_loginByTheContainerOverTheLimit_is403AndTheSessionGoesOnWithoutTheUser() {
        Map<String, String> settings = Map.of("max-sessions-per-user", "1", "max-sessions-exceeded", "refuse");
        ContractNode first = node(new ContractWebapp().secured("FORM"), "", settings);
        ContractNode second = node(new ContractWebapp().secured("FORM"), "", settings);
        Browser one = login(first);
        Browser two = browser();
        two.get(second, "set=cart:tea");

        assertThat(two.get(second, "login=ann:tea").status()).isEqualTo(403);
        assertThat(two.get(second, "get=cart&user").body()).isEqualTo("cart=tea\nuser=null\n");
        assertThat(two.get(first, "get=cart&user").body()).isEqualTo("cart=tea\nuser=null\n");
        assertThat(one.get(second, "user").value("user")).hasValue("ann");

        one.get(first, "logout");
        assertThat(two.get(second, "login=ann:tea").value("login")).hasValue("ok");
        assertThat(two.get(first, "user").value("user")).hasValue("ann");
    }

    private Browser login(ContractNode node) {
        Browser user = browser();
        user.get(node, "set=cart:tea");
        assertThat(user.get(node, "login=ann:tea").value("login")).hasValue("ok");
        return user;
    }
}
