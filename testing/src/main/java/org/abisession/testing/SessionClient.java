package org.abisession.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps its cookies, and brings them to every node: what a load balancer without stickiness makes of a
 * browser. Follows no redirect, and knows no paths of cookies. With {@link TestLogs}, no log line may contain a session
 * id that it gets or sends. Safe for use by several threads.
 */
public final class SessionClient {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    private final Map<String, String> cookies = new ConcurrentSkipListMap<>();
    private final Map<String, String> headers = new ConcurrentSkipListMap<>();
    private final HttpClient http;
    private final @Nullable TestLogs logs;
    private volatile String sessionCookie = "JSESSIONID";
    private volatile Duration timeout = Duration.ofSeconds(30);

    public SessionClient() {
        this(HTTP, null);
    }

    public SessionClient(TestLogs logs) {
        this(HTTP, logs);
    }

    private SessionClient(HttpClient http, @Nullable TestLogs logs) {
        this.http = http;
        this.logs = logs;
    }

    /** Makes another client with the same cookies, as they are now. */
    public SessionClient copy() {
        return by(http);
    }

    /**
     * Makes another client with the same cookies, as they are now, that asks by another protocol or with a certificate.
     */
    public SessionClient by(HttpClient other) {
        SessionClient copy = new SessionClient(other, logs);
        copy.cookies.putAll(cookies);
        copy.headers.putAll(headers);
        copy.sessionCookie = sessionCookie;
        copy.timeout = timeout;
        return copy;
    }

    /** Sets the name of the session cookie, in place of JSESSIONID. */
    public SessionClient sessionCookieNamed(String name) {
        sessionCookie = name;
        return this;
    }

    /** Sets how long an answer is waited for, in place of 30 seconds. */
    public SessionClient timeout(Duration duration) {
        timeout = duration;
        return this;
    }

    /** Adds a header to each request. */
    public SessionClient header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Sets the session cookie, whatever is in it; null for none. */
    public SessionClient withCookie(@Nullable String value) {
        return value == null ? withoutCookie(sessionCookie) : withCookie(sessionCookie, value);
    }

    /** Sets a cookie, whatever is in it. */
    public SessionClient withCookie(String name, String value) {
        cookies.put(name, value);
        if (name.equals(sessionCookie) && value.matches("[A-Za-z0-9_.-]{16,}")) {
            keepOutOfLogs(value);
        }
        return this;
    }

    /** Removes a cookie. */
    public SessionClient withoutCookie(String name) {
        cookies.remove(name);
        return this;
    }

    /** Returns the value of the session cookie, with its route; null if there is none. */
    public @Nullable String cookie() {
        return cookie(sessionCookie);
    }

    /** Returns the value of a cookie; null if there is none. */
    public @Nullable String cookie(String name) {
        return cookies.get(name);
    }

    /** Returns all cookies, as they are now. */
    public Map<String, String> cookies() {
        return Map.copyOf(cookies);
    }

    /** Returns the session id in the cookie, without a route. */
    public String sessionId() {
        String value = cookie();
        if (value == null) {
            throw new AssertionError("No node has set the cookie " + sessionCookie);
        }
        return withoutRoute(value);
    }

    /** Asks the server at a port of 127.0.0.1 for a path. */
    public HttpResponse<String> get(int port, String path) {
        return send(request(port, path));
    }

    /** Sends a form to the server at a port of 127.0.0.1. */
    public HttpResponse<String> post(int port, String path, String form) {
        return send(request(port, path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Returns fields as they stand in a form. */
    public static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** Begins a request to the server at a port of 127.0.0.1. */
    public HttpRequest.Builder request(int port, String path) {
        return request(URI.create("http://127.0.0.1:" + port + path));
    }

    /** Begins a request, which has the cookies that the client has now. */
    public HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout);
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    /** Sends a request, and takes the cookies that the answer sets. */
    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return accept(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for an answer", e);
        }
    }

    /** Does the same as {@link #send}, while the test goes on. */
    public CompletableFuture<HttpResponse<String>> start(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(this::accept);
    }

    private HttpResponse<String> accept(HttpResponse<String> response) {
        response.headers().allValues("Set-Cookie").forEach(this::accept);
        return response;
    }

    private void accept(String setCookie) {
        String[] cookie = setCookie.split(";", 2)[0].split("=", 2);
        if (cookie[1].isEmpty() || setCookie.contains("Max-Age=0")) {
            cookies.remove(cookie[0]);
            return;
        }
        cookies.put(cookie[0], cookie[1]);
        if (cookie[0].equals(sessionCookie)) {
            keepOutOfLogs(cookie[1]);
        }
    }

    private void keepOutOfLogs(String value) {
        if (logs != null) {
            logs.secret(withoutRoute(value));
        }
    }

    private static String withoutRoute(String value) {
        return value.split("\\.", 2)[0];
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
