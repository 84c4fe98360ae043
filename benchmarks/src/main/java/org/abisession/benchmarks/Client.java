package org.abisession.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A browser with one cookie, that of the session. For one thread. */
final class Client {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private @Nullable String cookie;

    Client(HttpClient http) {
        this.http = http;
    }

    /** Returns another client that has the present cookie of this one and never gets another. */
    Client remembered() {
        Client copy = new Client(http);
        copy.cookie = cookie;
        return copy;
    }

    /** Returns a client without a cookie. */
    Client stranger() {
        return new Client(http);
    }

    boolean hasCookie() {
        return cookie != null;
    }

    /** Returns the text of the answer, or {@code status <code>} if that is not 200. */
    String get(String node, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(node + path)).timeout(PATIENCE);
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (String set : response.headers().allValues("Set-Cookie")) {
            cookie = set.substring(0, set.indexOf(';') < 0 ? set.length() : set.indexOf(';'));
        }
        return response.statusCode() == 200 ? response.body() : "status " + response.statusCode();
    }
}
