package org.abisession.it.frameworks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nodes of one application, on one kind of server. A test says in which of them its requests end up. */
final class Cluster implements AutoCloseable {
    /** Tells how requests are spread. */
    enum Spread {
        /** All go to one node. */
        ONE_NODE,
        /** Each goes to another node than the one before, redirects included. */
        IN_TURN
    }

    private final Server.Kind kind;
    private final Path webapp;
    private final Map<String, String> settings;
    private final List<Server> nodes = new ArrayList<>();

    Cluster(Server.Kind kind, Path webapp, Map<String, String> settings) throws Exception {
        this.kind = kind;
        this.webapp = webapp;
        this.settings = settings;
        nodes.add(kind.start(webapp, settings));
        nodes.add(kind.start(webapp, settings));
    }

    /** Returns where the requests of a browser go. */
    Route route(Spread spread) {
        return spread == Spread.ONE_NODE
                ? new Route(nodes.get(0).port())
                : new Route(nodes.get(0).port(), nodes.get(1).port());
    }

    /** One more node in a process of its own: to be killed by its {@link Server#close}. */
    Server startVictim() throws Exception {
        return new ServerProcess(kind, webapp, settings);
    }

    @Override
    public void close() {
        nodes.forEach(Server::close);
    }
}
