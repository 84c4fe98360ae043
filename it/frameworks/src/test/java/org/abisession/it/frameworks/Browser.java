package org.abisession.it.frameworks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.abisession.testing.TestLogs;

/**
 * A browser without scripts: cookies, redirects, links and forms. It sees one host; behind it every request,
 * a redirected one included, goes where the {@link Route} says. No log line may contain its session ids.
 */
final class Browser {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_REDIRECTS = 10;
    private static final String SESSION = "JSESSIONID";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final TestLogs logs;
    private final Map<String, String> cookies = new TreeMap<>();
    private Route route;

    Browser(TestLogs logs, Route route) {
        this.logs = logs;
        this.route = route;
    }

    /** The same cookies in another browser. */
    Browser copy() {
        Browser copy = new Browser(logs, route);
        copy.cookies.putAll(cookies);
        return copy;
    }

    /** From now on requests go there. */
    void reroute(Route newRoute) {
        route = newRoute;
    }

    /** The session id, without the name of the node; empty if there is none. */
    String sessionId() {
        return cookies.getOrDefault(SESSION, "").replaceFirst("\\..*", "");
    }

    Page get(String path) {
        return go("GET", path, "");
    }

    /** Presses the button of a form. */
    Page submit(Form form) {
        String body = form.fields().entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return go("POST", form.action(), body);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Page go(String method, String path, String body) {
        String currentMethod = method;
        String currentPath = path;
        String currentBody = body;
        for (int redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
            HttpResponse<String> response = send(currentMethod, currentPath, currentBody);
            int status = response.statusCode();
            if (status != 302 && status != 303) {
                return new Page(status, currentPath, response.body());
            }
            String location = response.headers().firstValue("Location").orElseThrow();
            URI target = URI.create("http://127.0.0.1" + currentPath).resolve(location);
            currentPath = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
            currentMethod = "GET";
            currentBody = "";
        }
        throw new AssertionError("Too many redirects; the last to " + currentPath);
    }

    private HttpResponse<String> send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + route.nextPort() + path))
                .timeout(TIMEOUT)
                .header("Accept", "text/html")
                .header("Accept-Language", "de,en;q=0.5")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        if (method.equals("POST")) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::accept);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        if (cookie[0].equals(SESSION) && !sessionId().isEmpty()) {
            logs.secret(sessionId());
        }
    }
}
