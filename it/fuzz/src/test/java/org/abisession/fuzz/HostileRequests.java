package org.abisession.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Requests with hostile ids wherever a container may look for one. Not safe for use by several threads. */
final class HostileRequests {
    private final HostileIds ids;
    private final Random random;
    private final int port;
    private int sent;

    HostileRequests(Random random, int port) {
        this.random = random;
        this.ids = new HostileIds(random);
        this.port = port;
    }

    /** Returns how many ids the requests made until now have had in them. */
    int ids() {
        return sent;
    }

    byte[] malformed(String steps) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> cookie(steps, id());
            case 3 -> cookie(steps, '"' + id() + '"');
            case 4 -> cookies(steps, 2 + random.nextInt(5));
            case 5 -> request("/do?" + steps, "Cookie: JSESSIONID=" + id() + "\r\nCookie: JSESSIONID=" + id() + "\r\n");
            case 6 ->
                request("/do?" + steps, "Cookie: $Version=1; JSESSIONID=" + id() + "; $Path=/; a=" + id() + "\r\n");
            case 7, 8 -> path(steps, id());
            default ->
                request(
                        "/do?" + steps,
                        "X-Session-Id: " + id() + "\r\nJSESSIONID: " + id() + "\r\nCookie: jsessionid=" + id()
                                + "\r\n");
        };
    }

    byte[] lineBreaking(String steps) {
        sent++;
        String id = ids.lineBreaking();
        return random.nextBoolean() ? cookie(steps, id) : path(steps, id);
    }

    /** Ids of the right form. */
    byte[] unknown(String steps) {
        sent++;
        return switch (random.nextInt(5)) {
            case 0 -> path(steps, ids.unknown());
            case 1 -> cookie(steps, ids.routed());
            case 2 -> {
                sent++;
                yield request(
                        "/do;jsessionid=" + ids.unknown() + "?" + steps,
                        "Cookie: JSESSIONID=" + ids.unknown() + "\r\n");
            }
            default -> cookie(steps, ids.unknown());
        };
    }

    private String id() {
        sent++;
        return ids.malformed();
    }

    private byte[] cookie(String steps, String value) {
        return request("/do?" + steps, "Cookie: JSESSIONID=" + value + "\r\n");
    }

    /** A question mark would not be in the path any more, and begin the steps. */
    private byte[] path(String steps, String value) {
        return request("/do;jsessionid=" + value.replace('?', '*') + "?" + steps, "");
    }

    private byte[] cookies(String steps, int count) {
        StringBuilder header = new StringBuilder("Cookie: a=b");
        for (int i = 0; i < count; i++) {
            header.append("; JSESSIONID=").append(id());
        }
        return request("/do?" + steps, header + "\r\n");
    }

    private byte[] request(String target, String headers) {
        return ("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
