package org.abisession.example.jetty;

import java.io.IOException;
import java.net.BindException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.abisession.example.Demonstration;
import org.abisession.example.Demonstration.PortTakenException;
import org.abisession.example.ExampleServers;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.xml.XmlConfiguration;

/** Runs the example web application on two Jetty servers, whose sessions are in one Redis. */
@SuppressWarnings("try") // Server.stop throws Exception
public final class JettyExample implements ExampleServers {
    private final List<Server> nodes = new ArrayList<>();

    /** Starts both nodes and waits until the process is asked to end. */
    public static void main(String[] args) throws Exception {
        Demonstration.run(demonstration -> {
            JettyExample example = new JettyExample();
            for (int port : demonstration.ports()) {
                example.start(port);
            }
            demonstration.announce("Jetty " + Server.getVersion(), System.out);
            example.nodes.get(0).join();
        });
    }

    @Override
    public void start(int port) throws Exception {
        Server server = new Server(port);
        URL wiring = JettyExample.class.getResource("/etc/abi-session.xml");
        ResourceFactory resources = ResourceFactory.of(server);
        new XmlConfiguration(resources.newResource(wiring)).configure(server);
        WebAppContext webapp = new WebAppContext();
        webapp.setContextPath("/");
        webapp.setWar(Demonstration.war().toString());
        server.setHandler(webapp);
        server.setStopAtShutdown(true);
        nodes.add(server);
        try {
            server.start();
        } catch (IOException e) {
            throw e.getCause() instanceof BindException || e instanceof BindException
                    ? new PortTakenException(port, e)
                    : e;
        }
    }

    @Override
    public void close() throws Exception {
        for (Server node : nodes) {
            node.stop();
        }
    }
}
