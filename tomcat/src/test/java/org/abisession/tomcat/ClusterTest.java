package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.servlet.http.HttpSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Two nodes, with nothing set but the address of a Redis Cluster. */
class ClusterTest {
    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private TomcatNode node(EmbeddedCluster cluster) throws Exception {
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(Managers.of(Map.of("redis-url", cluster.uri(), "env-file", "off")));
            new Webapp()
                    .with("/set", (request, response) -> {
                        HttpSession session = request.getSession();
                        session.setAttribute("x", "1");
                        Conversation.of(session)
                                .append(ConversationEntry.builder("q").build());
                    })
                    .with("/get", (request, response) -> {
                        HttpSession session = request.getSession(false);
                        response.getWriter()
                                .print(
                                        session == null
                                                ? "none"
                                                : session.getAttribute("x") + " "
                                                        + Conversation.of(session)
                                                                .size());
                    })
                    .with("/new-id", (request, response) -> request.changeSessionId())
                    .with(
                            "/invalidate",
                            (request, response) -> request.getSession().invalidate())
                    .addTo(context);
        });
    }

    @Test
    void session_ofTwoNodesOnACluster_isSharedMovedAndEndedWithNoKeyLeft() throws Exception {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("the jar has a redis-server for this machine")
                .isTrue();
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                TomcatNode one = node(cluster);
                TomcatNode other = node(cluster)) {
            SessionClient client = new SessionClient(logs);
            assertThat(client.get(one.port(), "/set").statusCode()).isEqualTo(200);
            assertThat(client.get(other.port(), "/get").body()).isEqualTo("1 1");
            SessionClient stale = new SessionClient(logs).withCookie(client.cookie());
            assertThat(client.get(other.port(), "/new-id").statusCode()).isEqualTo(200);
            assertThat(client.get(one.port(), "/get").body()).isEqualTo("1 1");
            assertThat(stale.get(one.port(), "/get").body()).isEqualTo("none");
            assertThat(client.get(one.port(), "/invalidate").statusCode()).isEqualTo(200);
            assertThat(client.get(other.port(), "/get").body()).isEqualTo("none");
            assertThat(keys(cluster)).isEmpty();
        }
    }

    private static List<String> keys(EmbeddedCluster cluster) {
        return cluster.primaries().stream()
                .flatMap(node -> {
                    try (Jedis jedis = cluster.connect(node)) {
                        return jedis.keys("session:*").stream();
                    }
                })
                .toList();
    }
}
