package org.abisession.tomcat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.TestLogs;
import org.jspecify.annotations.Nullable;

/** A client that brings its session cookie to whatever node it asks. Follows no redirect. */
final class Client {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final TestLogs logs;
    private @Nullable String cookie;
    private @Nullable String authorization;

    /** Whatever ids it sees must be in no log line. */
    Client(TestLogs logs) {
        this.logs = logs;
    }

    Client withCookie(String value) {
        cookie = value;
        return this;
    }

    Client withPassword(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
        return this;
    }

    @Nullable
    String cookie() {
        return cookie;
    }

    /** The id in the cookie, without a route. */
    String sessionId() {
        if (cookie == null) {
            throw new AssertionError("No node has set a session cookie");
        }
        return cookie.replaceFirst("\\..*", "");
    }

    HttpResponse<String> get(TomcatNode node, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(node, path)));
    }

    HttpResponse<String> post(TomcatNode node, String path, String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(node, path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private static URI uri(TomcatNode node, String path) {
        return URI.create("http://127.0.0.1:" + node.port() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        if (cookie != null) {
            request.header("Cookie", "JSESSIONID=" + cookie);
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> response =
                HTTP.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        for (String header : setCookies(response)) {
            cookie = header.substring("JSESSIONID=".length()).replaceFirst(";.*", "");
            logs.secret(sessionId());
        }
        return response;
    }

    static List<String> setCookies(HttpResponse<?> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(header -> header.startsWith("JSESSIONID="))
                .toList();
    }
}
