package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.abisession.it.boot.Browser.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Back-channel logout of OpenID Connect: users log in on one node, and the provider's request reaches another one. The
 * application has nothing for it but Spring Security's {@code oidcLogout}.
 */
@Tag("full")
@ExtendWith(PortalExtension.class)
@ResourceLock(PortalExtension.PORTAL)
@ParameterizedClass
@MethodSource("org.abisession.it.boot.Cell#all")
class BackChannelLogoutTest {
    private final Cell cell;
    private PortalServers servers;
    private Node here;
    private Node there;

    BackChannelLogoutTest(Cell cell) {
        this.cell = cell;
    }

    @BeforeEach
    void open(PortalServers portal) {
        servers = portal;
        here = servers.nodes(cell).get(0);
        there = servers.nodes(cell).get(1);
    }

    /** A browser in which this user has logged in on a node. */
    private Browser login(String name, Node node) {
        OidcLoginTest login = new OidcLoginTest(cell);
        login.open(servers);
        login.user.use(List.of(node));
        assertThat(login.login(name).status()).isEqualTo(200);
        assertThat(isIn(login.user, node)).isTrue();
        return login.user;
    }

    /** Asks with the cookie that the browser has, and keeps that also where the node gives it another one. */
    private static boolean isIn(Browser user, Node node) {
        String cookie = user.cookie("JSESSIONID");
        user.use(List.of(node));
        Reply me = user.get("/oidc/me");
        user.cookie("JSESSIONID", cookie);
        assertThat(me.status()).isIn(200, 302);
        return me.status() == 200;
    }

    private static String sid(Browser user) {
        String sid = user.get("/oidc/sid").body();
        assertThat(sid).hasSizeGreaterThan(20);
        return sid;
    }

    /** Lets the provider send its logout token to a node, and returns the answer. */
    private String logout(String claim, String value, Node to) {
        return logout(servers.issuer(""), claim, value, to);
    }

    private String logout(String issuer, String claim, String value, Node to) {
        return new Browser(servers.nodes(cell))
                .post(
                        servers.issuer("/back-channel-logout"),
                        Map.of(
                                "issuer",
                                issuer,
                                "client",
                                "oidc",
                                "name",
                                claim,
                                "value",
                                value,
                                "to",
                                "http://localhost:" + to.port() + "/logout/connect/back-channel/oidc"))
                .body();
    }

    @Test
    void logout_bySessionOnTheOtherNode_endsThatSessionAlone() {
        Browser one = login("ada", here);
        Browser two = login("ada", here);
        Browser grace = login("grace", here);

        assertThat(logout("sid", sid(one), there)).isEqualTo("200 ");

        assertThat(isIn(one, here)).isFalse();
        assertThat(isIn(one, there)).isFalse();
        assertThat(isIn(two, here)).isTrue();
        assertThat(isIn(two, there)).isTrue();
        assertThat(isIn(grace, there)).isTrue();
    }

    @Test
    void logout_bySubjectOnTheOtherNode_endsAllOfTheUserAndNoOneElses() {
        Browser one = login("ada", here);
        Browser two = login("ada", there);
        Browser grace = login("grace", here);

        assertThat(logout("sub", "ada", there)).isEqualTo("200 ");

        assertThat(isIn(one, here)).isFalse();
        assertThat(isIn(one, there)).isFalse();
        assertThat(isIn(two, here)).isFalse();
        assertThat(isIn(grace, here)).isTrue();
    }

    @Test
    void logout_nodeOfTheLoginIsKilled_endsTheSession() {
        Browser user;
        Browser grace;
        String sid;
        try (Node victim = servers.node(cell)) {
            user = login("ada", victim);
            grace = login("grace", victim);
            sid = sid(user);
        }
        assertThat(isIn(user, here)).isTrue();

        assertThat(logout("sid", sid, there)).isEqualTo("200 ");

        assertThat(isIn(user, here)).isFalse();
        assertThat(isIn(grace, here)).isTrue();
    }

    @Test
    void logout_twiceAndOfAnUnknownSession_isAnsweredAsTheFirst() {
        Browser user = login("ada", here);
        String sid = sid(user);
        Browser grace = login("grace", here);

        assertThat(logout("sid", sid, there)).isEqualTo("200 ");
        assertThat(logout("sid", sid, here)).isEqualTo("200 ");
        assertThat(logout("sid", "unknown", there)).isEqualTo("200 ");

        assertThat(isIn(user, here)).isFalse();
        assertThat(isIn(grace, there)).isTrue();
    }

    @Test
    void logout_thenLoginAgain_isIn() {
        Browser user = login("ada", here);
        assertThat(logout("sub", "ada", there)).isEqualTo("200 ");
        assertThat(isIn(user, there)).isFalse();

        user.follow(user.get("/oidc/me")); // the provider still knows this browser

        assertThat(isIn(user, here)).isTrue();
        assertThat(isIn(user, there)).isTrue();
    }

    @Test
    void logout_tokenOfAnotherIssuer_isRefusedAndEndsNothing() {
        Browser user = login("ada", here);

        assertThat(logout("http://another.example", "sub", "ada", there)).startsWith("400 ");

        assertThat(isIn(user, there)).isTrue();
    }
}
