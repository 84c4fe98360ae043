package org.abisession.it.frameworks;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;

/**
 * A browser without scripts: cookies, redirects, links and forms. It sees one host; behind it every request,
 * a redirected one included, goes where the {@link Route} says. No log line may contain its session ids.
 */
final class Browser {
    private static final int MAX_REDIRECTS = 10;

    private final SessionClient client;
    private Route route;

    Browser(TestLogs logs, Route route) {
        this(
                new SessionClient(logs)
                        .timeout(Duration.ofSeconds(60))
                        .header("Accept", "text/html")
                        .header("Accept-Language", "de,en;q=0.5"),
                route);
    }

    private Browser(SessionClient client, Route route) {
        this.client = client;
        this.route = route;
    }

    /** The same cookies in another browser. */
    Browser copy() {
        return new Browser(client.copy(), route);
    }

    /** Sends requests by this route from now on. */
    void reroute(Route newRoute) {
        route = newRoute;
    }

    /** The session id, without the name of the node; empty if there is none. */
    String sessionId() {
        return client.cookie() == null ? "" : client.sessionId();
    }

    Page get(String path) {
        return follow(path, client.get(route.nextPort(), path));
    }

    /** Presses the button of a form. */
    Page submit(Form form) {
        String body = SessionClient.form(form.fields());
        return follow(form.action(), client.post(route.nextPort(), form.action(), body));
    }

    private Page follow(String path, HttpResponse<String> answer) {
        String currentPath = path;
        HttpResponse<String> response = answer;
        for (int redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
            int status = response.statusCode();
            if (status != 302 && status != 303) {
                return new Page(status, currentPath, response.body());
            }
            String location = response.headers().firstValue("Location").orElseThrow();
            URI target = URI.create("http://127.0.0.1" + currentPath).resolve(location);
            currentPath = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
            response = client.get(route.nextPort(), currentPath);
        }
        throw new AssertionError("Too many redirects; the last to " + currentPath);
    }
}
