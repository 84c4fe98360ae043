package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.FormAuthenticator;
import org.eclipse.jetty.util.security.Credential;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jetty's own form login, whose outcome is kept in the session. */
class JettyLoginTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private RespProxy proxy;
    private JettyNode a;
    private JettyNode b;

    @BeforeEach
    void start() throws Exception {
        proxy = RespProxy.inFrontOf(REDIS.uri());
        a = node(REDIS.uri());
        b = node(proxy.uri());
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
        proxy.close();
    }

    private static JettyNode node(String redis) throws Exception {
        JettyNode node = new JettyNode(Map.of("redisUrl", redis, "envFile", "off"));
        Webapp webapp = new Webapp("")
                .on(
                        "/secret",
                        (request, response) -> response.getWriter()
                                .print(request.getRemoteUser() + " " + request.isUserInRole("admin")))
                .on("/login", (request, response) -> response.getWriter().print("please log in"))
                .on("/logout", (request, response) -> request.logout())
                .on(
                        "/names",
                        (request, response) -> response.getWriter()
                                .print(request.getSession().getAttributeNames().hasMoreElements()));
        UserStore users = new UserStore();
        users.addUser("ann", Credential.getCredential("tea"), new String[] {"admin"});
        HashLoginService logins = new HashLoginService("test");
        logins.setUserStore(users);
        ConstraintMapping mapping = new ConstraintMapping();
        mapping.setPathSpec("/secret");
        mapping.setConstraint(Constraint.ANY_USER);
        ConstraintSecurityHandler security = new ConstraintSecurityHandler();
        security.setLoginService(logins);
        security.setAuthenticator(new FormAuthenticator("/login", "/login", false));
        security.addConstraintMapping(mapping);
        webapp.context().setSecurityHandler(security);
        node.add(webapp.context());
        return node.start();
    }

    @Test
    void login_onOneNode_holdsOnTheOtherUnderANewId() {
        SessionClient user = new SessionClient(logs);
        assertThat(user.get(a.port(), "/secret").statusCode()).isBetween(302, 303);
        String before = user.sessionId();
        HttpResponse<String> login = user.post(a.port(), "/j_security_check", "j_username=ann&j_password=tea");

        assertThat(login.statusCode()).isBetween(302, 303);
        assertThat(login.headers().firstValue("Location").orElseThrow()).endsWith("/secret");
        assertThat(user.sessionId()).isNotEqualTo(before);
        assertThat(user.get(b.port(), "/secret").body()).isEqualTo("ann true");
        assertThat(user.get(a.port(), "/secret").body()).isEqualTo("ann true");
        assertThat(user.get(a.port(), "/names").body())
                .as("Jetty's own are shown")
                .isEqualTo("false");
    }

    @Test
    void login_interruptsAPost_worksWithoutTheBody() {
        SessionClient user = new SessionClient(logs);
        assertThat(user.post(a.port(), "/secret", "").statusCode()).isBetween(302, 303);
        assertThat(user.post(a.port(), "/j_security_check", "j_username=ann&j_password=tea")
                        .statusCode())
                .isBetween(302, 303);

        assertThat(user.get(b.port(), "/secret").body()).isEqualTo("ann true");
    }

    @Test
    void request_loggedIn_costsOneRoundTrip() {
        SessionClient user = new SessionClient(logs);
        user.get(a.port(), "/secret");
        user.post(a.port(), "/j_security_check", "j_username=ann&j_password=tea");
        user.get(b.port(), "/secret");
        Traffic.Mark mark = proxy.mark();
        for (int i = 0; i < 5; i++) {
            assertThat(user.get(b.port(), "/secret").body()).isEqualTo("ann true");
        }

        await().during(Duration.ofMillis(50)).until(() -> true);
        assertThat(proxy.since(mark).roundTrips()).isEqualTo(5);
    }

    @Test
    void logout_onOneNode_holdsOnTheOther() {
        SessionClient user = new SessionClient(logs);
        user.get(a.port(), "/secret");
        user.post(a.port(), "/j_security_check", "j_username=ann&j_password=tea");
        assertThat(user.get(b.port(), "/secret").body()).isEqualTo("ann true");
        user.get(b.port(), "/logout");

        assertThat(user.get(a.port(), "/secret").statusCode()).isBetween(302, 303);
        assertThat(logs.lines().stream().filter(line -> line.startsWith("INFO org.abisession.audit")))
                .anyMatch(line -> line.contains("Login of session#") && line.contains(" of user ann, in application /"))
                .anyMatch(line -> line.contains("New id of session#"))
                .anyMatch(line -> line.contains("Logout"));
    }
}
