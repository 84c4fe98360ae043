package org.abisession.it.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.frameworks.Cluster.Spread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jakarta Faces with the view and session scope of CDI (Weld), state saved on the server. */
abstract class FacesContract extends FrameworkContract {
    FacesContract(Server.Kind kind, String libraries, String profile) {
        super(
                kind,
                "faces",
                libraries,
                Map.of("allowed-classes", "weld," + profile, "unstorable-attributes", "refuse"));
    }

    private static Page add(Browser browser, Page page, String note) {
        return browser.submit(page.form("form").with("note", note).with("add", "Add"));
    }

    @ParameterizedTest
    @EnumSource
    void viewScope_postbacks_keepTheBean(Spread spread) {
        Browser browser = browser(spread);
        Page page = browser.get("/counter.xhtml?from=mail");

        for (String note : new String[] {"a", "b", "c", "d"}) {
            page = add(browser, page, note);
        }

        assertThat(page.text("count")).isEqualTo("4");
        assertThat(page.text("notes")).isEqualTo("a,b,c,d");
        assertThat(page.text("from")).isEqualTo("mail");
        assertThat(page.text("visits")).isEqualTo("4");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void viewScope_twoPagesOfOneSession_haveABeanEach(Spread spread) {
        Browser browser = browser(spread);
        Page first = add(browser, browser.get("/counter.xhtml"), "a");
        Page second = add(browser, browser.get("/counter.xhtml"), "x");

        first = add(browser, first, "b");
        second = add(browser, second, "y");

        assertThat(first.text("notes")).isEqualTo("a,b");
        assertThat(second.text("notes")).isEqualTo("x,y");
        assertThat(second.text("visits")).isEqualTo("4");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void viewScope_pageLeft_beginsAnew(Spread spread) {
        Browser browser = browser(spread);
        Page page = add(browser, browser.get("/counter.xhtml"), "a");

        Page left = browser.submit(page.form("form").with("leave", "Leave"));

        assertThat(left.text("visits")).isEqualTo("1");
        assertThat(browser.get("/counter.xhtml").text("count")).isEqualTo("0");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void flash_onOneNode_isThereAfterARedirect() {
        assertThat(leave(browser(Spread.ONE_NODE)).text("said")).isEqualTo("1 notes");
    }

    /** The page that a redirect leads to, with what was put into the flash before. */
    static Page leave(Browser browser) {
        Page page = add(browser, browser.get("/counter.xhtml"), "a");
        return browser.submit(page.form("form").with("leave", "Leave"));
    }

    @ParameterizedTest
    @EnumSource
    void session_ended_isGoneEverywhere(Spread spread) {
        Browser browser = browser(spread);
        Page page = add(browser, browser.get("/counter.xhtml"), "a");
        String id = browser.sessionId();
        Browser other = browser.copy();

        assertThat(browser.submit(page.form("logout").with("end", "End")).path())
                .startsWith("/left.xhtml");

        assertThat(other.get("/left.xhtml").text("visits")).isEqualTo("0");
        assertThat(redis.keys("session:" + id + ":*")).isEmpty();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void node_killedInTheMiddle_nothingIsLost() throws Exception {
        Browser browser = browser(Spread.ONE_NODE);
        Page page;
        try (Server victim = startVictim()) {
            browser.reroute(new Route(victim.port()));
            page = add(browser, browser.get("/counter.xhtml"), "a");
        }
        browser.reroute(route(Spread.IN_TURN));

        page = add(browser, page, "b");
        page = add(browser, page, "c");

        assertThat(page.text("notes")).isEqualTo("a,b,c");
        assertThat(page.text("visits")).isEqualTo("3");
        assertThat(complaints()).isEmpty();
    }
}
