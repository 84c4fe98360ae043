package org.abisession.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.abisession.testing.TestLogs;
import org.jspecify.annotations.Nullable;

/**
 * A client with one cookie, its session's, which it brings to every node: what a load balancer without
 * stickiness makes of a browser. Follows no redirect. Each id that it sees or sends must stay out of the logs.
 */
final class Browser {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private final TestLogs logs;
    private volatile @Nullable String cookie;
    private volatile String cookieName = "JSESSIONID";

    Browser(TestLogs logs) {
        this.logs = logs;
    }

    /** The value of the session cookie, with its route suffix; null if it has none. */
    @Nullable
    String cookie() {
        return cookie;
    }

    /** Uses a cookie, whatever is in it. */
    Browser withCookie(@Nullable String value) {
        cookie = value;
        if (value != null && value.matches("[A-Za-z0-9_.-]{16,}")) {
            logs.secret(withoutRoute(value));
        }
        return this;
    }

    /** Takes cookies of this name for those of the session, in place of JSESSIONID. */
    Browser cookieNamed(String name) {
        cookieName = name;
        return this;
    }

    /** Another browser with the same cookie, as it is now. */
    Browser copy() {
        return new Browser(logs).withCookie(cookie);
    }

    /** The session id in the cookie. */
    String sessionId() {
        String value = cookie;
        if (value == null) {
            throw new AssertionError("No node has set a session cookie");
        }
        return withoutRoute(value);
    }

    /** Asks a node to run the steps, and takes the cookie that it sets. */
    Reply get(ContractNode node, String steps) {
        return ask(node, "/do?" + steps);
    }

    private Reply send(String what, HttpRequest.Builder request) {
        try {
            return accept(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for " + what, e);
        }
    }

    /** Asks for a path of the application. */
    Reply ask(ContractNode node, String path) {
        return send(path, request(node.uri(path)));
    }

    /** Does the same as {@link #ask}, with a header. */
    Reply ask(ContractNode node, String path, String header, String value) {
        return send(path, request(node.uri(path)).header(header, value));
    }

    /** Sends a form. */
    Reply post(ContractNode node, String path, String form) {
        return send(
                path,
                request(node.uri(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Does the same as {@link #get}, by HTTP/2, which the request offers to upgrade to. */
    Reply getByHttp2(ContractNode node, String steps) {
        return send(steps, request(node.uri("/do?" + steps)).version(HttpClient.Version.HTTP_2));
    }

    /** Does the same as {@link #get}, while the test goes on. */
    CompletableFuture<Reply> start(ContractNode node, String steps) {
        return CLIENT.sendAsync(request(node.uri("/do?" + steps)).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(this::accept);
    }

    /** Sends the request on a socket of its own, to see the answer byte for byte. */
    RawExchange raw(ContractNode node, String steps) {
        return RawExchange.send(this, node.port(), node.path(steps));
    }

    /** Does the same as {@link #raw(ContractNode, String)}, for any path, to a host of this name. */
    RawExchange raw(ContractNode node, String host, String path) {
        return RawExchange.send(this, node.port(), host, "GET", node.contextPath() + path, "");
    }

    /** Sends a form on a socket of its own, to a host of this name. */
    RawExchange rawPost(ContractNode node, String host, String path, String form) {
        return RawExchange.send(this, node.port(), host, "POST", node.contextPath() + path, form);
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        String value = cookie;
        if (value != null) {
            request.header("Cookie", cookieName + "=" + value);
        }
        return request;
    }

    private Reply accept(HttpResponse<String> response) {
        Reply reply = new Reply(response.statusCode(), response.headers(), response.body());
        reply.sessionCookie(cookieName).ifPresent(this::withCookie);
        return reply;
    }

    private static String withoutRoute(String value) {
        int dot = value.indexOf('.');
        return dot < 0 ? value : value.substring(0, dot);
    }
}
