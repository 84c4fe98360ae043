package org.abisession.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests byte for byte, many at a time on one connection, and opens another one when the server closes that.
 * Not safe for use by several threads.
 */
final class HttpPipe implements AutoCloseable {
    /** A response: the status, the head in whole, the body. */
    record Response(int status, String head, String body) {
        /** Returns whether the server sets a cookie. */
        boolean setsCookie() {
            return head.toLowerCase(Locale.ROOT).contains("\r\nset-cookie:");
        }
    }

    private static final int GIVE_UP_MILLIS = 30_000;

    private final int port;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();

    HttpPipe(int port) {
        this.port = port;
    }

    /** The responses to these; empty for one that the server left without. */
    void send(List<byte[]> requests, java.util.function.Consumer<Optional<Response>> responses) throws IOException {
        int answered = 0;
        while (answered < requests.size()) {
            List<byte[]> rest = requests.subList(answered, requests.size());
            write(rest);
            boolean open = true;
            for (int i = 0; open && i < rest.size(); i++) {
                Optional<Response> response = read();
                responses.accept(response);
                answered++;
                open = response.isPresent()
                        && !response.get().head().toLowerCase(Locale.ROOT).contains("\r\nconnection: close");
            }
            if (!open) {
                close();
            }
        }
    }

    /** All that comes back for one request whose own text may end it early, on a connection of its own. */
    String sendAlone(byte[] request) throws IOException {
        close();
        try {
            Socket own = connect();
            own.getOutputStream().write(request);
            own.shutdownOutput();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // the server has had enough of it
        } finally {
            close();
        }
    }

    private void write(List<byte[]> requests) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] request : requests) {
            all.write(request);
        }
        for (int tries = 0; ; tries++) {
            try {
                connect().getOutputStream().write(all.toByteArray());
                return;
            } catch (IOException e) {
                close(); // closed by the server, between two batches or while it was still being sent to
                if (tries == 3) {
                    return;
                }
            }
        }
    }

    private Socket connect() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
            open.setSoTimeout(GIVE_UP_MILLIS);
            open.setSoLinger(true, 0);
            open.setTcpNoDelay(true);
            in = new BufferedInputStream(open.getInputStream(), 1 << 16);
            socket = open;
        }
        return open;
    }

    private Optional<Response> read() {
        try {
            String head = head();
            int status = Integer.parseInt(head.substring(9, 12));
            String lower = head.toLowerCase(Locale.ROOT);
            int length = lower.indexOf("\r\ncontent-length:");
            byte[] body = new byte[0];
            if (length >= 0) {
                int end = lower.indexOf("\r\n", length + 2);
                body = in.readNBytes(
                        Integer.parseInt(head.substring(length + 17, end).strip()));
            } else if (lower.contains("transfer-encoding: chunked")) {
                body = chunks();
            } else if (lower.contains("\r\nconnection: close")) {
                body = in.readAllBytes();
            }
            return Optional.of(new Response(status, head, new String(body, StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line().strip(), 16);
            body.write(in.readNBytes(size));
            line();
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        String line;
        do {
            line = line();
            head.append(line);
        } while (!line.equals("\r\n"));
        return head.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int b = in.read();
        while (b != '\n') {
            if (b < 0) {
                throw new EOFException();
            }
            line.append((char) b);
            b = in.read();
        }
        return line.append('\n').toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
