package org.abisession.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with one page, driven by its own protocol. For one thread. */
final class Chromium implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private int number;

    Chromium(Path profile) throws Exception {
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("out.txt").toFile())
                .start();
        int port = port(profile.resolve("DevToolsActivePort"));
        HttpClient client = HttpClient.newHttpClient();
        URI pages = URI.create("http://127.0.0.1:" + port + "/json/new?about:blank");
        String page = client.send(
                        HttpRequest.newBuilder(pages)
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        socket = client.newWebSocketBuilder()
                .buildAsync(
                        URI.create(
                                JSON.readTree(page).path("webSocketDebuggerUrl").asString()),
                        new Listener())
                .get(SECONDS, TimeUnit.SECONDS);
        call("Page.enable", Map.of());
    }

    private static int port(Path file) throws IOException {
        for (int i = 0; i < 10 * SECONDS; i++) {
            if (Files.exists(file) && !Files.readAllLines(file).isEmpty()) {
                return Integer.parseInt(Files.readAllLines(file).get(0));
            }
            LockSupport.parkNanos(100_000_000);
        }
        throw new IllegalStateException("Chromium did not start");
    }

    /** Collects the messages, which come in parts. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(JSON.readTree(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    JsonNode call(String method, Map<String, ?> parameters) throws Exception {
        int id = ++number;
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .get(SECONDS, TimeUnit.SECONDS);
        while (true) {
            JsonNode message = messages.poll(SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new IllegalStateException("Chromium does not answer to " + method);
            }
            if (message.path("id").asInt(0) == id) {
                return message.path("result");
            }
        }
    }

    void open(String url) throws Exception {
        call("Page.navigate", Map.of("url", url));
    }

    /** Returns what a script says of the page, as text. */
    String evaluate(String script) throws Exception {
        return call("Runtime.evaluate", Map.of("expression", "String(" + script + ")"))
                .path("result")
                .path("value")
                .asString("");
    }

    /** Waits until a script says true. */
    void await(String script) throws Exception {
        for (int i = 0; i < 10 * SECONDS; i++) {
            if (evaluate(script).equals("true")) {
                return;
            }
            LockSupport.parkNanos(100_000_000);
        }
        throw new AssertionError(script + " is not true; the page is: " + evaluate("document.body.innerText"));
    }

    void type(String text) throws Exception {
        call("Input.insertText", Map.of("text", text));
    }

    void press(String key, String code, int virtual, String text) throws Exception {
        call(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", key, "code", code, "windowsVirtualKeyCode", virtual, "text", text));
        call(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", key, "code", code, "windowsVirtualKeyCode", virtual));
    }

    void enter() throws Exception {
        press("Enter", "Enter", 13, "\r");
    }

    void look(int width, int height, boolean dark) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        Map<String, String> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    void screenshot(Path file) throws Exception {
        String data = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .path("data")
                .asString();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        Process unused = process.destroyForcibly();
    }
}
