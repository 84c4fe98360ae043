package org.abisession.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests what the example's page promises, in a browser, on two nodes that share a Redis. A subclass starts them, and
 * tells the application their ports by the system property {@code demo.nodes}, the first one's first.
 */
public abstract class ExamplePageContract {
    private static final long SCRIPT_MILLIS = 20_000;

    private WebClient browser;

    /** Returns the address of the application on the first node, with a slash at the end. */
    protected abstract URI nodeA();

    /** Returns the address on the second node: another port of the same host. */
    protected abstract URI nodeB();

    @BeforeEach
    void openBrowser() {
        browser = new WebClient();
        browser.getOptions().setThrowExceptionOnScriptError(true);
        browser.getOptions().setPrintContentOnFailingStatusCode(false);
        browser.getOptions().setThrowExceptionOnFailingStatusCode(true); // of pages; the API's are the script's
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    @Test
    public void open_noSession_saysSoAndBeginsNone() throws IOException {
        HtmlPage page = open(nodeA());
        assertThat(text(page, "node")).endsWith(":" + nodeA().getPort());
        assertThat(text(page, "session-state")).startsWith("No session yet.");
        assertThat(text(page, "chat-state")).startsWith("Nothing has been said yet.");
        assertThat(text(page, "attributes-state")).isEqualTo("No attributes.");
        assertThat(text(page, "keys-state")).isEqualTo("Redis holds nothing for you.");
        assertThat(button(page, "change-id").isDisabled()).isTrue();
        assertThat(button(page, "log-out").isDisabled()).isTrue();
        assertThat(shown(page, "alert")).isFalse();
        assertThat(browser.getCookieManager().getCookies()).isEmpty();
    }

    @Test
    public void ask_question_showsAnswerSessionAndKeys() throws IOException {
        HtmlPage page = open(nodeA());
        ask(page, "What is the total revenue?");
        assertThat(texts(page, ".question")).containsExactly("What is the total revenue?");
        assertThat(texts(page, ".answer")).containsExactly("Total revenue was €12,519.00 (228 orders).");
        assertThat(texts(page, ".facts").get(0)).startsWith("aggregate · 228 orders · ");
        assertThat(text(page, "size")).isEqualTo("1 turn");
        assertThat(input(page, "query").getValue()).isEmpty();
        String id = text(page, "session-id");
        assertThat(id).isNotEmpty();
        assertThat(text(page, "session-interval")).isEqualTo("24 h");
        assertThat(text(page, "session-created")).isNotEmpty();
        assertThat(texts(page, ".key code"))
                .anyMatch(key -> key.equals("session:" + id + ":metadata"))
                .anyMatch(key -> key.equals("session:" + id + ":conversation"))
                .anyMatch(key -> key.startsWith("session:" + id + ":attributes"));
        assertThat(texts(page, ".key p")).hasSize(3).allMatch(line -> line.matches("(?s).*TTL 8\\d{4} s"));
    }

    @Test
    public void ask_suggestion_isAnswered() throws IOException {
        HtmlPage page = open(nodeA());
        page.<HtmlButton>querySelector("#suggestions button").click();
        settle();
        assertThat(texts(page, ".answer").get(0)).startsWith("Revenue by month:");
        assertThat(shown(page, "suggestions")).isFalse();
    }

    @Test
    public void ask_markup_isShownAsText() throws IOException {
        HtmlPage page = open(nodeA());
        String markup = "<img src=x onerror=\"document.title='gone'\"> & <b>bold</b>";
        ask(page, markup);
        setAttribute(page, "note", markup);
        assertThat(texts(page, ".question")).containsExactly(markup);
        assertThat(text(page, "attributes")).contains("<b>bold</b>");
        HtmlPage again = open(nodeB());
        assertThat(texts(again, ".question")).containsExactly(markup);
        for (HtmlPage each : List.of(page, again)) {
            assertThat(each.querySelectorAll("main img, #turns b, #attributes b")
                            .getLength())
                    .isZero();
            assertThat(each.getTitleText()).isEqualTo("Ask the tea shop");
        }
    }

    @Test
    public void setAttribute_jsonOrText_isShownAndCanBeRemoved() throws IOException {
        HtmlPage page = open(nodeA());
        setAttribute(page, "favourite", "[\"Sencha\", 3]");
        setAttribute(page, "language", "en");
        assertThat(texts(page, ".attribute strong")).containsExactly("favourite", "language");
        assertThat(texts(page, ".attribute .value")).containsExactly("[\"Sencha\",3]", "\"en\"");
        page.<HtmlButton>querySelector(".attribute button").click();
        settle();
        assertThat(texts(page, ".attribute strong")).containsExactly("language");
    }

    @Test
    public void switchNode_session_goesOnThere() throws IOException {
        HtmlPage here = open(nodeA());
        ask(here, "Revenue by region");
        setAttribute(here, "favourite", "\"Sencha\"");
        HtmlPage there = here.getHtmlElementById("switch").click();
        settle();
        assertThat(there.getUrl().getPort()).isEqualTo(nodeB().getPort());
        assertThat(text(there, "node")).endsWith(":" + nodeB().getPort());
        assertThat(text(there, "session-id")).isEqualTo(text(here, "session-id"));
        assertThat(texts(there, ".answer")).isEqualTo(texts(here, ".answer"));
        assertThat(texts(there, ".attribute .value")).containsExactly("\"Sencha\"");

        ask(there, "Top 3 products by units");
        HtmlPage back = there.getHtmlElementById("switch").click();
        settle();
        assertThat(back.getUrl().getPort()).isEqualTo(nodeA().getPort());
        assertThat(texts(back, ".question")).containsExactly("Revenue by region", "Top 3 products by units");
    }

    @Test
    public void changeId_session_keepsAll() throws IOException {
        HtmlPage page = open(nodeA());
        ask(page, "Revenue by region");
        String old = text(page, "session-id");
        button(page, "change-id").click();
        settle();
        assertThat(text(page, "session-id")).isNotEmpty().isNotEqualTo(old);
        assertThat(texts(page, ".key code")).hasSize(3).noneMatch(key -> key.contains(old));
        assertThat(texts(open(nodeB()), ".question")).containsExactly("Revenue by region");
    }

    @Test
    public void logOut_session_isGoneOnBothNodes() throws IOException {
        HtmlPage page = open(nodeA());
        ask(page, "Revenue by region");
        button(page, "log-out").click();
        settle();
        assertThat(text(page, "session-state")).startsWith("No session yet.");
        assertThat(texts(page, ".question")).isEmpty();
        assertThat(text(open(nodeB()), "session-state")).startsWith("No session yet.");
    }

    @Test
    public void refusal_anyAction_isShownUntilDismissed() throws IOException {
        HtmlPage page = open(nodeA());
        setAttribute(page, "two words", "1");
        assertThat(shown(page, "alert")).isTrue();
        assertThat(text(page, "alert-text")).contains("1 to 100 letters").contains("'two words'");
        assertThat(input(page, "attribute-name").getValue()).isEqualTo("two words");
        button(page, "dismiss").click();
        assertThat(shown(page, "alert")).isFalse();
    }

    @Test
    public void sessionEndedElsewhere_changeId_saysThatThereIsNone() throws IOException {
        HtmlPage page = open(nodeA());
        ask(page, "Revenue by region");
        button(openInOtherWindow(nodeB()), "log-out").click();
        settle();
        button(page, "change-id").click();
        settle();
        assertThat(text(page, "alert-text")).startsWith("There is no session to give another id.");
        button(page, "retry").click();
        settle();
        assertThat(shown(page, "alert")).isFalse();
        assertThat(text(page, "session-state")).startsWith("No session yet.");
    }

    private HtmlPage open(URI node) throws IOException {
        HtmlPage page = browser.getPage(node.toURL());
        settle();
        return page;
    }

    private HtmlPage openInOtherWindow(URI node) throws IOException {
        HtmlPage page = (HtmlPage) browser.openWindow(node.toURL(), "other").getEnclosedPage();
        settle();
        return page;
    }

    /** Waits until the page's script has nothing more to do. */
    private void settle() {
        assertThat(browser.waitForBackgroundJavaScript(SCRIPT_MILLIS)).isZero();
    }

    private void ask(HtmlPage page, String query) throws IOException {
        input(page, "query").setValue(query);
        button(page, "send").click();
        settle();
    }

    private void setAttribute(HtmlPage page, String name, String value) throws IOException {
        input(page, "attribute-name").setValue(name);
        input(page, "attribute-value").setValue(value);
        button(page, "attribute-set").click();
        settle();
    }

    private static HtmlInput input(HtmlPage page, String id) {
        return page.getHtmlElementById(id);
    }

    private static HtmlButton button(HtmlPage page, String id) {
        return page.getHtmlElementById(id);
    }

    private static String text(HtmlPage page, String id) {
        return page.getElementById(id).getTextContent();
    }

    private static List<String> texts(HtmlPage page, String selector) {
        return page.querySelectorAll(selector).stream()
                .map(node -> node.getTextContent())
                .toList();
    }

    private static boolean shown(HtmlPage page, String id) {
        DomElement element = page.getElementById(id);
        return element.isDisplayed();
    }
}
