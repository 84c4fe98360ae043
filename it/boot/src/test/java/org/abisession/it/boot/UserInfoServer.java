package org.abisession.it.boot;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Says who the user is to whom a token was given, as services of OAuth 2.0 without OpenID Connect do in their own form.
 */
final class UserInfoServer implements AutoCloseable {
    private static final byte[] ADA =
            "{\"login\": \"ada\", \"id\": 7, \"teams\": [\"one\"]}".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;

    UserInfoServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/user", exchange -> {
            String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(token.startsWith("Bearer ") ? 200 : 401, ADA.length);
            exchange.getResponseBody().write(ADA);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/user";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
