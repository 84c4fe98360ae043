package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSession;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.abisession.Sessions;
import org.abisession.UserSession;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The sessions of a user by container logins, on two nodes. */
class UserSessionsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    @BeforeEach
    void empty() {
        redis.client().flushAll();
    }

    private TomcatNode start(String... settings) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("redis-url", redis.uri(), "env-file", "off"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(TomcatNode.manager(all));
            new Webapp()
                    .with("/login", (request, response) -> {
                        request.getSession();
                        request.login(request.getParameter("user"), request.getParameter("password"));
                        request.changeSessionId();
                    })
                    .with("/logout", (request, response) -> request.logout())
                    .with("/whoami", (request, response) -> {
                        HttpSession session = request.getSession(false);
                        response.getWriter()
                                .print(
                                        session == null
                                                ? "nobody"
                                                : request.getRemoteUser()
                                                        + " "
                                                        + Sessions.of(session)
                                                                .user()
                                                                .orElse("-"));
                    })
                    .with("/list", (request, response) -> {
                        for (UserSession session :
                                Sessions.of(request.getSession()).list()) {
                            response.getWriter().println(session.handle() + (session.current() ? " current" : ""));
                        }
                    })
                    .with(
                            "/end",
                            (request, response) -> response.getWriter()
                                    .print(Sessions.of(request.getSession()).end(request.getParameter("handle"))))
                    .with(
                            "/end-others",
                            (request, response) -> response.getWriter()
                                    .print(Sessions.of(request.getSession()).endOthers()))
                    .with(
                            "/end-all",
                            (request, response) -> response.getWriter()
                                    .print(Sessions.of(request.getSession()).endAll()))
                    .addTo(context);
        });
    }

    private SessionClient login(TomcatNode node, String user, String password) throws Exception {
        SessionClient client = new SessionClient(logs);
        assertThat(client.get(node.port(), "/login?user=" + user + "&password=" + password)
                        .statusCode())
                .isEqualTo(200);
        return client;
    }

    @Test
    void endOthers_loginsOnTwoNodes_leavesTheOneThatAsks() throws Exception {
        try (TomcatNode a = start();
                TomcatNode b = start()) {
            SessionClient one = login(a, "ann", "tea");
            SessionClient two = login(b, "ann", "tea");
            SessionClient bob = login(b, "bob", "coffee");
            assertThat(one.get(b.port(), "/whoami").body()).isEqualTo("ann ann");

            assertThat(one.get(a.port(), "/list").body().lines()).hasSize(2);
            assertThat(two.get(a.port(), "/end-others").body()).isEqualTo("1");

            assertThat(one.get(b.port(), "/whoami").body()).isEqualTo("nobody");
            assertThat(two.get(b.port(), "/whoami").body()).isEqualTo("ann ann");
            assertThat(bob.get(b.port(), "/whoami").body()).isEqualTo("bob bob");
        }
    }

    @Test
    void end_handleFromTheList_endsThatSession() throws Exception {
        try (TomcatNode a = start();
                TomcatNode b = start()) {
            SessionClient one = login(a, "ann", "tea");
            SessionClient two = login(b, "ann", "tea");
            String handle = two.get(b.port(), "/list")
                    .body()
                    .lines()
                    .filter(line -> !line.endsWith("current"))
                    .findFirst()
                    .orElseThrow();

            assertThat(two.get(b.port(), "/end?handle=" + handle).body()).isEqualTo("true");

            assertThat(one.get(a.port(), "/whoami").body()).isEqualTo("nobody");
            assertThat(two.get(b.port(), "/end?handle=" + handle).body()).isEqualTo("false");
            assertThat(two.get(b.port(), "/list").body().lines()).hasSize(1);
        }
    }

    @Test
    void endAll_loginOnTwoNodes_endsTheOneThatAsksToo() throws Exception {
        try (TomcatNode a = start();
                TomcatNode b = start()) {
            SessionClient one = login(a, "ann", "tea");
            SessionClient two = login(b, "ann", "tea");

            assertThat(two.get(b.port(), "/end-all").body()).isEqualTo("2");

            assertThat(one.get(a.port(), "/whoami").body()).isEqualTo("nobody");
            assertThat(two.get(a.port(), "/whoami").body()).isEqualTo("nobody");
        }
    }

    @Test
    void logout_sessionLives_takesTheUserAway() throws Exception {
        try (TomcatNode a = start();
                TomcatNode b = start()) {
            SessionClient one = login(a, "ann", "tea");
            SessionClient two = login(b, "ann", "tea");

            one.get(b.port(), "/logout");

            assertThat(one.get(a.port(), "/whoami").body()).isEqualTo("null -");
            assertThat(two.get(a.port(), "/list").body().lines()).hasSize(1);
        }
    }

    @Test
    void login_asManySessionsAsMayBe_endsTheOldest() throws Exception {
        try (TomcatNode a = start("max-sessions-per-user", "1");
                TomcatNode b = start("max-sessions-per-user", "1")) {
            SessionClient one = login(a, "ann", "tea");
            SessionClient two = login(b, "ann", "tea");

            assertThat(one.get(a.port(), "/whoami").body()).isEqualTo("nobody");
            assertThat(two.get(a.port(), "/whoami").body()).isEqualTo("ann ann");
        }
    }

    @Test
    void login_asManySessionsAsMayBeAndRefuse_isForbiddenUntilTheOtherLogsOut() throws Exception {
        try (TomcatNode a = start("max-sessions-per-user", "1", "max-sessions-exceeded", "refuse");
                TomcatNode b = start("max-sessions-per-user", "1", "max-sessions-exceeded", "refuse")) {
            SessionClient one = login(a, "ann", "tea");
            SessionClient two = new SessionClient(logs);

            assertThat(two.get(b.port(), "/login?user=ann&password=tea").statusCode())
                    .isEqualTo(403);
            assertThat(two.get(b.port(), "/whoami").body()).isIn("nobody", "null -");
            assertThat(one.get(b.port(), "/whoami").body()).isEqualTo("ann ann");

            one.get(a.port(), "/logout");
            assertThat(two.get(b.port(), "/login?user=ann&password=tea").statusCode())
                    .isEqualTo(200);
        }
    }
}
