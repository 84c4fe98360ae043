package org.abisession.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.cli.doctor.Doctor;
import org.abisession.redis.RedisConsole;
import org.abisession.redis.SessionBrowser;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.SessionClient;
import picocli.CommandLine;

/** A console on a free port, and a client that has its cookie. */
final class ConsoleFixture implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("name=\"key\" value=\"([^\"]+)\"");

    final ConsoleGate gate = new ConsoleGate(List.of("console.example"));
    final ConsoleServer server;
    final StringWriter notes = new StringWriter();
    private final HttpClient client = HttpClient.newHttpClient();
    private String cookie = "";

    ConsoleFixture(String url, Stored stored, boolean allowEnd) {
        CommandLine command = AbiSession.commandLine(CliEnvironment.ofProcess());
        command.setOut(new PrintWriter(notes)).setErr(new PrintWriter(notes));
        StoreCommand.Store store = new StoreCommand.Store(
                stored.settings(),
                stored.connections(),
                new SessionBrowser(stored.connections(), stored.settings()),
                new RedisConsole(stored.connections()),
                new Console(command, false),
                new Mask(false),
                new UserStore(stored.connections(), stored.settings()));
        Doctor doctor = new Doctor(
                first -> {
                    var builder = SessionSettings.builder().adapter("redis-url", url);
                    first.forEach(builder::commandLine);
                    return builder.build();
                },
                Clock.systemUTC(),
                Duration.ofSeconds(60));
        server = ConsoleServer.start(
                store,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                gate,
                new RedisHealth(store, doctor),
                allowEnd);
    }

    /** Shows the token, as a browser does that opens the printed address. */
    ConsoleFixture logIn() throws Exception {
        HttpResponse<String> opened = get("/?token=" + gate.token());
        cookie = opened.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        return this;
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url()).resolve(path));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    /** Asks until there is an answer that says all. */
    HttpResponse<String> settled(String path) throws Exception {
        HttpResponse<String> response = get(path);
        for (int i = 0; i < 600 && (response.body().contains("data-wait") || response.statusCode() == 202); i++) {
            LockSupport.parkNanos(100_000_000);
            response = get(path);
        }
        return response;
    }

    HttpResponse<String> post(String path, Map<String, String> form) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(SessionClient.form(form))));
    }

    /** Has the sessions counted anew, and waits for that. */
    void recount() throws Exception {
        post("/scan", Map.of("key", key(get("/").body())));
        settled("/");
    }

    static String key(String page) {
        Matcher key = KEY.matcher(page);
        return key.find() ? key.group(1) : "";
    }

    @Override
    public void close() {
        server.close();
    }
}
