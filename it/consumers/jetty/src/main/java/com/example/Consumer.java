package com.example;

import java.util.List;
import org.abisession.jetty.RedisSessionDataStoreFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Two Jetty servers, one session. */
public final class Consumer {
    /** Starts them, visits both and stops them. */
    public static void main(String[] arguments) throws Exception {
        Server first = start();
        Server second = start();
        try {
            Browser.visit(List.of(port(first), port(second), port(first)));
            System.out.println("abi-session-jetty: one session on two Jetty servers");
        } finally {
            first.stop();
            second.stop();
        }
    }

    private static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    private static Server start() throws Exception {
        Server server = new Server(0);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.addServlet(Visits.class, "/");
        server.setHandler(context);
        server.addBean(new RedisSessionDataStoreFactory());
        server.start();
        return server;
    }
}
