package org.abisession.contract;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.jspecify.annotations.Nullable;

/** A {@link SessionClient} for the application of the contract. */
final class Browser {
    private final SessionClient client;

    Browser(TestLogs logs) {
        this(new SessionClient(logs));
    }

    private Browser(SessionClient client) {
        this.client = client;
    }

    /** Returns the value of the session cookie, with its route suffix; null if it has none. */
    @Nullable
    String cookie() {
        return client.cookie();
    }

    /** Sets the cookie, whatever is in it. */
    Browser withCookie(@Nullable String value) {
        client.withCookie(value);
        return this;
    }

    /** Sets the name of the session cookie, in place of JSESSIONID. */
    Browser cookieNamed(String name) {
        client.sessionCookieNamed(name);
        return this;
    }

    /** Returns another browser with the cookie that this one has now. */
    Browser copy() {
        return new Browser(client.copy());
    }

    /** Returns the session id in the cookie. */
    String sessionId() {
        return client.sessionId();
    }

    /** Asks a node to run the steps, and takes the cookie that it sets. */
    Reply get(ContractNode node, String steps) {
        return ask(node, "/do?" + steps);
    }

    /** Asks for a path of the application. */
    Reply ask(ContractNode node, String path) {
        return reply(client.send(client.request(node.uri(path))));
    }

    /** Does the same as {@link #ask}, with a header. */
    Reply ask(ContractNode node, String path, String header, String value) {
        return reply(client.send(client.request(node.uri(path)).header(header, value)));
    }

    /** Sends a form. */
    Reply post(ContractNode node, String path, String form) {
        return reply(client.post(node.port(), node.contextPath() + path, form));
    }

    /** Does the same as {@link #get}, by HTTP/2, which the request offers to upgrade to. */
    Reply getByHttp2(ContractNode node, String steps) {
        HttpRequest.Builder request = client.request(node.uri("/do?" + steps));
        return reply(client.send(request.version(HttpClient.Version.HTTP_2)));
    }

    /** Does the same as {@link #get}, while the test goes on. */
    CompletableFuture<Reply> start(ContractNode node, String steps) {
        return client.start(client.request(node.uri("/do?" + steps))).thenApply(Browser::reply);
    }

    /** Sends the request on a socket of its own, to see the answer byte for byte. */
    RawExchange raw(ContractNode node, String steps) {
        return RawExchange.send(this, node.port(), node.path(steps));
    }

    /** Does the same as {@link #raw}, and sends a second request to any path of the server on the same connection. */
    RawExchange rawPair(ContractNode node, String steps, String secondPath) {
        return RawExchange.sendPair(this, node.port(), node.path(steps), secondPath);
    }

    /** Does the same as {@link #raw(ContractNode, String)}, for any path, to a host of this name. */
    RawExchange raw(ContractNode node, String host, String path) {
        return RawExchange.send(this, node.port(), host, "GET", node.contextPath() + path, "");
    }

    /** Sends a form on a socket of its own, to a host of this name. */
    RawExchange rawPost(ContractNode node, String host, String path, String form) {
        return RawExchange.send(this, node.port(), host, "POST", node.contextPath() + path, form);
    }

    private static Reply reply(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.headers(), response.body());
    }
}
