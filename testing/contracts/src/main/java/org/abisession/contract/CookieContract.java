package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Describes how the id travels, and the timeout that the application asks for: as it configures the container. */
interface CookieContract extends ContractContext {
    @Test
    default void cookie_namedByTheApplication_isUsedForCookieAndUrlParameter() {
        ContractNode node =
                node(new ContractWebapp().sessionConfig("<cookie-config><name>SHOP</name></cookie-config>"), "");
        Browser user = browser().cookieNamed("SHOP");
        user.get(node, "set=x:1");

        assertThat(user.get(node, "get=x&requested").body()).startsWith("x=1\n").contains("fromCookie=true");
        assertThat(browser()
                        .ask(node, "/do;" + urlParameter("SHOP") + "=" + user.cookie() + "?get=x&requested")
                        .body())
                .startsWith("x=1\n")
                .contains("fromUrl=true");
    }

    @Test
    default void cookie_configuredByTheApplication_hasAllItsAttributes() {
        ContractNode node = node(new ContractWebapp().sessionConfig("""
                <cookie-config><domain>example.com</domain><path>/everything</path><comment>none</comment>
                <http-only>true</http-only><secure>true</secure><max-age>3600</max-age>
                </cookie-config>"""), "/shop");
        Reply reply = browser().get(node, "session&cookie");

        assertThat(reply.headers().allValues("Set-Cookie"))
                .singleElement()
                .satisfies(header -> assertThat(header.toLowerCase(Locale.ROOT))
                        .contains("domain=example.com", "path=/everything", "httponly", "secure", "max-age=3600")
                        .doesNotContain("comment"));
        assertThat(reply.body()).contains("domain=example.com", "path=/everything", "maxAge=3600", "httpOnly=true");
    }

    @Test
    default void cookie_sameSiteConfiguredByTheApplication_hasIt() {
        assumeThat(browser().get(a(), "version").number("version"))
                .as("the version of the Servlet API; older ones have no such attributes")
                .isGreaterThanOrEqualTo(60);
        ContractNode node = node(new ContractWebapp().sessionConfig("""
                <cookie-config><attribute><attribute-name>SameSite</attribute-name>
                <attribute-value>Strict</attribute-value></attribute></cookie-config>"""), "/shop");
        Reply reply = browser().get(node, "session&sameSite");

        assertThat(reply.headers().allValues("Set-Cookie"))
                .singleElement()
                .satisfies(header -> assertThat(header).containsIgnoringCase("SameSite=Strict"));
        assertThat(reply.value("sameSite")).hasValue("Strict");
    }

    @Test
    default void cookie_nothingConfigured_isOfTheContextPathAndNotPersistent() {
        ContractNode node = node(new ContractWebapp(), "/shop");

        assertThat(browser().get(node, "session").headers().allValues("Set-Cookie"))
                .singleElement()
                .satisfies(header -> assertThat(header)
                        .startsWith("JSESSIONID=")
                        .contains("Path=/shop")
                        .doesNotContainIgnoringCase("max-age", "expires", "domain"));
    }

    @Test
    default void cookie_sessionOfTheResponseChangesTwice_isSetOnceWithTheLastId() {
        for (String steps : List.of(
                "session&changeId",
                "session&changeId&changeId",
                "session&invalidate&session",
                "session&addCookie=other:1&changeId&addCookie=more:2",
                "session&changeId&redirect=/do")) {
            Browser user = browser();
            Reply reply = user.get(a(), "set=x:1&" + steps + "&set=y:2");

            assertThat(reply.headers().allValues("Set-Cookie"))
                    .as(steps)
                    .filteredOn(header -> header.startsWith("JSESSIONID="))
                    .hasSize(1);
            assertThat(reply.headers().allValues("Set-Cookie")).hasSize(steps.contains("addCookie") ? 3 : 1);
            assertThat(user.get(b(), "get=y").value("y")).as(steps).hasValue("2");
        }
    }

