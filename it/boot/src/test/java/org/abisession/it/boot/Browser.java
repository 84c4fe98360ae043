package org.abisession.it.boot;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.abisession.testing.SessionClient;

/**
 * Somebody with a browser in front of a load balancer without stickiness: each request to the portal goes to the next
 * node, that after a redirect, too. Other servers are asked by their own address. Keeps the cookies of each.
 */
final class Browser {
    private static final String PORTAL = "http://portal.example";
    private static final Pattern FIELD = Pattern.compile("<input[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"");
    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]*)\"");

    private final HttpClient http;
    private final String scheme;
    private final Map<String, SessionClient> clients = new TreeMap<>();
    private List<Node> nodes;
    private int requests;

    Browser(List<Node> nodes) {
        this(nodes, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), "http");
    }

    /** Speaks TLS with the portal, by the certificate that this context has. */
    Browser(List<Node> nodes, SSLContext tls) {
        this(
                nodes,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(tls)
                        .build(),
                "https");
    }

    private Browser(List<Node> nodes, HttpClient http, String scheme) {
        this.nodes = nodes;
        this.http = http;
        this.scheme = scheme;
    }

    /** A response, and where it came from: a redirect is still one. */
    record Reply(URI from, int status, String location, String authenticate, String body) {
        /** The form of this page: what is filled in already, with these fields more. */
        Map<String, String> form(Map<String, String> more) {
            Map<String, String> fields = new TreeMap<>();
            Matcher field = FIELD.matcher(body);
            while (field.find()) {
                fields.put(field.group(1), field.group(2).replace("&#43;", "+").replace("&#61;", "="));
            }
            fields.putAll(more);
            return fields;
        }

        /** Returns where the form of this page goes. */
        String action() {
            Matcher action = ACTION.matcher(body);
            return action.find() ? action.group(1).replace("&#x3a;", ":").replace("&#x2f;", "/") : from.toString();
        }
    }

    /** The same user, with the cookies of until now, at another browser. */
    Browser continuedBy(Browser other) {
        clients.forEach((site, client) -> other.clients.put(site, client.by(other.http)));
        return other;
    }

    /** Sends requests to these nodes of the portal from now on. */
    void use(List<Node> others) {
        nodes = others;
    }

    String cookie(String name) {
        return Objects.requireNonNullElse(client(PORTAL).cookie(name), "");
    }

    void cookie(String name, String value) {
        client(PORTAL).withCookie(name, value);
    }

    void forget(String name) {
        client(PORTAL).withoutCookie(name);
    }

    private SessionClient client(String site) {
        return clients.computeIfAbsent(
                site,
                unused -> new SessionClient()
                        .by(http)
                        .timeout(Duration.ofSeconds(60))
                        .header("Accept", "text/html,*/*"));
    }

    Reply get(String url) {
        return get(url, Map.of());
    }

    Reply get(String url, Map<String, String> headers) {
        return send("GET", url, "", headers);
    }

    Reply post(String url, Map<String, String> form) {
        return send("POST", url, SessionClient.form(form), Map.of("Content-Type", "application/x-www-form-urlencoded"));
    }

    Reply postJson(String url, String json) {
        return send("POST", url, json, Map.of("Content-Type", "application/json"));
    }

    /** Goes where this reply sends the browser, until there is a page. */
    Reply follow(Reply reply) {
        Reply last = reply;
        for (int i = 0; i < 12 && !last.location().isEmpty(); i++) {
            last = get(last.location());
        }
        return last;
    }

    private Reply send(String method, String url, String body, Map<String, String> headers) {
        URI target = URI.create(url.startsWith("/") ? PORTAL + url : url);
        String site = target.getScheme() + "://" + target.getAuthority();
        URI address = target;
        if (site.equals(PORTAL)) {
            int port = nodes.get(requests++ % nodes.size()).port();
            address = URI.create(scheme + "://localhost:" + port + url.replace(PORTAL, ""));
        }
        SessionClient client = client(site);
        HttpRequest.Builder request = client.request(address).method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        HttpResponse<String> response = client.send(request);
        return new Reply(
                target,
                response.statusCode(),
                response.headers()
                        .firstValue("Location")
                        .map(location -> absolute(target, location))
                        .orElse(""),
                response.headers().firstValue("WWW-Authenticate").orElse(""),
                response.body());
    }

    /** A node names itself where it redirects to itself: that is the portal. */
    private String absolute(URI from, String location) {
        for (Node node : nodes) {
            String self = scheme + "://localhost:" + node.port();
            if (location.startsWith(self)) {
                return PORTAL + location.substring(self.length());
            }
        }
        return from.resolve(location).toString();
    }
}
