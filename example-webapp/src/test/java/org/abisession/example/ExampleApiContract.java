package org.abisession.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
public abstract class ExampleApiContract {
    private static final int INTERVAL = 86400;
    private static final String ATTRIBUTE = "api/session/attributes/favourite";

    private final ApiClient client = new ApiClient();

    /** Returns the address of the application on the first node, with a slash at the end. */
    protected abstract URI nodeA();

    /** Returns the address on the second node: another port of the same host. */
    protected abstract URI nodeB();

    private List<URI> nodes() {
        return List.of(nodeA(), nodeB());
    }

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
        Map<String, String> oldCookies = Map.copyOf(client.cookies());

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
            thief.cookies().putAll(oldCookies);
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

    @ParameterizedTest
    @MethodSource("org.abisession.example.RefusedRequests#badRequests")
    public void badInput_anyNode_isRefusedWithTheReasonAndBeginsNoSession(
            String method, String path, String contentType, byte[] body, int status, String error) {
        for (URI node : nodes()) {
            Reply reply = client.send(node, method, path, contentType, body, Map.of());
            assertThat(reply.status()).as(reply.text()).isEqualTo(status);
            assertThat(reply.error()).contains(error);
            assertThat(reply.header("Content-Type")).isEqualToIgnoringCase("application/json;charset=utf-8");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        }
        assertThat(client.cookies()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.abisession.example.RefusedRequests#wrongMethods")
    public void otherMethod_anyAddress_is405WithAllow(String method, String path, String allow) {
        for (URI node : nodes()) {
            Reply reply = client.send(node, method, path, null, null, Map.of());
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.header("Allow")).isEqualTo(allow);
            assertThat(reply.error()).contains(method);
            Reply options = client.send(node, "OPTIONS", path, null, null, Map.of());
            assertThat(options.status()).isEqualTo(204);
            assertThat(options.header("Allow")).isEqualTo(allow);
        }
        assertThat(client.cookies()).isEmpty();
    }

    /** Returns method, address and body of each request that changes something. */
    static Stream<Arguments> writes() {
        return Stream.of(
                arguments("PUT", ATTRIBUTE, "2"),
                arguments("DELETE", ATTRIBUTE, null),
                arguments("POST", "api/conversation", "{\"user_query\":\"What sold best?\"}"),
                arguments("POST", "api/session/id", null),
                arguments("DELETE", "api/session", null),
                arguments("POST", "api/nothing", null),
                arguments("PATCH", "", null));
    }

    private Reply write(String method, String path, String body, Map<String, String> headers) {
        byte[] bytes = body == null ? null : ApiClient.bytes(body);
        return client.send(nodeA(), method, path, body == null ? null : "application/json", bytes, headers);
    }

    @ParameterizedTest
    @MethodSource("writes")
    public void write_fromAPageOfAnotherOrigin_isRefusedAndChangesNothing(String method, String path, String body) {
        client.put(nodeA(), ATTRIBUTE, "1");
        String before = client.get(nodeB(), "api/session").json().get("id").asString();
        int port = nodeA().getPort();
        String host = nodeA().getHost();
        String other = host.equals("localhost") ? "127.0.0.1" : "localhost";
        for (Map<String, String> headers : List.of(
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "cross-site", "Origin", "http://" + host + ":" + port),
                Map.of("Origin", "http://" + host + ":" + nodeB().getPort()),
                Map.of("Origin", "http://" + host + ":" + nodeB().getPort(), "Sec-Fetch-Site", "same-origin"),
                Map.of("Origin", "https://" + host + ":" + port),
                Map.of("Origin", "http://" + host),
                Map.of("Origin", "http://" + other + ":" + port),
                Map.of("Origin", "http://evil.example:" + port),
                Map.of("Origin", "http://" + host + ".evil.example:" + port),
                Map.of("Origin", "http://" + host + ":" + port + ".evil.example"),
                Map.of("Origin", "http://" + host + ":" + port + "@evil.example"),
                Map.of("Origin", "http://evil.example/http://" + host + ":" + port),
                Map.of("Origin", "http://" + host + ":" + port + "/"),
                Map.of("Origin", "null"),
                Map.of("Origin", ""),
                Map.of("Referer", "http://evil.example/page"),
                Map.of("Referer", "http://" + host + ":" + port + "@evil.example/"),
                Map.of("Origin", "http://" + host + ":" + port, "Referer", "http://" + host + "/"))) {
            Reply reply = write(method, path, body, headers);
            assertThat(reply.status()).as("%s", headers).isEqualTo(403);
            assertThat(reply.error()).contains("another origin");
        }
        JsonNode after = client.get(nodeB(), "api/session").json();
        assertThat(after.get("id").asString()).isEqualTo(before);
        assertThat(after.toString()).contains("\"favourite\":");
        assertThat(client.get(nodeB(), "api/conversation").json().get("size").asInt())
                .isZero();
    }

    @Test
    public void write_fromAPageOfThisOriginOrFromNoPage_isTaken() {
        String own = nodeA().getHost() + ":" + nodeA().getPort();
        for (Map<String, String> headers : List.<Map<String, String>>of(
                Map.of(),
                Map.of("Sec-Fetch-Site", "same-origin"),
                Map.of("Sec-Fetch-Site", "none"),
                Map.of("Origin", "http://" + own),
                Map.of("Origin", "HTTP://" + own.toUpperCase(Locale.ROOT)),
                Map.of("Origin", "http://" + own, "Sec-Fetch-Site", "same-origin", "Referer", "http://" + own + "/"),
                Map.of("Referer", "http://" + own + "/?a=http://evil.example"))) {
            assertThat(write("PUT", ATTRIBUTE, "1", headers).status())
                    .as("%s", headers)
                    .isEqualTo(200);
        }
        Reply reading = write("GET", "api/session", null, Map.of("Origin", "http://evil.example"));
        assertThat(reading.status()).isEqualTo(200);
        assertThat(reading.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    public void anyAnswer_headers_letNothingElseIn() {
        for (URI node : nodes()) {
            for (String path : List.of("", "app.js", "api/session")) {
                Reply reply = client.get(node, path);
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.header("Content-Security-Policy")).startsWith("default-src 'self';");
                assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            }
        }
        String cookie = client.put(nodeA(), ATTRIBUTE, "1").header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
    }

    @Test
    public void hostileCookie_anyNode_isNoSession() {
        for (String id :
                List.of("x", "..", "%0d%0a", "a".repeat(3000), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) {
            ApiClient stranger = new ApiClient();
            stranger.cookies().put("JSESSIONID", id);
            for (URI node : nodes()) {
                Reply reply = stranger.get(node, "api/session");
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.json().get("id").isNull()).isTrue();
            }
        }
    }
}
