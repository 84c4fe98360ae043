package org.abisession.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.abisession.example.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Tests what the example's JSON API promises on two nodes that share a Redis. A subclass starts them, and configures
 * nothing that changes the interval of 86400 seconds.
 */
public abstract class ExampleApiContract extends HostileRequestsContract {
    private static final int INTERVAL = 86400;

    @Test
    public void getSession_noSession_isNullAndBeginsNone() {
        for (URI node : nodes()) {
            Reply reply = client.get(node, "api/session");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().propertyNames())
                    .containsExactly(
                            "id",
                            "node",
                            "new",
                            "created_at",
                            "last_accessed_at",
                            "max_inactive_interval",
                            "attributes");
            assertThat(reply.json().get("id").isNull()).isTrue();
            assertThat(reply.json().get("created_at").isNull()).isTrue();
            assertThat(reply.json().get("node").asString()).endsWith(":" + node.getPort());
            assertThat(reply.json().get("attributes").isEmpty()).isTrue();
            assertThat(client.get(node, "api/conversation").json().toString()).isEqualTo("{\"size\":0,\"entries\":[]}");
            assertThat(client.get(node, "api/keys").json().toString()).isEqualTo("{\"keys\":[]}");
        }
        assertThat(client.cookies()).isEmpty();
    }

    @Test
    public void putAttribute_noSession_beginsOneThatBothNodesKnow() {
        Instant before = Instant.now().minusSeconds(5);
        Reply put = client.put(nodeA(), ATTRIBUTE, "\"Sencha\"");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.json().get("new").asBoolean()).isTrue();
        assertThat(client.cookies()).hasSize(1);

        JsonNode there = client.get(nodeB(), "api/session").json();
        assertThat(there.get("id")).isEqualTo(put.json().get("id"));
        assertThat(there.get("new").asBoolean()).isFalse();
        assertThat(there.get("max_inactive_interval").asInt()).isEqualTo(INTERVAL);
        assertThat(there.get("created_at")).isEqualTo(put.json().get("created_at"));
        assertThat(Instant.parse(there.get("created_at").asString()))
                .isBetween(before, before.plus(Duration.ofMinutes(2)));
        assertThat(Instant.parse(there.get("last_accessed_at").asString()))
                .isBetween(before, before.plus(Duration.ofMinutes(2)));
        assertThat(there.get("attributes").get("favourite").asString()).isEqualTo("Sencha");
    }

    @ParameterizedTest
    @MethodSource("values")
    public void putAttribute_anyJsonButNull_isTheSameOnTheOtherNode(String json) {
        assertThat(client.put(nodeA(), ATTRIBUTE, json).status()).isEqualTo(200);
        assertThat(client.get(nodeB(), "api/session").json().get("attributes").toString())
                .isEqualTo("{\"favourite\":" + json + "}");
    }

    static Stream<String> values() {
        return Stream.of(
                "\"\"",
                "\"Grüner Tee 🍵 \\u0000\"",
                "true",
                "0",
                "-9223372036854775808",
                "2.5",
                "[]",
                "{}",
                "[1,\"a\",null,{\"b\":[false]}]",
                "{\"a\":{\"b\":{\"c\":[1,2,3]}}}");
    }

    @ParameterizedTest
    @MethodSource("names")
    public void putAttribute_unusualName_isKept(String path, String name) {
        assertThat(client.put(nodeA(), "api/session/attributes/" + path, "1").status())
                .isEqualTo(200);
        JsonNode attributes = client.get(nodeB(), "api/session").json().get("attributes");
        assertThat(attributes.get(name).asInt()).isEqualTo(1);
        assertThat(client.delete(nodeB(), "api/session/attributes/" + path).status())
                .isEqualTo(200);
        assertThat(client.get(nodeA(), "api/session").json().get("attributes").toString())
                .isEqualTo("{}");
    }

    static Stream<Arguments> names() {
        return Stream.of(
                arguments("@created_at", "@created_at"),
                arguments("gr%C3%B6%C3%9Fe", "größe"),
                arguments("a.b-c_d:e", "a.b-c_d:e"),
                arguments("x".repeat(100), "x".repeat(100)));
    }

    @Test
    public void putAttribute_differentOnesOnBothNodes_keepsBoth() {
        client.put(nodeA(), "api/session/attributes/a", "1");
        client.put(nodeB(), "api/session/attributes/b", "2");
        client.put(nodeA(), "api/session/attributes/a", "3");
        assertThat(client.get(nodeB(), "api/session").json().get("attributes").toString())
                .isEqualTo("{\"a\":3,\"b\":2}");
    }

    @Test
    public void deleteAttribute_present_isGoneOnBothNodes() {
        client.put(nodeA(), ATTRIBUTE, "1");
        Reply deleted = client.delete(nodeB(), ATTRIBUTE);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.json().get("attributes").isEmpty()).isTrue();
        assertThat(client.get(nodeA(), "api/session").json().get("attributes").isEmpty())
                .isTrue();
        assertThat(client.delete(nodeA(), ATTRIBUTE).status()).isEqualTo(404);
        assertThat(client.delete(nodeA(), ATTRIBUTE).error()).contains("has no attribute 'favourite'");
    }

    @Test
    public void changeId_session_movesAllAndTheOldIdIsDead() {
        String old = client.put(nodeA(), ATTRIBUTE, "1").json().get("id").asString();
        client.ask(nodeA(), "What is the total revenue?");
        Map<String, String> oldCookies = client.cookies();

        Reply changed = client.send(nodeB(), "POST", "api/session/id", null, null, Map.of());
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("id").asString()).isNotEqualTo(old);
        assertThat(client.get(nodeA(), "api/session").json().get("id"))
                .isEqualTo(changed.json().get("id"));
        assertThat(client.get(nodeA(), "api/session")
                        .json()
                        .at("/attributes/favourite")
                        .asInt())
                .isEqualTo(1);
        assertThat(client.get(nodeA(), "api/conversation").json().get("size").asInt())
                .isEqualTo(1);

        for (URI node : nodes()) {
            ApiClient thief = new ApiClient();
            thief.take(oldCookies);
            assertThat(thief.get(node, "api/session").json().get("id").isNull()).isTrue();
        }
    }

    @Test
    public void deleteSession_session_endsOnBothNodes() {
        client.ask(nodeA(), "What is the total revenue?");
        Reply deleted = client.delete(nodeB(), "api/session");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.text()).isEmpty();
        for (URI node : nodes()) {
            assertThat(client.get(node, "api/session").json().get("id").isNull())
                    .isTrue();
            assertThat(client.get(node, "api/conversation").json().get("size").asInt())
                    .isZero();
        }
    }

    @Test
    public void needsSession_none_is404WithTheReason() {
        for (URI node : nodes()) {
            List<Reply> replies = List.of(
                    client.delete(node, "api/session"),
                    client.delete(node, ATTRIBUTE),
                    client.send(node, "POST", "api/session/id", null, null, Map.of()));
            for (Reply reply : replies) {
                assertThat(reply.status()).isEqualTo(404);
                assertThat(reply.error()).startsWith("There is no session to ");
            }
        }
        assertThat(client.cookies()).isEmpty();
    }

    @Test
    public void ask_question_isAnsweredAndIsInTheConversationOfBothNodes() {
        Reply asked = client.ask(nodeA(), "  Which are the top 3 products by units?");
        assertThat(asked.status()).isEqualTo(201);
        JsonNode entry = asked.json();
        assertThat(entry.propertyNames())
                .containsExactly("timestamp", "user_query", "assistant_response", "execution_time", "metadata");
        assertThat(entry.get("timestamp").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?");
        assertThat(entry.get("user_query").asString()).isEqualTo("Which are the top 3 products by units?");
        assertThat(entry.get("assistant_response").asString()).contains("3 of 14 products by units sold");
        assertThat(entry.get("execution_time").asDouble()).isPositive().isLessThan(10);
        JsonNode metadata = entry.get("metadata");
        assertThat(metadata.propertyNames())
                .containsExactly("query_hash", "strategy", "complexity", "docs_found", "cache_hit");
        assertThat(metadata.get("query_hash").asString()).matches("[0-9a-f]{64}");
        assertThat(metadata.get("strategy").asString()).isEqualTo("top_n");
        assertThat(metadata.get("complexity").asString()).isEqualTo("medium");
        assertThat(metadata.get("docs_found").asInt()).isEqualTo(228);

        JsonNode there = client.get(nodeB(), "api/conversation").json();
        assertThat(there.get("size").asInt()).isEqualTo(1);
        assertThat(there.get("entries").get(0)).isEqualTo(entry);
    }

    @Test
    public void ask_sameQuestionAgain_isFromTheCacheOfTheNode() {
        String query = "How many orders were there in May? " + System.nanoTime();
        assertThat(cacheHit(client.ask(nodeA(), query))).isFalse();
        assertThat(cacheHit(client.ask(nodeA(), query))).isTrue();
        assertThat(cacheHit(client.ask(nodeA(), query.replace(" ", "  ")))).isTrue();
    }

    private static boolean cacheHit(Reply reply) {
        return reply.json().at("/metadata/cache_hit").asBoolean();
    }

    @Test
    public void getConversation_lastN_areTheLastOnesOldestFirst() {
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String query = "order 10" + (10 + i);
            queries.add(query);
            client.ask(nodes().get(i % 2), query);
        }
        for (URI node : nodes()) {
            JsonNode last = client.get(node, "api/conversation?last=3").json();
            assertThat(last.get("size").asInt()).isEqualTo(7);
            assertThat(last.get("entries")
                            .valueStream()
                            .map(entry -> entry.get("user_query").asString()))
                    .isEqualTo(queries.subList(4, 7));
            assertThat(client.get(node, "api/conversation?last=1000")
                            .json()
                            .get("entries")
                            .size())
                    .isEqualTo(7);
        }
    }

    @Test
    public void getKeys_afterTurnAndAttribute_areThreeWithTheirTtl() {
        String id = client.ask(nodeA(), "Revenue by region").status() == 201
                ? client.put(nodeA(), ATTRIBUTE, "1").json().get("id").asString()
                : "";
        JsonNode keys = client.get(nodeB(), "api/keys").json().get("keys");
        assertThat(keys.valueStream()
                        .map(key -> key.get("type").asString() + " "
                                + key.get("name").asString().replace(id, "{id}").replaceAll("(:attributes):.*", "$1")))
                .containsExactlyInAnyOrder(
                        "string session:{id}:metadata",
                        "list session:{id}:conversation",
                        "hash session:{id}:attributes");
        for (JsonNode key : keys) {
            boolean ours = key.get("type").asString().equals("hash");
            assertThat(key.get("size").asInt()).isPositive();
            assertThat(key.get("ttl").asInt()).isBetween(INTERVAL - 120, ours ? INTERVAL + 3600 : INTERVAL);
        }
    }

    @Test
    public void head_anyAddress_isGetWithoutBody() {
        for (String path : List.of("api/session", "api/conversation", "api/keys", "api/nodes")) {
            Reply head = client.send(nodeA(), "HEAD", path, null, null, Map.of());
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.text()).isEmpty();
            assertThat(head.header("Content-Length"))
                    .isEqualTo(client.get(nodeA(), path).header("Content-Length"));
        }
    }

    @Test
    public void getNodes_always_namesTheOneThatAnswers() {
        for (URI node : nodes()) {
            JsonNode nodes = client.get(node, "api/nodes").json();
            assertThat(nodes.get("node").asString()).matches("[a-z]+:" + node.getPort());
            assertThat(nodes.get("nodes").isArray()).isTrue();
        }
    }
}
