package org.abisession.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/1.1 that is kept, with the cookie of one session: as little work beside the server's as can
 * be. Reads answers with a Content-Length. For one thread.
 */
final class HttpConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private @Nullable String cookie;

    /** Makes one to an address {@code http://127.0.0.1:<port>}. */
    HttpConnection(String node) throws IOException {
        this(node, Duration.ofMillis(PATIENCE_MILLIS));
    }

    /** Makes one as the other one, with how long it waits for an answer. */
    HttpConnection(String node, Duration patience) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(node).getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) patience.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Returns the cookie of its session; null before it has one. */
    @Nullable
    String cookie() {
        return cookie;
    }

    /** Sets the cookie of the next requests, or none. */
    void as(@Nullable String newCookie) {
        cookie = newCookie;
    }

    /** Sends a request and compares the body. @throws IOException if it is another one, or the status is not 200 */
    void get(String path, String expected) throws IOException {
        String body = get(path);
        if (!body.equals(expected)) {
            throw new IOException(path + " answered '" + body + "', not '" + expected + "'");
        }
    }

    /** Sends a request and returns the body. @throws IOException if the status is not 200 */
    String get(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + (cookie == null ? "" : "Cookie: " + cookie + "\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("set-cookie:")) {
                cookie = header.substring("set-cookie:".length()).strip().split(";", 2)[0];
            }
        }
        if (length < 0) {
            throw new IOException("No Content-Length in the answer to " + path + ": " + status);
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (!status.contains(" 200")) {
            throw new IOException(path + " answered '" + status + "'");
        }
        return body;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("The server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