    @Test
    default void cookieConfig_setByTheApplicationAtItsStart_holds() {
        ContractNode node = node(new ContractWebapp().listeners("LifeListener").contextParam("cookie", "SHOP"), "");
        Browser user = browser().cookieNamed("SHOP");
        user.get(node, "set=x:1");

        assertThat(user.get(node, "get=x&requested").body()).startsWith("x=1\n").contains("fromCookie=true");
        assertThat(browser().withCookie(user.cookie()).get(node, "peek").value("none"))
                .hasValue("true");
    }

    @Test
    default void tracking_setByTheApplicationAtItsStart_holds() {
        ContractNode node = node(new ContractWebapp().listeners("LifeListener").contextParam("tracking", "URL"), "");
        Browser user = browser();
        Reply reply = user.get(node, "set=x:1&encode=/do");
        assertThat(reply.headers().allValues("Set-Cookie")).isEmpty();
        String url = reply.value("encoded").orElseThrow();

        assertThat(user.ask(node, url + "?get=x&requested").body())
                .startsWith("x=1\n")
                .contains("fromUrl=true");
        assertThat(browser()
                        .withCookie(url.replaceFirst(".*=", ""))
                        .get(node, "peek")
                        .value("none"))
                .hasValue("true");
    }

    @Test
    default void encodeUrl_clientWithACookieOrAnEndedSession_isUnchanged() {
        Browser user = browser();
        user.get(a(), "set=x:1");

        assertThat(user.get(a(), "get=x&encode=/do").value("encoded")).hasValue("/do");
        assertThat(user.get(a(), "invalidate&encode=/do").value("encoded")).hasValue("/do");
    }

    @Test
    default void cookieConfig_changedAfterTheStart_throwsIllegalState() {
        assertThat(browser().get(a(), "tryCookieName").value("tryCookieName")).hasValue("IllegalStateException");
    }

    @Test
    default void tracking_byCookieOnly_takesNoIdFromTheUrlAndPutsNoneThere() {
        ContractNode node = node(new ContractWebapp().sessionConfig("<tracking-mode>COOKIE</tracking-mode>"), "");
        Browser user = browser();
        assertThat(user.get(node, "set=x:1&encode=/do").value("encoded")).hasValue("/do");

        assertThat(browser()
                        .ask(node, "/do;jsessionid=" + user.cookie() + "?peek&requested")
                        .body())
                .startsWith("none=true\n")
                .contains("fromUrl=false");
    }

    @Test
    default void tracking_byDefault_writesTheIdIntoUrlsForAClientWithoutCookies() {
        Browser user = browser();
        Reply reply = user.get(a(), "set=x:1&encode=/do");

        assertThat(reply.value("encoded")).hasValue("/do;jsessionid=" + user.cookie());
        assertThat(browser()
                        .ask(b(), reply.value("encoded").orElseThrow() + "?get=x")
                        .value("x"))
                .hasValue("1");
    }

    @Test
    default void tracking_bySslTogetherWithCookies_isRefusedAtTheStart() {
        ContractWebapp webapp = new ContractWebapp()
                .sessionConfig("<tracking-mode>SSL</tracking-mode><tracking-mode>COOKIE</tracking-mode>");

        assertThatThrownBy(() -> node(webapp, "")).isInstanceOf(AssertionError.class);
    }

    @Test
    default void interval_setByTheApplicationAtItsStart_isThat() {
        ContractNode node = node(new ContractWebapp().listeners("LifeListener").contextParam("timeout", "7"), "");

        assertThat(browser().get(node, "session").number("interval")).isEqualTo(420);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    default void interval_sessionTimeoutOfZeroOrLess_isForEver(int minutes) {
        redis().allowKeysWithoutTtl();
        ContractNode node = node(new ContractWebapp().sessionTimeout(minutes), "");
        Browser user = browser();

        assertThat(user.get(node, "set=x:1&session").number("interval")).isLessThanOrEqualTo(0);
        assertThat(redis().keysWithoutTtl()).containsExactlyElementsOf(keysOf(user.sessionId()));
        assertThat(user.get(node, "get=x").value("x")).hasValue("1");
    }
}
