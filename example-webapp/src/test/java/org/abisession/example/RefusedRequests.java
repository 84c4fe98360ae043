package org.abisession.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.abisession.example.ApiClient.bytes;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Lists requests that the API refuses, and why. */
final class RefusedRequests {
    private RefusedRequests() {}

    /** Returns method, address, type and body of each request; status and reason of the answer. */
    static Stream<Arguments> badRequests() {
        return Stream.of(
                question("{\"user_query\"", 400, "must be JSON"),
                question("", 400, "was empty"),
                question("{} {}", 400, "must be JSON"),
                question("[]", 400, "must be an object"),
                question("null", 400, "must be an object"),
                question("{}", 400, "'user_query' is missing"),
                question("{\"user_query\":null}", 400, "'user_query' is missing"),
                question("{\"user_query\":7}", 400, "must be a string, was a number"),
                question("{\"user_query\":\" \\n\"}", 400, "must not be blank"),
                question("{\"user_query\":\"" + "x".repeat(4001) + "\"}", 400, "at most 4000 characters, had 4001"),
                question("{\"user_query\":\"a\",\"user_query\":\"b\"}", 400, "must be JSON"),
                question("{\"user_query\":\"\\ud83c\"}", 400, "half a surrogate pair"),
                question("{\"user_query\":\"" + "x".repeat(70_000) + "\"}", 413, "at most 65536 bytes"),
                arguments("POST", "api/conversation", "application/json", "\"ü\"".getBytes(ISO_8859_1), 400, "UTF-8"),
                arguments(
                        "POST",
                        "api/conversation",
                        "text/plain",
                        bytes("{\"user_query\":\"a\"}"),
                        415,
                        "was 'text/plain'"),
                arguments("POST", "api/conversation", null, bytes("{\"user_query\":\"a\"}"), 415, "was absent"),
                arguments("GET", "api/conversation?last=0", null, null, 400, "from 1 to 1000, was '0'"),
                arguments("GET", "api/conversation?last=1001", null, null, 400, "was '1001'"),
                arguments("GET", "api/conversation?last=-1", null, null, 400, "was '-1'"),
                arguments("GET", "api/conversation?last=ten", null, null, 400, "was 'ten'"),
                arguments("GET", "api/conversation?last=", null, null, 400, "was ''"),
                attribute("favourite", "", 400, "was empty"),
                attribute("favourite", "null", 400, "can't be null"),
                attribute("favourite", "tea", 400, "must be JSON"),
                attribute("favourite", "1e999", 400, "must fit 64 bits"),
                attribute("favourite", "18446744073709551616", 400, "must fit 64 bits"),
                attribute("favourite", "[".repeat(60) + "]".repeat(60), 400, "must be JSON"),
                attribute("", "1", 400, "1 to 100 letters"),
                attribute("a%20b", "1", 400, "was 'a b'"),
                attribute("x".repeat(101), "1", 400, "was 101 characters"),
                attribute("org.abisession.conversation", "1", 400, "must not begin with 'org.abisession.'"),
                arguments("GET", "api/nothing", null, null, 404, "nothing at this address"),
                arguments("GET", "api/session/nothing", null, null, 404, "nothing at this address"));
    }

    private static Arguments question(String body, int status, String error) {
        return arguments("POST", "api/conversation", "application/json", bytes(body), status, error);
    }

    private static Arguments attribute(String name, String body, int status, String error) {
        return arguments("PUT", "api/session/attributes/" + name, "application/json", bytes(body), status, error);
    }

    /** Returns method and address of each request, and the methods that the address has. */
    static Stream<Arguments> wrongMethods() {
        return Stream.of(
                arguments("POST", "api/session", "DELETE, GET, HEAD, OPTIONS"),
                arguments("GET", "api/session/id", "OPTIONS, POST"),
                arguments("POST", "api/session/attributes/a", "DELETE, OPTIONS, PUT"),
                arguments("DELETE", "api/conversation", "GET, HEAD, OPTIONS, POST"),
                arguments("PATCH", "api/keys", "GET, HEAD, OPTIONS"),
                arguments("PUT", "api/nodes", "GET, HEAD, OPTIONS"));
    }
}
