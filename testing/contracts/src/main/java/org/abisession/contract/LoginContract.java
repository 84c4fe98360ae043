package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/**
 * A login by the container's own security: begun on one node, finished on another, valid on all (13.6.3, 13.10). What
 * the container needs for it is kept with the session.
 */
interface LoginContract extends ContractContext {
    @Test
    default void form_begunOnOneNodeAndFinishedOnTheOther_replaysTheRequestAndHoldsOnBoth() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        user.get(first, "set=cart:tea");
        loginPage(user, first, "/customer?user&get=cart");
        Reply sent = submit(user, second, "ann", "tea");

        assertThat(sent.status()).isIn(302, 303);
        assertThat(follow(user, second, sent).body()).isEqualTo("user=ann\ncart=tea\n");
        assertThat(user.ask(first, "/customer?user&role=customer&role=admin").body())
                .isEqualTo("user=ann\nrole=true\nrole=false\n");
        assertThat(user.get(first, "user").value("user")).hasValue("ann");
    }

    @Test
    default void form_loginPage_isSentWhenTheSessionIsStored() {
        ContractNode node = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        node.proxy().delayRequests(BeforeTheResponseContract.LATE);
        try (RawExchange exchange = user.raw(node, "shop.example.com", "/customer?user")) {
            assertThat(exchange.head(Duration.ofSeconds(10))).isPresent();
            assertThat(keysOf(user.sessionId())).hasSize(2);
            exchange.all();
        } finally {
            node.proxy().resume();
        }
    }

    @Test
    default void form_login_changesTheIdAndKeepsTheAttributes() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        user.get(first, "set=cart:tea");
        String anonymous = user.sessionId();
        long created = user.get(first, "session").number("created");
        login(user, first, second, "ann", "tea");

        assertThat(user.sessionId()).isNotEqualTo(anonymous);
        assertThat(keysOf(anonymous)).isEmpty();
        assertThat(browser().withCookie(anonymous).get(first, "peek").value("none"))
                .hasValue("true");
        assertThat(user.get(first, "get=cart").value("cart")).hasValue("tea");
        assertThat(user.get(second, "session").number("created")).isEqualTo(created);
        assertThat(user.get(second, "names").value("names")).hasValue("[cart]");
    }

    @Test
    default void form_nodeOfTheLoginIsDead_isStillLoggedInOnTheOther() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        login(user, first, second, "ann", "tea");
        second.proxy().refuse(); // what it might want to tell at its end gets nowhere
        second.stop();

        assertThat(user.ask(first, "/customer?user").body()).isEqualTo("user=ann\n");
    }

    @Test
    default void form_allNodesStartedAnew_isStillLoggedIn() {
        ContractNode node = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        login(user, node, node, "bob", "coffee");
        node.stop();
        node.start();

        assertThat(user.ask(node, "/admin?user").body()).isEqualTo("user=bob\n");
    }

    @Test
    default void form_userWithoutTheRole_gets403OnBothNodes() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser ann = browser();
        login(ann, first, second, "ann", "tea");
        Browser bob = browser();
        login(bob, second, first, "bob", "coffee");

        assertThat(ann.ask(first, "/admin?user").status()).isEqualTo(403);
        assertThat(ann.ask(second, "/admin?user").status()).isEqualTo(403);
        assertThat(bob.ask(first, "/admin?user").body()).isEqualTo("user=bob\n");
        assertThat(bob.ask(second, "/admin?user").body()).isEqualTo("user=bob\n");
    }

    @Test
    default void form_wrongPassword_isNotLoggedInAnywhere() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        loginPage(user, first, "/customer?user");
        Reply sent = submit(user, second, "ann", "coffee");
        Reply denied = sent.status() == 200 ? sent : follow(user, second, sent);

        assertThat(denied.value("page")).hasValue("/denied");
        assertThat(user.get(first, "user").value("user")).hasValue("null");
        loginPage(user, second, "/customer?user");
    }

    @Test
    default void form_firstRequestWasAPost_isReplayedWithItsFormAfterTheLoginOnTheOtherNode() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        // As behind a load balancer: all nodes are known by one name.
        try (RawExchange posted =
                user.rawPost(first, "shop.example.com", "/customer?method&parameter=order", "order=cake")) {
            posted.all();
        }
        try (RawExchange login =
                user.rawPost(second, "shop.example.com", "/j_security_check", "j_username=ann&j_password=tea")) {
            assertThat(login.all()).containsPattern("HTTP/1.1 30[23]");
        }
        try (RawExchange replayed = user.raw(second, "shop.example.com", "/customer?method&parameter=order")) {
            assertThat(replayed.all()).contains("order=cake");
        }
        assertThat(user.get(first, "user").value("user")).hasValue("ann");
    }

    @Test
    default void logout_onOneNode_holdsOnBoth() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        login(user, first, second, "ann", "tea");
        user.get(first, "set=cart:tea");
        assertThat(user.get(first, "logout&user").value("user")).hasValue("null");

        assertThat(user.get(second, "user").value("user")).hasValue("null");
        loginPage(user, second, "/customer?user");
        loginPage(user, first, "/customer?user");
    }

    @Test
    default void invalidate_ofALoggedInSession_logsOutOnBoth() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        login(user, first, second, "ann", "tea");
        String id = user.sessionId();
        user.get(second, "invalidate");

        assertThat(keysOf(id)).isEmpty();
        assertThat(user.get(first, "user&peek").body()).isEqualTo("user=null\nnone=true\n");
        loginPage(user.withCookie(id), first, "/customer?user");
        loginPage(browser().withCookie(id), second, "/customer?user");
    }

    @Test
    default void login_byTheApplication_holdsOnBothNodes() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        user.get(first, "set=cart:tea");
        assertThat(user.get(first, "login=ann:tea&user").body()).isEqualTo("login=ok\nuser=ann\n");

        assertThat(user.ask(second, "/customer?user&get=cart").body()).isEqualTo("user=ann\ncart=tea\n");
    }

    @Test
    default void login_changedOnTheOtherNodeMeanwhile_isSeenByTheNextRequest() {
        ContractNode first = node(new ContractWebapp().secured("FORM"), "");
        ContractNode second = node(new ContractWebapp().secured("FORM"), "");
        Browser user = browser();
        login(user, first, second, "ann", "tea");
        assertThat(user.ask(first, "/customer?user").body()).isEqualTo("user=ann\n");
        user.get(second, "logout&login=bob:coffee");

        assertThat(user.ask(first, "/admin?user").body()).isEqualTo("user=bob\n");
    }

    @Test
    default void basic_credentialsWithEachRequest_areAcceptedOnBothAndTheSessionIsKept() {
        ContractNode first = node(new ContractWebapp().secured("BASIC"), "");
        ContractNode second = node(new ContractWebapp().secured("BASIC"), "");
        String ann = "Basic " + Base64.getEncoder().encodeToString("ann:tea".getBytes(StandardCharsets.UTF_8));
        Browser user = browser();
        assertThat(user.ask(first, "/customer?user").status()).isEqualTo(401);
        assertThat(user.ask(first, "/customer?user&set=cart:tea", "Authorization", ann)
                        .value("user"))
                .hasValue("ann");

        assertThat(user.ask(second, "/customer?user&get=cart", "Authorization", ann)
                        .body())
                .isEqualTo("user=ann\ncart=tea\n");
        assertThat(user.ask(second, "/admin?user", "Authorization", ann).status())
                .isEqualTo(403);
        assertThat(user.ask(first, "/customer?get=cart", "Authorization", ann).value("cart"))
                .hasValue("tea");
    }

    private static void login(Browser user, ContractNode pageFrom, ContractNode sentTo, String name, String password) {
        loginPage(user, pageFrom, "/customer?user");
        Reply sent = submit(user, sentTo, name, password);
        assertThat(sent.status()).isIn(302, 303);
        assertThat(follow(user, sentTo, sent).value("user")).hasValue(name);
    }

    /** Asks for a page that needs a login; the container shows the login page, or redirects to it. */
    private static void loginPage(Browser user, ContractNode node, String path) {
        Reply reply = user.ask(node, path);
        Reply page = reply.status() == 200 ? reply : follow(user, node, reply);
        assertThat(page.value("page")).hasValue("/login");
    }

    private static Reply submit(Browser user, ContractNode node, String name, String password) {
        return user.post(node, "/j_security_check", "j_username=" + name + "&j_password=" + password);
    }

    private static Reply follow(Browser user, ContractNode node, Reply redirect) {
        String location = redirect.headers().firstValue("Location").orElseThrow(() -> new AssertionError(redirect));
        return user.ask(node, location.replaceFirst("^https?://[^/]*", ""));
    }
}
