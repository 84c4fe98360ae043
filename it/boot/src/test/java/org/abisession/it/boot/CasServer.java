package org.abisession.it.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A server of the CAS protocol 2.0: a ticket is for one service and is validated once. */
final class CasServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> services = new ConcurrentHashMap<>();
    private final Map<String, String> users = new ConcurrentHashMap<>();

    CasServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/cas/login", this::login);
        server.createContext("/cas/serviceValidate", this::validate);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/cas";
    }

    private void login(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        if (!query.containsKey("username")) {
            answer(
                    exchange,
                    200,
                    "<form action=\"" + exchange.getRequestURI() + "\"><input name=\"username\" value=\"\">");
            return;
        }
        String ticket = "ST-" + UUID.randomUUID();
        services.put(ticket, query.get("service"));
        users.put(ticket, query.get("username"));
        exchange.getResponseHeaders().add("Location", query.get("service") + "?ticket=" + ticket);
        answer(exchange, 302, "");
    }

    private void validate(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        String ticket = query.getOrDefault("ticket", "");
        String user = users.remove(ticket);
        boolean valid = user != null && query.getOrDefault("service", "").equals(services.remove(ticket));
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        answer(exchange, 200, valid ? """
                <cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>
                <cas:user>%s</cas:user><cas:attributes><cas:mail>%s@example.org</cas:mail></cas:attributes>
                </cas:authenticationSuccess></cas:serviceResponse>""".formatted(user, user) : """
                <cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">
                <cas:authenticationFailure code="INVALID_TICKET">The ticket is not known</cas:authenticationFailure>
                </cas:serviceResponse>""");
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> values = new TreeMap<>();
        for (String pair :
                String.valueOf(exchange.getRequestURI().getRawQuery()).split("&", -1)) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
