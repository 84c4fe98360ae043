package org.abisession.it.springsession;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A browser with its cookies, which it brings to every node. */
final class Customer {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Map<String, String> cookies = new ConcurrentHashMap<>();
    private volatile int status;

    /** Asks a node, and returns the line that it answers. */
    String ask(ShopNode node, String query) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.port() + "/?" + query))
                .timeout(Duration.ofSeconds(30));
        StringBuilder header = new StringBuilder();
        cookies.forEach((name, value) -> header.append(header.isEmpty() ? "" : "; ")
                .append(name)
                .append('=')
                .append(value));
        if (!header.isEmpty()) {
            request.header("Cookie", header.toString());
        }
        HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        status = response.statusCode();
        response.headers().allValues("Set-Cookie").forEach(this::take);
        return response.body().strip();
    }

    private void take(String setCookie) {
        String pair = setCookie.split(";", 2)[0];
        int equals = pair.indexOf('=');
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    /** Returns the status of the last answer. */
    int status() {
        return status;
    }

    /** Returns the value of a cookie; null if it has none. */
    @Nullable
    String cookie(String name) {
        return cookies.get(name);
    }

    /** Returns another browser with the same cookies. */
    Customer copy() {
        Customer copy = new Customer();
        copy.cookies.putAll(cookies);
        return copy;
    }

    /** Takes a cookie. */
    Customer with(String name, String value) {
        cookies.put(name, value);
        return this;
    }

    /** Forgets a cookie. */
    Customer without(String name) {
        cookies.remove(name);
        return this;
    }
}
