package org.abisession.it.python;

import java.nio.file.Files;
import java.util.Map;
import org.abisession.contract.JettyNode;
import org.abisession.contract.ServletContainerContract;
import org.abisession.contract.TomcatNode;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** A server with {@link TurnServlet} in its root context. */
final class JavaNode implements AutoCloseable {
    /** The container of a node. */
    enum Kind {
        JETTY,
        TOMCAT;

        JavaNode start(Map<String, String> settings) throws Exception {
            return new JavaNode(this == JETTY ? jetty(settings) : tomcat(settings));
        }
    }

    private final ServletContainerContract.Node server;

    private JavaNode(ServletContainerContract.Node server) {
        this.server = server;
    }

    private static ServletContainerContract.Node jetty(Map<String, String> settings) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        for (String path : TurnServlet.PATHS) {
            context.addServlet(new ServletHolder(new TurnServlet()), path);
        }
        JettyNode node = new JettyNode(settings);
        node.add(context);
        return node.start();
    }

    private static ServletContainerContract.Node tomcat(Map<String, String> settings) throws Exception {
        return TomcatNode.start(Files.createTempDirectory("webapp"), "", (tomcat, context) -> {
            context.setManager(TomcatNode.manager(settings));
            Wrapper servlet = Tomcat.addServlet(context, "turns", new TurnServlet());
            for (String path : TurnServlet.PATHS) {
                servlet.addMapping(path);
            }
        });
    }

    int port() {
        return server.port();
    }

    /** Stops it in an orderly way. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new AssertionError("The node does not stop", e);
        }
    }
}
