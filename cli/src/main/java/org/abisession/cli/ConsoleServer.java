package org.abisession.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/** Serves the pages of the console. Safe for use by several threads. */
final class ConsoleServer implements AutoCloseable {
    private static final int THREADS = 8;
    private static final String SECONDS_FOR_A_REQUEST = "10";

    private final HttpServer server;
    private final ExecutorService threads;
    private final ConsoleGate gate;
    private final SessionScan scan;
    private final boolean loopback;
    private final Layout layout;
    private final OverviewPage overview;
    private final SessionsPage sessions;
    private final SessionPage session;

    private ConsoleServer(
            HttpServer server, StoreCommand.Store store, ConsoleGate gate, RedisHealth health, boolean allowEnd) {
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "abi-session-console");
            thread.setDaemon(true);
            return thread;
        });
        this.gate = gate;
        this.scan = new SessionScan(store);
        this.loopback = server.getAddress().getAddress().isLoopbackAddress();
        this.layout = new Layout(gate);
        this.overview = new OverviewPage(store, scan, health, layout);
        this.sessions = new SessionsPage(store, scan, layout);
        this.session = new SessionPage(store, scan, layout, allowEnd);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Starts to serve. */
    static ConsoleServer start(
            StoreCommand.Store store,
            InetSocketAddress address,
            ConsoleGate gate,
            RedisHealth health,
            boolean allowEnd) {
        System.setProperty("sun.net.httpserver.maxReqTime", SECONDS_FOR_A_REQUEST); // of one that sends slowly
        try {
            return new ConsoleServer(HttpServer.create(address, 0), store, gate, health, allowEnd);
        } catch (IOException e) {
            throw new FailedException("The console can't listen on " + address.getHostString() + ":" + address.getPort()
                    + ": " + e.getMessage()
                    + ". Name another port, or an address that this machine has: --listen 8643");
        }
    }

    /** Returns where the console is. */
    String url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/";
    }

    boolean isLoopback() {
        return loopback;
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            ConsoleRequest request = ConsoleRequest.of(exchange);
            try {
                handle(request);
            } catch (SessionStoreException e) {
                boolean away = e.code() == SessionStoreCode.UNAVAILABLE;
                request.page(
                        503,
                        layout.message(
                                away ? "Redis does not answer" : "Redis refuses", String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                request.page(
                        500,
                        layout.message(
                                "Failed", "This page failed: " + e.getClass().getName() + "."));
            }
        } catch (IOException e) {
            return; // the browser has gone
        }
    }

    private void handle(ConsoleRequest request) throws IOException {
        int port = server.getAddress().getPort();
        if (!gate.isOwnHost(request.host())) {
            request.respond(
                    421,
                    "text/plain; charset=utf-8",
                    "This name is not the console's. Use its address, or start it with --name and this name.\n");
        } else if (!request.isRead() && !request.isPost()) {
            request.addHeader("Allow", "GET, HEAD, POST");
            request.respond(405, "text/plain; charset=utf-8", "GET or POST\n");
        } else if (request.path().equals("/console.css")) {
            request.respond(200, "text/css; charset=utf-8", resource("console.css"));
        } else if (gate.isToken(request.parameter("token"))) {
            request.addHeader("Set-Cookie", gate.cookie(port));
            request.redirect("/");
        } else if (!gate.isPass(request.cookies(), port)) {
            request.page(401, layout.login(request.parameter("token") != null));
        } else if (request.isPost() && !gate.isFormKey(request.parameter("key"))) {
            request.page(
                    403, layout.message("Not done", "The form is not of this console, or of an earlier start of it."));
        } else if (request.isPost()) {
            post(request);
        } else {
            get(request);
        }
    }

    private void get(ConsoleRequest request) throws IOException {
        String path = request.path();
        switch (path) {
            case "/" -> request.page(200, overview.page());
            case "/sessions" -> request.page(200, sessions.page(request.number("page")));
            case "/progress" -> request.respond(200, "text/plain; charset=utf-8", overview.progress());
            case "/console.js" -> request.respond(200, "text/javascript; charset=utf-8", resource("console.js"));
            default -> {
                if (path.matches("/session/[0-9a-f]{8}(/end)?")) {
                    session.show(request, path.substring(9, 17), path.endsWith("/end"));
                } else {
                    request.page(404, layout.message("Not found", "There is no such page."));
                }
            }
        }
    }

    private void post(ConsoleRequest request) throws IOException {
        String path = request.path();
        if (path.equals("/search")) {
            sessions.search(request);
        } else if (path.equals("/scan")) {
            scan.again();
            request.redirect("/");
        } else if (path.matches("/session/[0-9a-f]{8}/end")) {
            session.end(request, path.substring(9, 17));
        } else {
            request.page(404, layout.message("Not found", "There is no such form."));
        }
    }

    private static String resource(String name) {
        try (InputStream file = ConsoleServer.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server; requests under way are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        scan.close();
    }

    /** Returns the address of the page of a session. */
    static String pathOf(SessionId id) {
        return "/session/" + SessionScan.digest(id);
    }

    /** Returns a text of a parameter that may be missing. */
    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text.strip();
    }
}
