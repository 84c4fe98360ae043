package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Drives the console by a real browser. {@code -Dscreenshots=DIR} keeps pictures of its pages. */
@Tag("full")
class ConsoleBrowserTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @TempDir(cleanup = CleanupMode.NEVER) // Chromium still writes there while it ends
    Path profile;

    private Stored stored;
    private ConsoleFixture console;
    private Chromium browser;
    private SessionId ada;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(Chromium.PROGRAM), "needs /usr/bin/chromium (apt-get install chromium)");
        stored = new Stored(redis.uri(), "connect-timeout", "10s", "command-timeout", "10s");
        ada = stored.session(
                "ada",
                Map.of(
                        "cart", "[\"tea\",\"coffee\"]",
                        "evil", "\"<img src=x onerror=document.title='evil'>\"",
                        "preferences", "{\"text\":\"" + "long ".repeat(200) + "\"}",
                        "order", "{\"@type\":\"java\",\"class\":\"com.acme.Order\",\"data\":\"rO0AB\"}"));
        stored.turn(ada, "What sold best?", "Tea, with 1,204 cups in November; then coffee.");
        stored.turn(ada, "And <script>document.title='evil'</script>?", "Nothing of that.");
        for (int i = 0; i < 60; i++) {
            stored.session("user" + i, Map.of("n", Integer.toString(i)));
        }
        console = new ConsoleFixture(redis.uri(), stored, true);
        browser = new Chromium(profile);
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
            console.close();
            stored.close();
        }
    }

    @Test
    void console_byKeyboard_findsASessionAndEndsIt() throws Exception {
        browser.open(console.server.url());
        browser.await("document.activeElement.id === 'token'");
        browser.type(console.gate.token());
        browser.enter();
        browser.await("document.readyState === 'complete' && document.querySelector('h1')?.innerText === 'Overview'"
                + " && !document.querySelector('[data-wait]')"); // so that the script of the page has run
        assertThat(browser.evaluate("document.body.innerText")).contains("61");
        assertThat(browser.evaluate("location.href")).doesNotContain(console.gate.token());
        browser.press("/", "Slash", 191, "/");
        browser.await("document.activeElement.id === 'q'");
        browser.type(ada.value());
        browser.enter();
        browser.await(
                "document.querySelector('h1')?.innerText === '" + ada + "' && !document.querySelector('[data-wait]')");
        assertThat(browser.evaluate("document.documentElement.outerHTML + location.href"))
                .contains("com.acme.Order", "1,204 cups")
                .doesNotContain(ada.value());
        assertThat(browser.evaluate("document.title")).isEqualTo(ada + " - abi-session");
        browser.evaluate("document.querySelector('a.danger').focus()");
        browser.enter();
        browser.await("document.querySelector('h1')?.innerText === 'End " + ada + "?'");
        browser.evaluate("document.querySelector('button.danger').focus()");
        browser.enter();
        browser.await("document.body.innerText.includes('It has ended.')");
        assertThat(stored.repository().peek(ada)).isEmpty();
    }

    @Test
    void pages_wideAndNarrowLightAndDark_fitAndHaveTheirColours() throws Exception {
        browser.open(console.server.url() + "?token=" + console.gate.token());
        browser.await(
                "document.querySelector('h1')?.innerText === 'Overview' && !document.querySelector('[data-wait]')");
        for (String page :
                new String[] {"", "sessions", ConsoleServer.pathOf(ada).substring(1)}) {
            for (int width : new int[] {1280, 360}) {
                for (boolean dark : new boolean[] {false, true}) {
                    browser.look(width, 800, dark);
                    browser.open(console.server.url() + page);
                    browser.await("document.readyState === 'complete' && document.querySelector('h1')"
                            + " && !document.querySelector('[data-wait]') && location.pathname === '/" + page + "'");
                    String name = (page.isEmpty() ? "overview" : page.replaceAll("/.*", "")) + "-" + width
                            + (dark ? "-dark" : "-light");
                    assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                            .as(name)
                            .isEqualTo("true");
                    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
                            .as(name)
                            .isEqualTo(dark ? "rgb(18, 22, 27)" : "rgb(246, 247, 249)");
                    String directory = System.getProperty("screenshots");
                    if (directory != null) {
                        browser.screenshot(Path.of(directory, name + ".png"));
                    }
                }
            }
        }
    }
}
