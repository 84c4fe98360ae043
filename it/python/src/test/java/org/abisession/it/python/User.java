package org.abisession.it.python;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;

/** A user of the Java application, whose session cookie both applications know. No log line may contain its id. */
final class User {
    private final JavaNode node;
    private final SessionClient client;

    User(JavaNode node, TestLogs logs) {
        this.node = node;
        this.client = new SessionClient(logs);
    }

    User with(String sessionId) {
        client.withCookie(sessionId);
        return this;
    }

    /** The id in the cookie, without the name of a node. */
    String sessionId() {
        return client.sessionId();
    }

    /** The body of the answer; its status in front, if it is not 200. */
    String get(String path, String... nameAndValue) {
        String query = nameAndValue.length == 0 ? "" : "?name=" + encoded(nameAndValue[0]);
        query += nameAndValue.length < 2 ? "" : "&value=" + encoded(nameAndValue[1]);
        HttpResponse<String> response = client.get(node.port(), path + query);
        return response.statusCode() == 200 ? response.body() : response.statusCode() + " " + response.body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
