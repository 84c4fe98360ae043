package org.abisession.example;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.abisession.testing.SessionClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Acts as one user of the API. Keeps cookies as a browser does, without regard to the port. */
final class ApiClient {
    private static final JsonMapper JSON = new JsonMapper();

    private final SessionClient client = new SessionClient();

    /** The answer to a request. */
    record Reply(int status, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(text());
        }

        String error() {
            return json().path("error").asString("");
        }
    }

    Reply get(URI base, String path) {
        return send(base, "GET", path, null, null, Map.of());
    }

    Reply delete(URI base, String path) {
        return send(base, "DELETE", path, null, null, Map.of());
    }

    Reply post(URI base, String path, String json) {
        return send(base, "POST", path, "application/json", bytes(json), Map.of());
    }

    Reply put(URI base, String path, String json) {
        return send(base, "PUT", path, "application/json", bytes(json), Map.of());
    }

    Reply ask(URI base, String query) {
        return post(base, "api/conversation", JSON.writeValueAsString(Map.of("user_query", query)));
    }

    Reply send(URI base, String method, String path, String contentType, byte[] body, Map<String, String> moreHeaders) {
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request = client.request(base.resolve(path)).method(method, publisher);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        moreHeaders.forEach(request::header);
        HttpResponse<String> response = client.send(request);
        return new Reply(response.statusCode(), response);
    }

    /** Uses these cookies, too. */
    void take(Map<String, String> cookies) {
        cookies.forEach(client::withCookie);
    }

    Map<String, String> cookies() {
        return client.cookies();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
