package org.abisession.jetty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.abisession.contract.JettyNode;
import org.abisession.testing.TestLogs;
import org.jspecify.annotations.Nullable;

/** A client with a session cookie, which takes what the server sets. No log line may contain its ids. */
final class Client {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final HttpClient HTTP_2 =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private static final String COOKIE = "JSESSIONID=";

    private final TestLogs logs;
    private final HttpClient http;
    private volatile @Nullable String cookie;

    Client(TestLogs logs) {
        this(logs, HTTP);
    }

    private Client(TestLogs logs, HttpClient http) {
        this.logs = logs;
        this.http = http;
    }

    /** One that speaks HTTP/2. */
    static Client http2(TestLogs logs) {
        return new Client(logs, HTTP_2);
    }

    @Nullable
    String cookie() {
        return cookie;
    }

    /** Its session id, without the name of the node. */
    String id() {
        String value = cookie;
        if (value == null) {
            throw new AssertionError("There is no session cookie");
        }
        return value.substring(0, value.indexOf('.'));
    }

    Client with(String value) {
        cookie = value;
        return this;
    }

    HttpResponse<String> get(JettyNode node, String path) {
        return send(node, "GET", path);
    }

    HttpResponse<String> send(JettyNode node, String method, String path) {
        try {
            return accept(http.send(request(node, method, path), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    CompletableFuture<HttpResponse<String>> start(JettyNode node, String path) {
        return http.sendAsync(request(node, "GET", path), HttpResponse.BodyHandlers.ofString())
                .thenApply(this::accept);
    }

    private HttpRequest request(JettyNode node, String method, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20));
        String value = cookie;
        if (value != null) {
            request.header("Cookie", COOKIE + value);
        }
        return request.build();
    }

    private HttpResponse<String> accept(HttpResponse<String> response) {
        for (String header : cookies(response)) {
            if (header.startsWith(COOKIE)) {
                cookie = header.substring(COOKIE.length()).split(";", 2)[0];
                logs.secret(id());
            }
        }
        return response;
    }

    static List<String> cookies(HttpResponse<?> response) {
        return new ArrayList<>(response.headers().allValues("Set-Cookie"));
    }
}
