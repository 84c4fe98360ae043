package org.abisession.it.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.frameworks.Cluster.Spread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spring MVC with the form login of Spring Security. */
abstract class SpringContract extends FrameworkContract {
    SpringContract(Server.Kind kind, String libraries) {
        super(kind, "spring", libraries, Map.of("allowed-classes", "spring-security,spring-mvc"));
    }

    private static Page login(Browser browser, String path, String user, String password) {
        Page login = browser.get(path);
        assertThat(login.path()).isEqualTo("/login");
        return browser.submit(login.form().with("username", user).with("password", password));
    }

    @ParameterizedTest
    @EnumSource
    void login_askedForAPageBefore_leadsToThatPageUnderANewId(Spread spread) {
        Browser browser = browser(spread);

        browser.get("/cart?from=mail");
        Browser before = browser.copy();
        Page page = login(browser, "/cart?from=mail", "ann", "tea");

        assertThat(page.path()).startsWith("/cart?from=mail");
        assertThat(page.text("user")).isEqualTo("ann");
        assertThat(browser.sessionId()).isNotEqualTo(before.sessionId());
        assertThat(before.get("/cart").path()).isEqualTo("/login");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void login_wrongPassword_saysSoAndMayBeTriedAgain(Spread spread) {
        Browser browser = browser(spread);

        Page failed = login(browser, "/cart", "ann", "typed-secret");

        assertThat(stored()).contains("BadCredentialsException").doesNotContain("typed-secret");
        assertThat(failed.path()).isEqualTo("/login?error");
        assertThat(failed.html()).contains("Invalid credentials");
        assertThat(browser.submit(failed.form().with("username", "ann").with("password", "tea"))
                        .text("user"))
                .isEqualTo("ann");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void role_ofTheUser_decidesOnEveryNode(Spread spread) {
        Browser ann = browser(spread);
        Browser bob = browser(spread);
        login(ann, "/cart", "ann", "tea");
        login(bob, "/cart", "bob", "coffee");

        for (int i = 0; i < 2; i++) {
            assertThat(ann.get("/admin").status()).isEqualTo(403);
            assertThat(bob.get("/admin").html()).isEqualTo("secrets");
        }
    }

    @ParameterizedTest
    @EnumSource
    void csrfToken_missingOrOfAnotherSession_isRefused(Spread spread) {
        Browser ann = browser(spread);
        Browser bob = browser(spread);
        Form form = login(ann, "/cart", "ann", "tea").form("cart").with("item", "tea");
        login(bob, "/cart", "bob", "coffee");

        assertThat(ann.submit(form.without("_csrf")).status()).isEqualTo(403);
        assertThat(bob.submit(form).status()).isEqualTo(403);
        assertThat(ann.submit(form).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void sessionBeanAndFlash_changedBeforeARedirect_areThereAfterIt(Spread spread) {
        Browser browser = browser(spread);
        Page cart = login(browser, "/cart", "ann", "tea");

        for (String item : new String[] {"tea", "milk", "sugar"}) {
            cart = browser.submit(cart.form("cart").with("item", item));
            assertThat(cart.text("done")).isEqualTo("added " + item);
        }

        assertThat(cart.text("items")).isEqualTo("tea,milk,sugar");
        assertThat(browser.get("/cart").text("done")).isEmpty();
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void sessionAttributes_ofAFormOfTwoPages_holdUntilItIsComplete(Spread spread) {
        Browser browser = browser(spread);
        Page street = login(browser, "/order/street", "ann", "tea");

        Page cups = browser.submit(street.form("order").with("street", "Mill Lane"));
        assertThat(cups.text("street")).isEqualTo("Mill Lane");
        cups = browser.submit(cups.form("order").with("cups", "many"));
        assertThat(cups.text("error")).isEqualTo("many");
        Page done = browser.submit(cups.form("order").with("cups", "3"));

        assertThat(done.text("done")).isEqualTo("3 cups to Mill Lane");
        assertThat(browser.get("/order/street").form("order").fields()).containsEntry("street", "");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void logout_onOneNode_isOneEverywhere(Spread spread) {
        Browser browser = browser(spread);
        Page cart = login(browser, "/cart", "ann", "tea");
        Browser thief = browser.copy();
        String id = thief.sessionId();
        assertThat(thief.get("/cart").text("user")).isEqualTo("ann");

        assertThat(browser.submit(cart.form("logout")).path()).isEqualTo("/login?logout");

        assertThat(thief.get("/cart").path()).isEqualTo("/login");
        assertThat(thief.get("/cart").path()).isEqualTo("/login");
        assertThat(redis.keys("session:" + id + ":*")).isEmpty();
    }

    @Test
    void node_killedInTheMiddle_nothingIsLost() throws Exception {
        Browser browser = browser(Spread.ONE_NODE);
        Page cups;
        try (Server victim = startVictim()) {
            browser.reroute(new Route(victim.port()));
            Page cart = login(browser, "/cart", "ann", "tea");
            browser.submit(cart.form("cart").with("item", "tea"));
            Page street = browser.get("/order/street");
            cups = browser.submit(street.form("order").with("street", "Mill Lane"));
        }
        browser.reroute(route(Spread.IN_TURN));

        Page done = browser.submit(cups.form("order").with("cups", "3"));

        assertThat(done.text("done")).isEqualTo("3 cups to Mill Lane");
        assertThat(done.text("items")).isEqualTo("tea");
        assertThat(browser.submit(done.form("cart").with("item", "milk")).text("items"))
                .isEqualTo("tea,milk");
        assertThat(complaints()).isEmpty();
    }
}
