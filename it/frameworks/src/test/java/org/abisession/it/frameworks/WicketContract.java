package org.abisession.it.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.frameworks.Cluster.Spread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wicket, with its pages in the session. */
abstract class WicketContract extends FrameworkContract {
    WicketContract(Server.Kind kind) {
        super(kind, "wicket", "wicket", Map.of("allowed-classes", "wicket,org.apache.wicket.pageStore.SerializedPage"));
    }

    private static Page add(Browser browser, Page page, String note) {
        return browser.submit(page.form("form").with("note", note));
    }

    @ParameterizedTest
    @EnumSource
    void page_linksAndForms_keepItsState(Spread spread) {
        Browser browser = browser(spread);
        Page page = browser.get("/");

        for (String note : new String[] {"a", "b", "c"}) {
            page = browser.get(page.link("click"));
            page = add(browser, page, note);
            assertThat(page.html()).contains("added " + note);
        }

        assertThat(page.text("count")).isEqualTo("3");
        assertThat(page.text("notes")).isEqualTo("a,b,c");
        assertThat(page.text("clicks")).isEqualTo("3");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void page_twoOfOneSession_haveAStateEach(Spread spread) {
        Browser browser = browser(spread);
        Page first = browser.get(browser.get("/").link("click"));
        Page second = browser.get("/");

        for (int i = 0; i < 3; i++) {
            second = browser.get(second.link("click"));
        }
        first = browser.get(first.link("click"));

        assertThat(first.text("count")).isEqualTo("2");
        assertThat(second.text("count")).isEqualTo("3");
        assertThat(first.text("clicks")).isEqualTo("5");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void session_ended_isGoneEverywhere(Spread spread) {
        Browser browser = browser(spread);
        Page page = browser.get(browser.get("/").link("click"));
        String id = browser.sessionId();

        page = browser.get(page.link("end"));

        assertThat(page.text("clicks")).isEqualTo("0");
        assertThat(redis.keys("session:" + id + ":*")).isEmpty();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void node_killedInTheMiddle_nothingIsLost() throws Exception {
        Browser browser = browser(Spread.ONE_NODE);
        Page page;
        try (Server victim = startVictim()) {
            browser.reroute(new Route(victim.port()));
            page = browser.get("/");
            page = browser.get(page.link("click"));
            page = add(browser, page, "a");
        }
        browser.reroute(route(Spread.IN_TURN));

        page = browser.get(page.link("click"));
        page = add(browser, page, "b");

        assertThat(page.text("count")).isEqualTo("2");
        assertThat(page.text("notes")).isEqualTo("a,b");
        assertThat(page.text("clicks")).isEqualTo("2");
        assertThat(complaints()).isEmpty();
    }
}
