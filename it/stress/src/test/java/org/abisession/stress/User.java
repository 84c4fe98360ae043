package org.abisession.stress;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.testing.SessionClient;

/** A user of the contract's application. */
final class User {
    private final SessionClient client;

    /** An answer of a node, with the times ({@link System#nanoTime}) before it was asked and after it answered. */
    record Answer(int status, String body, long sent, long received) {
        /** The value of a line; empty if there is no such line. */
        Optional<String> value(String name) {
            return body.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .reduce((first, last) -> last);
        }

        boolean is(String name, String expected) {
            return value(name).equals(Optional.of(expected));
        }

        /** Returns true if a step found no session. */
        boolean isWithoutSession() {
            return is("none", "true");
        }
    }

    User() {
        this(new SessionClient());
    }

    private User(SessionClient client) {
        this.client = client;
    }

    /** One with this cookie, too. */
    User copy() {
        return new User(client.copy());
    }

    /** Its session id, without the name of a node. */
    String id() {
        return client.sessionId();
    }

    /** The names of its keys. */
    String[] keys() {
        String prefix = "session:" + id();
        return new String[] {prefix + ":attributes", prefix + ":metadata", prefix + ":conversation"};
    }

    /** Has a node run the steps; throws {@link UncheckedIOException} if it dies meanwhile. */
    Answer get(Node node, String steps) {
        long sent = System.nanoTime();
        HttpResponse<String> response = client.get(node.port(), "/do?" + steps);
        return new Answer(response.statusCode(), response.body(), sent, System.nanoTime());
    }
}
