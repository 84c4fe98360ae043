package org.abisession.example.both;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.abisession.example.TwoNodes;
import org.abisession.example.jetty.JettyExample;
import org.abisession.example.tomcat.TomcatExample;
import org.abisession.testing.SessionClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One session, used on Jetty (node A) and on Tomcat (node B) by turns. */
class OneSessionOnBothContainersTest {
    @RegisterExtension
    static final TwoNodes nodes = new TwoNodes(JettyExample::new, TomcatExample::new);

    private final SessionClient client = new SessionClient();

    private String send(URI node, String method, String path, String body) {
        HttpResponse<String> response = client.send(client.request(node.resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json"));
        assertThat(response.statusCode()).as(response::body).isBetween(200, 299);
        return response.body();
    }

    private void ask(URI node, String question) {
        send(node, "POST", "api/conversation", "{\"user_query\": \"" + question + "\"}");
    }

    @Test
    void session_begunOnJetty_isContinuedOnTomcatAndBack() {
        goesOnEverywhere(nodes.nodeA(), nodes.nodeB());
    }

    @Test
    void session_begunOnTomcat_isContinuedOnJettyAndBack() {
        goesOnEverywhere(nodes.nodeB(), nodes.nodeA());
    }

    private void goesOnEverywhere(URI first, URI second) {
        ask(first, "What is the total revenue?");
        send(first, "PUT", "api/session/attributes/colour", "\"green\"");
        assertThat(send(second, "GET", "api/session", ""))
                .contains("\"colour\":\"green\"")
                .contains("\"new\":false");
        ask(second, "What sold best?");
        send(second, "PUT", "api/session/attributes/basket", "[1, 2.5, {\"a\": null}]");
        String onFirst = send(first, "GET", "api/session", "");
        assertThat(onFirst).contains("\"basket\":[1,2.5,{\"a\":null}]").contains("\"colour\":\"green\"");
        assertThat(send(first, "GET", "api/conversation?last=10", ""))
                .contains("\"size\":2", "What is the total revenue?", "What sold best?");
    }

    @Test
    void session_bothNodesRestarted_nothingIsLost() throws Exception {
        ask(nodes.nodeA(), "What is the total revenue?");
        send(nodes.nodeA(), "PUT", "api/session/attributes/colour", "\"green\"");
        nodes.restartBoth();
        for (URI node : List.of(nodes.nodeA(), nodes.nodeB())) {
            assertThat(send(node, "GET", "api/session", "")).contains("\"colour\":\"green\"");
            assertThat(send(node, "GET", "api/conversation?last=10", "")).contains("\"size\":1");
        }
    }

    @Test
    void keys_areThoseOfTheSchemaWithTheirTtl() {
        ask(nodes.nodeA(), "What is the total revenue?");
        var redis = nodes.redis().client();
        String metadata = nodes.redis().keys("session:*:metadata").stream()
                .filter(key -> redis.lrange(key.replace(":metadata", ":conversation"), 0, -1).stream()
                        .anyMatch(turn -> turn.contains("What is the total revenue?")))
                .findFirst()
                .orElseThrow();
        String conversation = metadata.replace(":metadata", ":conversation");
        String attributes = metadata.replace(":metadata", ":attributes");
        assertThat(List.of(redis.type(metadata), redis.type(conversation), redis.type(attributes)))
                .containsExactly("string", "list", "hash");
        assertThat(redis.get(metadata)).startsWith("{").contains("\"session_id\"", "\"created_at\"");
        assertThat(redis.lindex(conversation, 0))
                .contains("\"timestamp\"", "\"user_query\"", "\"assistant_response\"", "\"execution_time\"")
                .contains("\"query_hash\"", "\"strategy\"", "\"complexity\"", "\"docs_found\"", "\"cache_hit\"");
        assertThat(redis.ttl(metadata)).isBetween(1L, 86400L);
        assertThat(redis.ttl(conversation)).isBetween(1L, 86400L);
        assertThat(redis.ttl(attributes)).isBetween(1L, 86400L + 300L);
    }
}
