package org.abisession.benchmarks.server;

import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.xml.XmlConfiguration;

/** Two nodes of embedded Jetty with the web application of a directory. */
public final class JettyNodes {
    private JettyNodes() {}

    /** Starts the nodes of a directory with {@code webapp} and {@code jetty.xml}; ends with the standard input. */
    public static void main(String[] arguments) throws Exception {
        Parent.endOnFailure();
        Path directory = Path.of(arguments[0]);
        StringBuilder ready = new StringBuilder("READY");
        for (int node = 1; node <= 2; node++) {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            connector.setIdleTimeout(Duration.ofHours(1).toMillis()); // clients keep their connections for a whole run
            server.addConnector(connector);
            DefaultSessionIdManager ids = new DefaultSessionIdManager(server);
            ids.setWorkerName("node" + node);
            server.addBean(ids, true);
            ResourceFactory resources = ResourceFactory.of(server);
            new XmlConfiguration(resources.newResource(directory.resolve("jetty.xml"))).configure(server);
            WebAppContext webapp = new WebAppContext();
            webapp.setContextPath("/");
            webapp.setWar(directory.resolve("webapp").toString());
            webapp.setThrowUnavailableOnStartupException(true);
            webapp.setParentLoaderPriority(true);
            server.setHandler(webapp);
            server.start();
            ready.append(' ').append(connector.getLocalPort());
        }
        Parent.serve(ready.toString());
    }
}
