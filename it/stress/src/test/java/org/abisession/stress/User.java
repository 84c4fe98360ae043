package org.abisession.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.abisession.contract.ServletContainerContract.Node;
import org.jspecify.annotations.Nullable;

/** A client with one session cookie, which it brings to every node. For one thread. */
final class User {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private @Nullable String cookie;

    /** What a node answered, with the times ({@link System#nanoTime}) before it was asked and after it answered. */
    record Answer(int status, String body, long sent, long received) {
        /** The value of a line; empty if there is no such line. */
        Optional<String> value(String name) {
            return body.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .reduce((first, last) -> last);
        }

        boolean is(String name, String expected) {
            return value(name).equals(Optional.of(expected));
        }

        /** Whether a step found no session. */
        boolean isWithoutSession() {
            return is("none", "true");
        }
    }

    User() {}

    /** One with this cookie, too. */
    User copy() {
        User copy = new User();
        copy.cookie = cookie;
        return copy;
    }

    /** Its session id, without the name of a node. */
    String id() {
        String value = cookie;
        if (value == null) {
            throw new AssertionError("No node has set a session cookie");
        }
        int dot = value.indexOf('.');
        return dot < 0 ? value : value.substring(0, dot);
    }

    /** The names of its keys. */
    String[] keys() {
        String prefix = "session:" + id();
        return new String[] {prefix + ":attributes", prefix + ":metadata", prefix + ":conversation"};
    }

    /** Has a node run the steps; throws {@link UncheckedIOException} if it dies meanwhile. */
    Answer get(Node node, String steps) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.port() + "/do?" + steps))
                .timeout(TIMEOUT);
        if (cookie != null) {
            request.header("Cookie", "JSESSIONID=" + cookie);
        }
        long sent = System.nanoTime();
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            for (String header : response.headers().allValues("Set-Cookie")) {
                if (header.startsWith("JSESSIONID=")) {
                    cookie = header.substring("JSESSIONID=".length()).split(";", 2)[0];
                }
            }
            return new Answer(response.statusCode(), response.body(), sent, System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
