package org.abisession.it.python;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.abisession.testing.TestLogs;

/** A browser with one cookie, the session's, which both applications know. No log line may contain its id. */
final class User {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final JavaNode node;
    private final TestLogs logs;
    private String cookie = "";

    User(JavaNode node, TestLogs logs) {
        this.node = node;
        this.logs = logs;
    }

    User with(String sessionId) {
        cookie = sessionId;
        logs.secret(sessionId);
        return this;
    }

    /** The id in the cookie, without the name of a node. */
    String sessionId() {
        return cookie.split("\\.", 2)[0];
    }

    /** The body of the answer; its status in front, if it is not 200. */
    String get(String path, String... nameAndValue) throws Exception {
        String query = nameAndValue.length == 0 ? "" : "?name=" + encoded(nameAndValue[0]);
        query += nameAndValue.length < 2 ? "" : "&value=" + encoded(nameAndValue[1]);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.port() + path + query))
                .timeout(Duration.ofSeconds(20));
        if (!cookie.isEmpty()) {
            request.header("Cookie", "JSESSIONID=" + cookie);
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (String header : response.headers().allValues("Set-Cookie")) {
            if (header.startsWith("JSESSIONID=")) {
                cookie = header.substring("JSESSIONID=".length()).split(";", 2)[0];
                logs.secret(sessionId());
            }
        }
        return response.statusCode() == 200 ? response.body() : response.statusCode() + " " + response.body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
