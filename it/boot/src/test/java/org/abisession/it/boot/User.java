package org.abisession.it.boot;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.testing.SessionClient;

/** Somebody with a browser: cookies and no redirects. Says with each request which node gets it. */
final class User {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]*)\"");

    private final SessionClient client =
            new SessionClient().timeout(Duration.ofSeconds(60)).header("Accept", "text/html,*/*");
    private List<String> setCookies = List.of();

    /** A response. */
    record Reply(int status, String location, String body) {}

    String cookie(String name) {
        return Objects.requireNonNullElse(client.cookie(name), "");
    }

    void forget(String name) {
        client.withoutCookie(name);
    }

    /** The cookie headers of the last reply, whole. */
    List<String> setCookies() {
        return setCookies;
    }

    Reply get(Node node, String path) {
        return get(node, path, Map.of());
    }

    Reply get(Node node, String path, Map<String, String> headers) {
        HttpRequest.Builder request = client.request(node.port(), path);
        headers.forEach(request::header);
        return reply(client.send(request));
    }

    Reply delete(Node node, String path) {
        return reply(client.send(client.request(node.port(), path).DELETE()));
    }

    /** Fills in the logout form of Spring Security on a node. */
    Reply logout(Node node) {
        Matcher token = TOKEN.matcher(get(node, "/logout").body());
        return post(node, "/logout", token.find() ? Map.of("_csrf", token.group(1)) : Map.of());
    }

    Reply post(Node node, String path, Map<String, String> form) {
        return reply(client.post(node.port(), path, SessionClient.form(form)));
    }

    /** Fills in the form of Spring Security on one node, and sends it to the other. */
    Reply login(Node form, Node submit, String name, String password, Map<String, String> more) {
        Matcher token = TOKEN.matcher(get(form, "/login").body());
        Map<String, String> fields = new TreeMap<>(more);
        fields.put("username", name);
        fields.put("password", password);
        if (token.find()) {
            fields.put("_csrf", token.group(1));
        }
        return post(submit, "/login", fields);
    }

    private Reply reply(HttpResponse<String> response) {
        setCookies = response.headers().allValues("Set-Cookie");
        return new Reply(
                response.statusCode(),
                response.headers().firstValue("Location").orElse("").replaceFirst("^http://[^/]*", ""),
                response.body());
    }
}
