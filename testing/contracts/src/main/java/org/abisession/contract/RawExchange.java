package org.abisession.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** One HTTP exchange on a socket: what the client has of the answer, and when. */
final class RawExchange implements AutoCloseable {
    private static final int GIVE_UP_MILLIS = 30_000;

    private final Browser browser;
    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private RawExchange(Browser browser, Socket socket) {
        this.browser = browser;
        this.socket = socket;
    }

    static RawExchange send(Browser browser, int port, String path) {
        return send(browser, port, "127.0.0.1:" + port, "GET", path, "");
    }

    /** Sends two requests at once, which the server answers one after the other. */
    static RawExchange sendPair(Browser browser, int port, String path, String secondPath) {
        String host = "127.0.0.1:" + port;
        String first = request(browser, host, "GET", path, "").replace("Connection: close\r\n", "");
        return sendAll(browser, port, first + request(browser, host, "GET", secondPath, ""));
    }

    /** Sends a request with a form, or with nothing, to a host of this name. */
    static RawExchange send(Browser browser, int port, String host, String method, String path, String form) {
        return sendAll(browser, port, request(browser, host, method, path, form));
    }

    private static String request(Browser browser, String host, String method, String path, String form) {
        String cookie = browser.cookie() == null ? "" : "Cookie: JSESSIONID=" + browser.cookie() + "\r\n";
        String content = form.isEmpty()
                ? ""
                : "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + content + cookie
                + "\r\n" + form;
    }

    private static RawExchange sendAll(Browser browser, int port, String requests) {
        try {
            Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            return new RawExchange(browser, socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for the head of the answer, and gives the browser the cookie in it. Returns as soon as the
     * head is complete.
     *
     * @return empty if it is not complete within that time; it can be waited for again
     */
    Optional<String> head(Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        try {
            InputStream in = socket.getInputStream();
            while (!text().contains("\r\n\r\n")) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return Optional.empty();
                }
                socket.setSoTimeout((int) left);
                int b;
                try {
                    b = in.read();
                } catch (SocketTimeoutException e) {
                    return Optional.empty();
                }
                if (b < 0) {
                    throw new AssertionError("The node closed the connection after: " + text());
                }
                received.write(b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String head = text();
        head.lines()
                .filter(line -> line.regionMatches(true, 0, "Set-Cookie:", 0, 11))
                .flatMap(line -> Reply.cookieValue(line.substring(11)).stream())
                .forEach(browser::withCookie);
        return Optional.of(head);
    }

    /** Waits, after the head, until so many letters of the step {@code text} have come. */
    void awaitText(int letters) {
        try {
            socket.setSoTimeout(GIVE_UP_MILLIS);
            for (int missing = letters; missing > 0; ) {
                int b = socket.getInputStream().read();
                if (b < 0) {
                    throw new AssertionError("The node closed the connection " + missing + " letters too early");
                }
                received.write(b);
                missing -= b == 'x' ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the connection without a word: what the node sends from now on is answered with a reset. */
    void abort() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end of the answer, gives the browser the cookie in it, and returns all of it. */
    String all() {
        head(Duration.ofMillis(GIVE_UP_MILLIS));
        try {
            socket.setSoTimeout(GIVE_UP_MILLIS);
            socket.getInputStream().transferTo(received);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }
}
