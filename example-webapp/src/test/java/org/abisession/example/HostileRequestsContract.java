package org.abisession.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
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
 * Tests what the example's JSON API does with requests that are wrong or hostile, on two nodes that share a Redis. A
 * subclass starts them.
 */
abstract class HostileRequestsContract {
    static final String ATTRIBUTE = "api/session/attributes/favourite";

    final ApiClient client = new ApiClient();

    /** Returns the address of the application on the first node, with a slash at the end. */
    protected abstract URI nodeA();

    /** Returns the address on the second node: another port of the same host. */
    protected abstract URI nodeB();

    List<URI> nodes() {
        return List.of(nodeA(), nodeB());
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
        // None is the beginning of an id: Jetty takes cached headers without regard to case, also the beginning of
        // another.
        for (String id :
                List.of("too-short", "..", "%0d%0a", "a".repeat(3000), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) {
            ApiClient stranger = new ApiClient();
            stranger.take(Map.of("JSESSIONID", id));
            for (URI node : nodes()) {
                Reply reply = stranger.get(node, "api/session");
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.json().get("id").isNull()).isTrue();
            }
        }
    }
}
