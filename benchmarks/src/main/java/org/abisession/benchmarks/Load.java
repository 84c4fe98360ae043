package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.abisession.benchmarks.Loop.Asking;
import org.abisession.benchmarks.Setting.Ask;

/** A number of clients of a node, each with a session and a connection of its own. */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Size size;
    private final List<Visitor> visitors = new ArrayList<>();

    /** Makes the sessions. @throws IOException if the node does not do that */
    Load(String node, int clients, Size size) throws IOException {
        this.size = size;
        try {
            for (int i = 0; i < clients; i++) {
                Visitor visitor = new Visitor(new HttpConnection(node, PATIENCE));
                visitors.add(visitor);
                visitor.connection.get(size.createPath(), "created");
                visitor.change();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The clients with what they ask for. */
    List<Asking> asking(Ask ask) {
        List<Asking> all = new ArrayList<>();
        for (Visitor visitor : visitors) {
            all.add(
                    switch (ask) {
                        case READ -> visitor::read;
                        case READ_ALL -> visitor.readingAll(size);
                        case CHANGE -> visitor::change;
                        case CREATE -> visitor.creating(size);
                    });
        }
        return all;
    }

    /** Ends the sessions where that is possible. */
    @Override
    public void close() throws IOException {
        for (Visitor visitor : visitors) {
            try (HttpConnection connection = visitor.connection) {
                connection.get("/logout", "ended");
            } catch (IOException e) {
                // The candidate has failed before: that is reported.
            }
        }
    }

    /** The value changes each time, and is compared at each read. */
    private static final class Visitor {
        private final HttpConnection connection;
        private int value;

        Visitor(HttpConnection connection) {
            this.connection = connection;
        }

        void read() throws IOException {
            connection.get("/read", Integer.toString(value));
        }

        Asking readingAll(Size size) {
            int characters = size.attributes() * size.attributeLength();
            return () -> connection.get("/all?attributes=" + size.attributes(), value + " and " + characters);
        }

        void change() throws IOException {
            value++;
            connection.get("/change?value=" + value, "changed");
        }

        /** Makes another session, and ends it when the time is taken. */
        Asking creating(Size size) {
            String mine = connection.cookie();
            return new Asking() {
                @Override
                public void ask() throws IOException {
                    connection.as(null);
                    connection.get(size.createPath(), "created");
                }

                @Override
                public void after() throws IOException {
                    connection.get("/logout", "ended");
                    connection.as(mine);
                }
            };
        }
    }
}
