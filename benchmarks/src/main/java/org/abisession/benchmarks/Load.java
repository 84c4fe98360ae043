package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.abisession.benchmarks.Loop.Asking;
import org.abisession.benchmarks.Setting.Ask;
import org.jspecify.annotations.Nullable;

/** A number of clients of the nodes of a candidate, each with a session and connections of its own. */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Size size;
    private final List<Visitor> visitors = new ArrayList<>();

    /** Makes the sessions of a setting. @throws IOException if a node does not do that */
    Load(List<String> nodes, Setting setting) throws IOException {
        this.size = setting.size();
        try {
            for (int i = 0; i < setting.clients(); i++) {
                Visitor visitor = new Visitor(open(setting.balancing().nodesOf(i, nodes)));
                visitors.add(visitor);
                visitor.get(size.createPath(), "created");
                visitor.change();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static List<HttpConnection> open(List<String> nodes) throws IOException {
        List<HttpConnection> connections = new ArrayList<>();
        for (String node : nodes) {
            connections.add(new HttpConnection(node, PATIENCE));
        }
        return connections;
    }

    /** Returns the clients with what they ask for. */
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
            try {
                visitor.get("/logout", "ended");
            } catch (IOException e) {
                // The candidate has failed before: that is reported.
            } finally {
                for (HttpConnection connection : visitor.connections) {
                    connection.close();
                }
            }
        }
    }

    /** A client with a connection to each node that it asks. Its value changes each time; each read compares it. */
    private static final class Visitor {
        private final List<HttpConnection> connections;
        private @Nullable String cookie;
        private int asked;
        private int value;

        Visitor(List<HttpConnection> connections) {
            this.connections = connections;
        }

        /** Asks the next node, with the cookie that the last one has set. */
        void get(String path, String expected) throws IOException {
            HttpConnection connection = connections.get(asked++ % connections.size());
            connection.as(cookie);
            connection.get(path, expected);
            cookie = connection.cookie();
        }

        void read() throws IOException {
            get("/read", Integer.toString(value));
        }

        Asking readingAll(Size size) {
            int characters = size.attributes() * size.attributeLength();
            return () -> get("/all?attributes=" + size.attributes(), value + " and " + characters);
        }

        void change() throws IOException {
            value++;
            get("/change?value=" + value, "changed");
        }

        /** Returns an asking that creates another session, and ends it when the time is taken. */
        Asking creating(Size size) {
            String mine = cookie;
            return new Asking() {
                @Override
                public void ask() throws IOException {
                    cookie = null;
                    get(size.createPath(), "created");
                }

                @Override
                public void after() throws IOException {
                    get("/logout", "ended");
                    cookie = mine;
                }
            };
        }
    }
}
