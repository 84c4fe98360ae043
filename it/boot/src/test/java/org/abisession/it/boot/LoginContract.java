package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.abisession.it.boot.Browser.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Describes what holds for every kind of login, on every version of Spring Boot and every server, where each request
 * goes to the other one of two nodes: that of a redirect, too.
 */
@Tag("full")
@ExtendWith(PortalExtension.class)
@ResourceLock(PortalExtension.PORTAL)
@ParameterizedClass
@MethodSource("org.abisession.it.boot.Cell#all")
abstract class LoginContract {
    final Cell cell;
    final String area;
    PortalServers servers;
    Browser user;
    private List<Integer> writtenBefore = List.of();

    LoginContract(Cell cell, String area) {
        this.cell = cell;
        this.area = area;
    }

    @BeforeEach
    void open(PortalServers portal) {
        servers = portal;
        user = browser(nodes());
        writtenBefore = nodes().stream().map(node -> node.output().length()).toList();
    }

    /** Two nodes of this cell. */
    List<Node> nodes() {
        return servers.nodes(cell);
    }

    Browser browser(List<Node> nodes) {
        return new Browser(nodes);
    }

    /** Logs in ada, with a page in mind, and returns the page that the login ends with. */
    abstract Reply login() throws Exception;

    /** Fails to log in, and returns the first reply that is no redirect; the session may know why. */
    abstract Reply failedLogin() throws Exception;

    /** Returns what {@code /me} shows of the login. */
    abstract String me();

    /** Returns what the page after the failure shows; empty where the framework keeps nothing for it. */
    abstract String failure();

    @Test
    void login_eachRequestOnTheOtherNode_isIn() throws Exception {
        Reply in = login();
        assertThat(in.status()).as(in::toString).isEqualTo(200);

        for (int i = 0; i < 2; i++) {
            assertThat(user.get("/" + area + "/me"))
                    .as("after %s", in)
                    .returns(200, Reply::status)
                    .returns(me(), Reply::body);
        }
    }

    @Test
    void sessionBean_changedOnOneNode_isReadOnTheOther() throws Exception {
        login();

        user.post("/" + area + "/notes", Map.of("text", "one"));
        assertThat(user.post("/" + area + "/notes", Map.of("text", "two")).body())
                .isEqualTo("[one, two]");
        assertThat(user.get("/" + area + "/notes").body()).isEqualTo("[one, two]");
    }

    @Test
    void failedLogin_isNoError500_andTheOtherNodeSaysWhy() throws Exception {
        Reply reply = failedLogin();

        assertThat(reply.status()).isIn(200, 401, 403);
        for (int i = 0; i < 2 && !failure().isEmpty(); i++) {
            assertThat(user.get("/" + area + "/failure").body()).matches(failure());
        }
    }

    @AfterEach
    void logs_nameNoValueLeftOutAndNoId() {
        String id = user.cookie("JSESSIONID").replaceFirst("\\..*", "");
        for (int i = 0; i < nodes().size(); i++) {
            String written = nodes().get(i).output().substring(writtenBefore.get(i));
            assertThat(written.lines().filter(line -> line.matches(".*can't be (stored|read).*")))
                    .isEmpty();
            if (!id.isEmpty()) {
                assertThat(id).hasSize(43);
                assertThat(written.contains(id)).as("an id is in the log").isFalse();
            }
        }
    }
}
