package org.abisession.it.boot;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody with a browser: cookies and no redirects. Says with each request which node gets it. */
final class User {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]*)\"");

    private final Map<String, String> cookies = new TreeMap<>();
    private List<String> setCookies = List.of();

    /** What came back. */
    record Reply(int status, String location, String body) {}

    String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    void forget(String name) {
        cookies.remove(name);
    }

    /** The cookie headers of the last reply, whole. */
    List<String> setCookies() {
        return setCookies;
    }

    Reply get(Node node, String path) {
        return send(node, "GET", path, Map.of(), Map.of());
    }

    Reply get(Node node, String path, Map<String, String> headers) {
        return send(node, "GET", path, Map.of(), headers);
    }

    Reply delete(Node node, String path) {
        return send(node, "DELETE", path, Map.of(), Map.of());
    }

    /** Fills in the logout form of Spring Security on a node. */
    Reply logout(Node node) {
        Matcher token = TOKEN.matcher(get(node, "/logout").body());
        return post(node, "/logout", token.find() ? Map.of("_csrf", token.group(1)) : Map.of());
    }

    Reply post(Node node, String path, Map<String, String> form) {
        return send(node, "POST", path, form, Map.of());
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

    private Reply send(Node node, String method, String path, Map<String, String> form, Map<String, String> headers) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "text/html,*/*")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            setCookies = response.headers().allValues("Set-Cookie");
            setCookies.forEach(this::accept);
            return new Reply(
                    response.statusCode(),
                    response.headers().firstValue("Location").orElse("").replaceFirst("^http://[^/]*", ""),
                    response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void accept(String header) {
        String[] cookie = header.split(";", 2)[0].split("=", 2);
        if (cookie[1].isEmpty() || header.contains("Max-Age=0")) {
            cookies.remove(cookie[0]);
        } else {
            cookies.put(cookie[0], cookie[1]);
        }
    }
}
