package org.abisession.tomcat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.apache.catalina.Context;
import org.apache.catalina.authenticator.FormAuthenticator;
import org.apache.catalina.valves.RemoteIpValve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins by Tomcat's own authenticators, on two nodes. */
class LoginTest {
    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>private</web-resource-name>
                  <url-pattern>/private/*</url-pattern>
                </web-resource-collection>
                <auth-constraint><role-name>seller</role-name></auth-constraint>
              </security-constraint>
              <security-role><role-name>seller</role-name></security-role>
              <login-config>%s</login-config>
            </web-app>
            """;
    private static final String BASIC = "<auth-method>BASIC</auth-method><realm-name>shop</realm-name>";
    private static final String FORM = """
            <auth-method>FORM</auth-method>
            <form-login-config>
              <form-login-page>/login</form-login-page>
              <form-error-page>/login?again</form-error-page>
            </form-login-config>
            """;

    private static final String ADA =
            "Basic " + Base64.getEncoder().encodeToString("ada:secret-of-ada".getBytes(UTF_8));

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private TomcatNode start(String loginConfig) throws Exception {
        return start(loginConfig, redis.uri());
    }

    private TomcatNode start(String loginConfig, String redisUri) throws Exception {
        return start(loginConfig, redisUri, context -> {});
    }

    /** Starts a node with more in its context, before the manager is there. */
    private TomcatNode start(String loginConfig, String redisUri, Consumer<Context> more) throws Exception {
        Files.writeString(
                Files.createDirectories(directory.resolve("WEB-INF")).resolve("web.xml"),
                WEB_XML.formatted(loginConfig));
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            tomcat.addUser("ada", "secret-of-ada");
            tomcat.addRole("ada", "seller");
            more.accept(context);
            context.setManager(Managers.of(Map.of("redis-url", redisUri, "env-file", "off")));
            new Webapp()
                    .with("/login", (request, response) -> response.getWriter().print("who are you?"))
                    .with(
                            "/whoami",
                            (request, response) -> response.getWriter()
                                    .print(request.getRemoteUser() + " by " + request.getAuthType() + ", "
                                            + request.isUserInRole("seller")))
                    .with("/private/till", (request, response) -> {
                        request.getSession();
                        response.getWriter()
                                .print(request.getRemoteUser() + " " + request.getMethod() + " "
                                        + request.getParameter("price"));
                    })
                    .with("/logout", (request, response) -> request.getSession().invalidate())
                    .addTo(context);
        });
    }

    @Test
    void basic_withASession_isKnownOnTheOtherNodeWithoutThePassword() throws Exception {
        try (TomcatNode a = start(BASIC);
                TomcatNode b = start(BASIC)) {
            assertThat(new SessionClient(logs).get(a.port(), "/private/till").statusCode())
                    .isEqualTo(401);
            SessionClient ada = new SessionClient(logs).header("Authorization", ADA);
            assertThat(ada.get(a.port(), "/private/till").body()).isEqualTo("ada GET null");
            assertThat(ada.get(a.port(), "/private/till").body()).isEqualTo("ada GET null");

            SessionClient other = new SessionClient(logs).withCookie(ada.cookie());
            assertThat(other.get(b.port(), "/whoami").body()).isEqualTo("ada by BASIC, true");
        }
    }

    @Test
    void form_begunOnOneNode_isFinishedOnTheOtherAndHoldsOnBothWithANewId() throws Exception {
        try (TomcatNode a = start(FORM);
                TomcatNode b = start(FORM)) {
            SessionClient ada = new SessionClient(logs);
            assertThat(ada.get(a.port(), "/private/till?price=3").body()).isEqualTo("who are you?");
            String before = ada.sessionId();

            HttpResponse<String> login =
                    ada.post(b.port(), "/j_security_check", "j_username=ada&j_password=secret-of-ada");
            assertThat(login.statusCode()).isEqualTo(303);
            assertThat(login.headers().firstValue("Location").orElseThrow()).endsWith("/private/till?price=3");
            assertThat(ada.sessionId()).isNotEqualTo(before);
            assertThat(redis.keys("session:" + before + ":*")).isEmpty();

            assertThat(ada.get(a.port(), "/private/till?price=3").body()).isEqualTo("ada GET 3");
            assertThat(ada.get(b.port(), "/private/till?price=4").body()).isEqualTo("ada GET 4");
            assertThat(ada.get(a.port(), "/whoami").body()).isEqualTo("ada by FORM, true");
        }
    }

    @Test
    void form_loginPage_comesAfterTheSave() throws Exception {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                TomcatNode a = start(FORM, proxy.uri())) {
            proxy.delayRequests(Duration.ofMillis(100));
            SessionClient ada = new SessionClient(logs);
            ada.post(a.port(), "/private/till", "price=5");

            assertThat(redis.client().hkeys("session:" + ada.sessionId() + ":attributes"))
                    .contains("@form_session_id", "@form_request");
        }
    }

    /** In context.xml: {@code <Valve className="...FormAuthenticator"/>} before {@code <Manager>}. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void form_authenticatorOfTheContextBeforeTheManager_outageLogsNobodyOut(boolean afterAnother) throws Exception {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                TomcatNode a = start(FORM, proxy.uri(), context -> {
                    if (afterAnother) {
                        context.getPipeline().addValve(new RemoteIpValve());
                    }
                    context.getPipeline().addValve(new FormAuthenticator());
                })) {
            SessionClient ada = new SessionClient(logs);
            ada.get(a.port(), "/private/till");
            ada.post(a.port(), "/j_security_check", "j_username=ada&j_password=secret-of-ada");
            String cookie = ada.cookie();
            proxy.refuse();
            assertThat(ada.get(a.port(), "/private/till?price=3").statusCode()).isEqualTo(503);
            assertThat(ada.cookie()).isEqualTo(cookie);
            proxy.resume();

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> ada.get(a.port(), "/private/till?price=3").statusCode() == 200);
            assertThat(ada.get(a.port(), "/private/till?price=3").body()).isEqualTo("ada GET 3");
        }
    }

    @Test
    void form_postBeforeTheLogin_isRestoredOnTheNodeThatGetsTheNextRequest() throws Exception {
        try (TomcatNode a = start(FORM);
                TomcatNode b = start(FORM)) {
            SessionClient ada = new SessionClient(logs);
            assertThat(ada.post(a.port(), "/private/till", "price=5").body()).isEqualTo("who are you?");
            assertThat(ada.post(b.port(), "/j_security_check", "j_username=ada&j_password=secret-of-ada")
                            .statusCode())
                    .isEqualTo(303);

            assertThat(ada.get(a.port(), "/private/till").body()).isEqualTo("ada POST 5");
            assertThat(ada.get(b.port(), "/private/till").body()).isEqualTo("ada GET null");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BASIC, FORM})
    void request_ofAUserWhoIsLoggedIn_costsOneRoundTrip(String loginConfig) throws Exception {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                TomcatNode a = start(loginConfig, proxy.uri())) {
            SessionClient ada = new SessionClient(logs).header("Authorization", ADA);
            ada.get(a.port(), "/private/till");
            ada.post(a.port(), "/j_security_check", "j_username=ada&j_password=secret-of-ada");
            ada.get(a.port(), "/private/till");

            for (int i = 0; i < 2; i++) {
                Traffic.Mark mark = proxy.mark();
                assertThat(ada.get(a.port(), "/private/till").body()).isEqualTo("ada GET null");
                assertThat(proxy.since(mark).roundTrips()).isEqualTo(1);
            }
        }
    }

    @Test
    void form_wrongPassword_logsNobodyIn() throws Exception {
        try (TomcatNode a = start(FORM)) {
            SessionClient mallory = new SessionClient(logs);
            mallory.get(a.port(), "/private/till");
            mallory.post(a.port(), "/j_security_check", "j_username=ada&j_password=guess");

            assertThat(mallory.get(a.port(), "/private/till").body()).isEqualTo("who are you?");
            assertThat(logs.lines()).noneMatch(line -> line.contains("Login of"));
        }
    }

    @Test
    void logout_onOneNode_isOneOnTheOther() throws Exception {
        try (TomcatNode a = start(FORM);
                TomcatNode b = start(FORM)) {
            SessionClient ada = new SessionClient(logs);
            ada.get(a.port(), "/private/till");
            ada.post(a.port(), "/j_security_check", "j_username=ada&j_password=secret-of-ada");
            assertThat(ada.get(b.port(), "/private/till").body()).isEqualTo("ada GET null");
            String cookie = ada.cookie();
            ada.get(b.port(), "/logout");

            assertThat(new SessionClient(logs)
                            .withCookie(cookie)
                            .get(a.port(), "/private/till")
                            .body())
                    .isEqualTo("who are you?");
            assertThat(new SessionClient(logs)
                            .withCookie(cookie)
                            .get(a.port(), "/whoami")
                            .body())
                    .startsWith("null");
            assertThat(logs.lines().stream().filter(line -> line.startsWith("INFO org.abisession.audit")))
                    .filteredOn(line -> !line.contains("New id of session#"))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("Login of session#", "of user ada, in application /"),
                            line -> assertThat(line).contains("Logout, end of session#"));
        }
    }
}
