package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.abisession.contract.TomcatNode;
import org.abisession.metrics.EndReason;
import org.abisession.metrics.SessionMetrics;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.Globals;
import org.apache.catalina.Session;
import org.apache.catalina.util.StandardSessionIdGenerator;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests what Tomcat does for any manager of sessions, and must do with this one. */
class TomcatHabitsTest {
    private static final int LARGE = 200_000;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    Path directory;

    private static RedisSessionManager manager() {
        return Managers.of(Map.of("redis-url", redis.uri(), "env-file", "off"));
    }

    @Test
    void file_largeEnough_isSentByTheConnector() throws Exception {
        Files.writeString(directory.resolve("large.txt"), "x".repeat(LARGE));
        List<Object> sent = Collections.synchronizedList(new ArrayList<>());
        try (TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(manager());
            new Webapp()
                    .with("/set", (request, response) -> request.getSession().setAttribute("x", "1"))
                    .addTo(context);
            tomcat.getHost().getPipeline().addValve(new ValveBase(true) {
                @Override
                public void invoke(
                        org.apache.catalina.connector.Request request, org.apache.catalina.connector.Response response)
                        throws java.io.IOException, jakarta.servlet.ServletException {
                    getNext().invoke(request, response);
                    sent.add(String.valueOf(request.getAttribute(Globals.SENDFILE_FILENAME_ATTR)));
                }
            });
        })) {
            SessionClient client = new SessionClient(logs);
            client.get(node.port(), "/set");
            assertThat(client.get(node.port(), "/large.txt").body()).hasSize(LARGE);
        }
        assertThat(sent.get(1)).asString().endsWith("large.txt");
    }

    @Test
    void ids_anotherGeneratorIsSet_areOursStillWithTheRouteOfTheEngine() throws Exception {
        try (TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            tomcat.getEngine().setJvmRoute("n7");
            RedisSessionManager manager = manager();
            StandardSessionIdGenerator other = new StandardSessionIdGenerator();
            other.setJvmRoute("n1");
            manager.setSessionIdGenerator(other);
            context.setManager(manager);
            new Webapp()
                    .with("/set", (request, response) -> request.getSession().setAttribute("x", "1"))
                    .addTo(context);
        })) {
            SessionClient client = new SessionClient(logs);
            client.get(node.port(), "/set");
            assertThat(client.cookie()).matches("[A-Za-z0-9_-]{43}[.]n7");
        }
    }

    @Test
    void findSessions_forOperators_showsDigestsAndEndsForReal() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(manager());
            new Webapp()
                    .with("/end", (request, response) -> {
                        request.getSession().setAttribute("x", "1");
                        for (Session session : context.getManager().findSessions()) {
                            seen.add(session.getIdInternal());
                            session.expire();
                        }
                        response.getWriter().print(request.getSession(false) == null);
                    })
                    .addTo(context);
        })) {
            SessionClient client = new SessionClient(logs);
            assertThat(client.get(node.port(), "/end").body()).isEqualTo("true");
            assertThat(seen).hasSize(1).allMatch(id -> id.startsWith("session#"));
        }
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @Test
    void operations_ofJmxByDigest_areOfTheSessionAndShowNoId() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(manager());
            new Webapp()
                    .with("/look", (request, response) -> {
                        request.getSession().setAttribute("x", "1");
                        response.flushBuffer(); // stores it
                        RedisSessionManager manager = (RedisSessionManager) context.getManager();
                        String digest = manager.listSessionIds().trim();
                        seen.add(digest);
                        seen.add(manager.getSessionAttribute(digest, "x"));
                        seen.add(String.valueOf(manager.getSession(digest)));
                        seen.add(String.valueOf(manager.getCreationTimestamp(digest) > 0));
                        seen.add(manager.getCreationTime(digest).isEmpty() ? "" : "created");
                        seen.add(String.valueOf(manager.getLastAccessedTimestamp(digest) > 0));
                        manager.expireSession("no-such-session-of-anybody");
                        manager.expireSession(digest);
                        SessionMetrics metrics =
                                manager.openNode().orElseThrow().metrics();
                        seen.add("by an operator: " + metrics.ended(EndReason.ADMINISTRATOR));
                        response.getWriter().print(request.getSession(false) == null);
                    })
                    .addTo(context);
        })) {
            assertThat(new SessionClient(logs).get(node.port(), "/look").body()).isEqualTo("true");
        }
        assertThat(seen.subList(1, 6)).containsExactly("1", "{x=1}", "true", "created", "true");
        assertThat(seen.get(6)).isEqualTo("by an operator: 1");
        assertThat(seen.get(0)).startsWith("session#");
        assertThat(logs.lines()).noneMatch(line -> line.contains("no-such-session-of-anybody"));
    }

    @Test
    void liveSessions_areThoseOfAllNodesAndActiveSessionsThoseInUse() throws Exception {
        try (TomcatNode a = node();
                TomcatNode b = node()) {
            for (int i = 0; i < 3; i++) {
                new SessionClient(logs).get(a.port(), "/set");
            }
            RedisSessionManager other = (RedisSessionManager) b.context().getManager();
            assertThat(other.getLiveSessions()).isEqualTo(3);
            assertThat(other.getActiveSessions()).isZero();
            assertThat(a.context().getManager().getSessionCounter()).isEqualTo(3);
            RedisSessionManager manager = (RedisSessionManager) a.context().getManager();
            SessionMetrics metrics = manager.openNode().orElseThrow().metrics();
            assertThat(metrics.created()).isEqualTo(3);
            assertThat(metrics.gauges().live()).isEqualTo(3);
            assertThat(manager.getSessionsInUse()).isZero();
            assertThat(manager.getMaxActive()).isEqualTo(1);
        }
    }

    @Test
    void maxActiveSessions_setWhileTheManagerRuns_limitsNothing() throws Exception {
        try (TomcatNode node = node()) {
            ((RedisSessionManager) node.context().getManager()).setMaxActiveSessions(0);
            assertThat(new SessionClient(logs).get(node.port(), "/set").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void sessionAttributeNameFilter_otherAttributes_stayOnTheNode() throws Exception {
        try (TomcatNode a = node("keep.*");
                TomcatNode b = node("keep.*")) {
            SessionClient client = new SessionClient(logs);
            client.get(a.port(), "/set");
            client.get(a.port(), "/keep");
            assertThat(client.get(a.port(), "/get").body()).isEqualTo("1 2");
            assertThat(client.get(b.port(), "/get").body()).isEqualTo("null 2");
        }
    }

    private TomcatNode node(String nameFilter) throws Exception {
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            RedisSessionManager manager = manager();
            manager.setSessionAttributeNameFilter(nameFilter);
            context.setManager(manager);
            new Webapp()
                    .with("/set", (request, response) -> request.getSession().setAttribute("x", "1"))
                    .with("/keep", (request, response) -> request.getSession().setAttribute("keep", "2"))
                    .with(
                            "/get",
                            (request, response) -> response.getWriter()
                                    .print(request.getSession().getAttribute("x") + " "
                                            + request.getSession().getAttribute("keep")))
                    .addTo(context);
        });
    }

    private TomcatNode node() throws Exception {
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(manager());
            new Webapp()
                    .with("/set", (request, response) -> request.getSession().setAttribute("x", "1"))
                    .addTo(context);
        });
    }
}
