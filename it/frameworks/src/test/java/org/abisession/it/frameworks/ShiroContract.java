package org.abisession.it.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.frameworks.Cluster.Spread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shiro with the sessions of the servlet container, its default for web applications. */
abstract class ShiroContract extends FrameworkContract {
    ShiroContract(Server.Kind kind) {
        super(kind, "shiro", "shiro", Map.of("allowed-classes", "shiro"));
    }

    private static Page login(Browser browser, String path, String user, String password) {
        Page login = browser.get(path);
        assertThat(login.path()).isEqualTo("/login");
        return browser.submit(login.form().with("username", user).with("password", password));
    }

    private static Page note(Browser browser, Page page, String note) {
        return browser.submit(page.form().with("note", note));
    }

    @ParameterizedTest
    @EnumSource
    void login_askedForAPageBefore_leadsToThatPage(Spread spread) {
        Browser browser = browser(spread);

        Page page = login(browser, "/notes?from=mail", "ann", "tea");

        assertThat(page.path()).isEqualTo("/notes?from=mail");
        assertThat(page.text("user")).isEqualTo("ann");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void login_wrongPassword_isRefusedAndMayBeTriedAgain(Spread spread) {
        Browser browser = browser(spread);

        Page failed = login(browser, "/notes", "ann", "coffee");

        assertThat(failed.text("failure")).contains("IncorrectCredentialsException");
        assertThat(browser.submit(failed.form().with("username", "ann").with("password", "tea"))
                        .text("user"))
                .isEqualTo("ann");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void attributesAndRoles_ofALogin_holdOnEveryNode(Spread spread) {
        Browser ann = browser(spread);
        Browser bob = browser(spread);
        Page page = login(ann, "/notes", "ann", "tea");
        login(bob, "/notes", "bob", "coffee");

        for (String note : new String[] {"a", "b", "c"}) {
            page = note(ann, page, note);
        }

        assertThat(page.text("notes")).isEqualTo("a,b,c");
        for (int i = 0; i < 2; i++) {
            assertThat(ann.get("/admin").status()).isEqualTo(403);
            assertThat(bob.get("/admin").text("admin")).isEqualTo("true");
        }
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void logout_onOneNode_isOneEverywhere(Spread spread) {
        Browser browser = browser(spread);
        login(browser, "/notes", "ann", "tea");
        Browser thief = browser.copy();
        String id = browser.sessionId();
        assertThat(thief.get("/notes").text("user")).isEqualTo("ann");

        assertThat(browser.get("/logout").path()).isEqualTo("/login");

        assertThat(thief.get("/notes").path()).isEqualTo("/login");
        assertThat(thief.get("/notes").path()).isEqualTo("/login");
        assertThat(redis.client().hexists("session:" + id + ":attributes", "notes"))
                .isFalse();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void node_killedInTheMiddle_nothingIsLost() throws Exception {
        Browser browser = browser(Spread.ONE_NODE);
        Page page;
        try (Server victim = startVictim()) {
            browser.reroute(new Route(victim.port()));
            page = note(browser, login(browser, "/notes", "ann", "tea"), "a");
        }
        browser.reroute(route(Spread.IN_TURN));

        page = note(browser, page, "b");

        assertThat(page.text("user")).isEqualTo("ann");
        assertThat(page.text("notes")).isEqualTo("a,b");
        assertThat(complaints()).isEmpty();
    }
}
