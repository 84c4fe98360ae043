package org.abisession.cli;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request to the console, and its response, which no cache keeps and no other page may show. */
final class ConsoleRequest {
    private static final int MOST_BODY = 4096;
    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            + " img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final HttpExchange exchange;
    private final Map<String, String> parameters;
    private final boolean post;

    private ConsoleRequest(HttpExchange exchange, Map<String, String> parameters, boolean post) {
        this.exchange = exchange;
        this.parameters = parameters;
        this.post = post;
    }

    /** Reads a request; of a POST the form counts, else the query. */
    static ConsoleRequest of(HttpExchange exchange) throws IOException {
        boolean post = exchange.getRequestMethod().equals("POST");
        String text = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
        if (post) {
            try (InputStream body = exchange.getRequestBody()) {
                text = new String(body.readNBytes(MOST_BODY), StandardCharsets.UTF_8);
            }
        }
        return new ConsoleRequest(exchange, parameters(text), post);
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // no form of a browser
        }
    }

    boolean isPost() {
        return post;
    }

    boolean isRead() {
        return exchange.getRequestMethod().equals("GET")
                || exchange.getRequestMethod().equals("HEAD");
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    @Nullable
    String parameter(String name) {
        return parameters.get(name);
    }

    /** Returns a number of a parameter, 0 if it is none. */
    long number(String name) {
        String text = parameters.getOrDefault(name, "");
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
    }

    @Nullable
    String host() {
        return exchange.getRequestHeaders().getFirst("Host");
    }

    /** Returns the address that the request came from, for the record. */
    String client() {
        return exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    List<String> cookies() {
        return exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
    }

    void addHeader(String name, String value) {
        exchange.getResponseHeaders().add(name, value);
    }

    void redirect(String path) throws IOException {
        addHeader("Location", path);
        respond(303, "text/plain; charset=utf-8", "");
    }

    void page(int status, Html page) throws IOException {
        respond(status, "text/html; charset=utf-8", page.toString());
    }

    void respond(int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        addHeader("Content-Type", type);
        addHeader("Cache-Control", "no-store");
        addHeader("Content-Security-Policy", POLICY);
        addHeader("X-Content-Type-Options", "nosniff");
        addHeader("X-Frame-Options", "DENY");
        addHeader("Referrer-Policy", "no-referrer");
        addHeader("Cross-Origin-Opener-Policy", "same-origin");
        addHeader("Cross-Origin-Resource-Policy", "same-origin");
        boolean body = bytes.length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, body ? bytes.length : -1);
        if (body) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
